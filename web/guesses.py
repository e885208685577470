"""How many wrong codes, and how many wrong links, one source may try.

A code is one of 30^8 and a link one of 2^128, so a guess is hopeless; the limits keep a script from trying
for ever. Each source counts by itself, so that nobody can shut another out. A source over its limit of
codes waits, whether its next code is right or wrong: else the limit would tell them apart. A right link
opens always: whoever holds one has guessed nothing, and a school's one address may be behind many.
"""

from collections import OrderedDict

#: Enough for a class that types its codes behind one school's address.
WRONG_TRIES = 30
#: Links are followed, not typed; broken ones come from a mail program that cuts them, not by the hundred.
WRONG_LINKS = 500
WINDOW_SECONDS = 600
_SOURCES = 10_000


class Guesses:
    """Wrong tries by source, in this process only. Times are seconds of any steady clock."""

    def __init__(self, most: int = WRONG_TRIES) -> None:
        self._most = most
        self._wrong: OrderedDict[str, list[float]] = OrderedDict()

    def allowed(self, source: str, now: float) -> bool:
        """Whether this source may try now."""
        return len(self._recent(source, now)) < self._most

    def wrong(self, source: str, now: float) -> None:
        """Remember a wrong try. The source that was quiet longest is forgotten when there are very many."""
        self._wrong[source] = [*self._recent(source, now), now][-self._most :]
        self._wrong.move_to_end(source)
        if len(self._wrong) > _SOURCES:
            self._wrong.popitem(last=False)

    def _recent(self, source: str, now: float) -> list[float]:
        return [then for then in self._wrong.get(source, ()) if now - then < WINDOW_SECONDS]
