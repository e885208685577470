"""Accounts that are bound to nobody: how often they are answered."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.lately import Lately

_DAY_SECONDS = 24 * 60 * 60
_REMEMBERED = 10_000
#: Links may be mistyped and tried again; a chat about nothing gets one answer a day. Whoever asks for help gets it.
LINKS_A_DAY, WORDS_A_DAY, HELP_A_DAY = 10, 1, 100


@dataclass(slots=True)
class Strangers:
    """Who was answered how often in the last day; in memory, bounded. ``now`` is a clock of seconds."""

    now: Callable[[], float]
    _answered: Lately[tuple[int, int], list[float]] = field(default_factory=lambda: Lately(_REMEMBERED))

    def may_be_answered(self, chat: int, *, most: int) -> bool:
        """Whether one more answer to this chat is due, of a kind of which there are so many a day; counts it if so."""
        since = self.now() - _DAY_SECONDS
        times = [moment for moment in self._answered.get((chat, most), []) if moment > since]
        answered = len(times) < most
        self._answered[chat, most] = [*times, self.now()] if answered else times
        return answered
