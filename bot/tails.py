"""Texts that Telegram's apps cut in pieces, because a message holds 4,096 characters."""

from collections import OrderedDict
from dataclasses import dataclass, field

from bot.read import Typed

#: A piece that another follows is nearly full, in UTF-16 units: the apps cut at the last space that fits.
_FULL = 3500
#: The pieces are sent at once, and their numbers follow on each other; Telegram's clock counts whole seconds.
_SECONDS = 1
_REMEMBERED = 1000


@dataclass(slots=True)
class Tails:
    """Which chats have just sent a full message, too long for any question: its rest must not pass for the answer.

    In memory, bounded: a rest that another replica hears is taken for a text of its own.
    """

    _pieces: OrderedDict[int, tuple[Typed, bool]] = field(default_factory=OrderedDict)

    def is_tail(self, heard: Typed) -> bool:
        """Whether this is the rest of a text whose beginning was too long; the same again when it comes again."""
        chat = heard.sender.chat
        before, was_tail = self._pieces.pop(chat, (None, False))
        tail = was_tail if before == heard else before is not None and _follows(heard, before)
        if tail or len(heard.text.encode("utf-16-le", "surrogatepass")) >= _FULL * 2:
            self._pieces[chat] = heard, tail
        if len(self._pieces) > _REMEMBERED:
            self._pieces.popitem(last=False)
        return tail


def _follows(heard: Typed, before: Typed) -> bool:
    return heard.message == before.message + 1 and 0 <= heard.at - before.at <= _SECONDS
