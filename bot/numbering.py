"""Whether the messages of a chat are numbered as they come, hers and ours in one row."""

from collections import OrderedDict
from dataclasses import dataclass, field

_REMEMBERED = 10_000


@dataclass(slots=True)
class Numbering:
    """The chats in which something typed had a higher number than the message it came after.

    Telegram numbers all messages of a chat in one row. Where a Bot API server of another make does not, numbers tell
    nothing of what was on the screen when something was typed, and nothing is refused because of them.
    """

    _in_a_row: OrderedDict[int, None] = field(default_factory=OrderedDict)

    def holds(self, chat: int, typed: int, prompt: int | None) -> bool:
        """Whether it was so before; what was ``typed`` now, with ``prompt`` on the screen, is noted for the next time."""
        known = chat in self._in_a_row
        if prompt is not None and typed > prompt:
            self._in_a_row[chat] = None
            self._in_a_row.move_to_end(chat)
        if len(self._in_a_row) > _REMEMBERED:
            self._in_a_row.popitem(last=False)
        return known
