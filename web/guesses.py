"""How many wrong codes one source may try.

A code is one of 30^8, so a guess is hopeless; the limit keeps a script from trying for ever. Each source
counts by itself, so that nobody can shut another out, and links do not go through here at all. A source
over its limit waits, whether its next code is right or wrong: else the limit would tell them apart.
"""

from collections import OrderedDict

#: Enough for a class that types its codes behind one school's address.
WRONG_TRIES = 30
WINDOW_SECONDS = 600
_SOURCES = 10_000


class Guesses:
    """Wrong codes by source, in this process only. Times are seconds of any steady clock."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, list[float]] = OrderedDict()

    def allowed(self, source: str, now: float) -> bool:
        """Whether this source may try a code now."""
        return len(self._recent(source, now)) < WRONG_TRIES

    def wrong(self, source: str, now: float) -> None:
        """Remember a wrong code. The source that was quiet longest is forgotten when there are very many."""
        self._wrong[source] = [*self._recent(source, now), now]
        self._wrong.move_to_end(source)
        if len(self._wrong) > _SOURCES:
            self._wrong.popitem(last=False)

    def _recent(self, source: str, now: float) -> list[float]:
        return [then for then in self._wrong.get(source, ()) if now - then < WINDOW_SECONDS]
