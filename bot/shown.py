"""What was last shown to a chat by this process: what is there is not shown once more."""

from dataclasses import dataclass, field

from bot.calls import Calls, Saying, pages, turned_to_words
from bot.lately import Lately
from bot.recast import without_repeats
from bot.screen import Put

_REMEMBERED = 10_000


@dataclass(slots=True)
class Shown:
    """The last buttons of each chat, as a hash, and what was put again there, by its number; in memory, bounded."""

    _rows: Lately[int, int] = field(default_factory=lambda: Lately(_REMEMBERED))
    _again: Lately[int, Put] = field(default_factory=lambda: Lately(_REMEMBERED))

    def __contains__(self, chat: int) -> bool:
        return chat in self._rows

    def note(self, chat: int, calls: Calls) -> None:
        """These calls were made."""
        for page in pages(calls):
            self._rows[chat] = hash(page.rows)

    def arrived(self, chat: int, saying: Saying) -> None:
        """It was said."""
        if saying.sent and any(page.again for page in pages(saying.made)):
            self._again[chat] = Put(*saying.sent)

    def put_again(self, chat: int) -> Put | None:
        """The message by which this process put a question again there of late."""
        return self._again.get(chat)

    def without_repeats(self, chat: int, calls: Calls, *, prompt: int | None) -> Calls:
        """An input that comes twice, or a question put again after a start, asks nothing that was asked since.

        Words beside it, such as who can be rung, are said all the same; where they take the place of the ``prompt``,
        it is asked again.
        """
        is_there = any(page.again and self._rows.get(chat) == hash(page.rows) for page in pages(calls))
        is_kept = prompt is None or all(call.message != prompt for call in turned_to_words(calls))
        return without_repeats(calls) if is_there and is_kept else calls
