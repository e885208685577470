"""Texts that Telegram's apps cut in pieces, because a message holds 4,096 characters."""

from dataclasses import dataclass, field

from bot.lately import Lately
from bot.read import Typed

#: A piece that another follows is longer, in UTF-16 units: some apps cut at the last space that fits, some at the
#: end of a paragraph in the second half.
_HALF = 2048
#: The pieces are sent at once; Telegram's clock counts whole seconds.
_SECONDS = 2
_REMEMBERED = 1000


@dataclass(slots=True)
class Tails:
    """Which chats have just sent a message too long for any question: its rest must not pass for the answer.

    In memory, bounded: a rest that another replica hears is taken for a text of its own.
    """

    _pieces: Lately[int, tuple[Typed, bool]] = field(default_factory=lambda: Lately(_REMEMBERED))

    def is_tail(self, heard: Typed) -> bool:
        """Whether this is the rest of a text whose beginning was too long; the same again when it comes again."""
        chat = heard.sender.chat
        before, was_tail = self._pieces.pop(chat, (None, False))
        tail = was_tail if before == heard else before is not None and _follows(heard, before)
        if tail or _is_long(heard):
            self._pieces[chat] = heard, tail
        return tail


def _follows(heard: Typed, before: Typed) -> bool:
    """Whether the one was sent at once after the other, by Telegram's own clock: ours tells only when they reached us.

    The private chats of a bot share one row of numbers, so that what is sent at once need not be the next in it.
    """
    return _is_long(before) and heard.message > before.message and 0 <= heard.at - before.at <= _SECONDS


def _is_long(heard: Typed) -> bool:
    return len(heard.text.encode("utf-16-le", "surrogatepass")) > _HALF * 2
