"""What a chat shows, as far as one process knows: what it said last about the buttons there."""

from dataclasses import dataclass, replace

from bot.calls import Calls, Clear, Saying, asked_in, dealt_with
from bot.lines import Line
from surveys.conversation.session import Asked
from surveys.storage.telegram import Account, Standing


@dataclass(frozen=True, slots=True)
class Showing:
    """What was said last about the buttons of a chat, as far as this process knows.

    ``words`` are the calls that turned messages into words of late, such as who can be rung; ``old`` are messages that
    had buttons before: nobody knows that they have none now.
    """

    chat: int
    account: Account
    saying: Saying
    line: Line
    words: Calls
    old: frozenset[int] = frozenset()

    @property
    def asks(self) -> Asked | None:
        """The question that it puts."""
        return asked_in(self.saying.made)

    @property
    def has_cleared(self) -> bool:
        """Whether it took away the message that had the buttons."""
        return any(isinstance(call, Clear) and call.message == self.account.prompt for call in self.saying.made)

    @property
    def is_settled(self) -> bool:
        """Whether this process has said nothing about them since, and owes no answer that will."""
        return self.line.latest is self.saying and not self.line.owed

    def is_as(self, standing: Standing | None) -> bool:
        """Whether it is all there is to see, and a question is the open one still. Nobody looks after who is gone.

        Nothing that is kept tells whether words are there still.
        """
        if standing is None:
            return True
        is_there = not (self.saying.crossed or self.old or self.words) and standing.prompt == self.saying.prompt
        return is_there and self.asks in (None, standing.asked)

    def after(self, before: "Showing | None") -> "Showing":
        """This one, which was said after another: what that one showed is there, too, unless this has dealt with it."""
        if before is None:
            return self
        had = {*before.old, *filter(None, [before.saying.prompt])}
        old = frozenset(had - {self.saying.prompt} - dealt_with(self.saying.made))
        return replace(self, words=(*before.words, *self.words), old=old | self.old)


def is_about_buttons(account: Account, saying: Saying) -> bool:
    """Whether it showed some, or dealt with the message that had them."""
    return saying.prompt is not None or account.prompt in dealt_with(saying.made)
