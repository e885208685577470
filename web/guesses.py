"""How many wrong codes, and how many wrong links, may be tried: by one source, and at one thing by all of them.

A code is one of 30^8 and a link one of 2^128, so a guess is hopeless; the limits keep a script from trying
for ever. Each source counts by itself. A source over its limit of codes waits, whether its next code is right or
wrong: else the limit would tell them apart. A right link opens always: whoever holds one has guessed nothing, and
a school's one address may be behind many.

Who knows half of a code, from a torn letter or a glance, has 30^4 to try, and may do it from many addresses. So
wrong tries are counted by each half of what was tried, too. Once there are very many at one half, whoever has
been wrong a few times waits with everything that has it. Who comes to it fresh, as its young person does, is let in.
"""

from collections import OrderedDict
from collections.abc import Iterable

#: Enough for a class that types its codes behind one school's address.
WRONG_TRIES = 30
#: Links are followed, not typed; broken ones come from a mail program that cuts them, not by the hundred.
WRONG_LINKS = 500
#: So many wrong tries at one half of a code are nobody's mistakes: codes that share a half are one in 810,000.
WRONG_AT_ONE = 100
#: Somebody who types their own code from a letter is right by then.
_FRESH = 3
WINDOW_SECONDS = 600
_REMEMBERED = 10_000
#: How long a code without its dash and a link are; a few letters more or less is a try at one all the same.
_HALVED = range(8, 33)


class Guesses:
    """Wrong tries, in this process only. Times are seconds of any steady clock; ``aims`` are what a try was at."""

    def __init__(self, most: int = WRONG_TRIES, at_one: int = WRONG_AT_ONE) -> None:
        self._sources, self._aims = _Tries(most), _Tries(at_one)

    def allowed(self, source: str, now: float, aims: Iterable[str] = ()) -> bool:
        """Whether this source may try now, at these."""
        if self._sources.count(source, now) < _FRESH:
            return True
        return self._sources.below(source, now) and not self.besieged(aims, now)

    def besieged(self, aims: Iterable[str], now: float) -> bool:
        """Whether very many, from anywhere, have tried wrong at one of these."""
        return not all(self._aims.below(aim, now) for aim in aims)

    def wrong(self, source: str, now: float, aims: Iterable[str] = ()) -> None:
        """Remember a wrong try."""
        self._sources.add(source, now)
        for aim in aims:
            self._aims.add(aim, now)


class _Tries:
    """How many of each name since its window began; the name that was quiet longest goes when there are very many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._counted: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def below(self, name: str, now: float) -> bool:
        return self.count(name, now) < self._most

    def count(self, name: str, now: float) -> int:
        return self._window(name, now)[1]

    def add(self, name: str, now: float) -> None:
        began, number = self._window(name, now)
        self._counted[name] = began, number + 1
        self._counted.move_to_end(name)
        if len(self._counted) > _REMEMBERED:
            self._counted.popitem(last=False)

    def _window(self, name: str, now: float) -> tuple[float, int]:
        began, number = self._counted.get(name, (now, 0))
        return (began, number) if now - began < WINDOW_SECONDS else (now, 0)


def halves(text: str) -> tuple[str, ...]:
    """What a try was at: each half of it, told apart by where it stands. What no code or link could be is at nothing."""
    middle = len(text) // 2
    return (f"{text[:middle]}…", f"…{text[middle:]}") if len(text) in _HALVED else ()
