"""Counted rows that go from one quarter to another as they are, by sets: their response counts elsewhere, and says what it said.

An import may move the reviews of ten thousand responses, and whoever answers meanwhile waits.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from surveys.storage.codes import numbers
from surveys.storage.packing import packed_in_sql
from surveys.storage.parts import parts
from surveys.storage.placing import Key, Response
from surveys.storage.tallying import PAIRS, Cell, Counted, cells, numbered
from surveys.storage.work import Work, marks

#: From which quarter to which.
_Way = tuple[int, int]
_GIVEN = "SELECT area, age_band, question, option, COUNT(*) FROM counted_answer WHERE response_id IN"
_PAIRED = "SELECT response_id, period, area, age_band, question, option FROM counted_answer WHERE response_id IN"
_MOVE = f"""UPDATE counted_answer SET period = CAST($1 AS INTEGER), cell = {packed_in_sql(period="CAST($1 AS INTEGER)")}
WHERE response_id IN"""  # noqa: S608  # our own names only


def by_way(moved: Iterable[tuple[Response, Response]]) -> Mapping[_Way, Sequence[Key]]:
    """Responses, before and after, by the quarters they go from and to."""
    found: dict[_Way, list[Key]] = defaultdict(list)
    for before, after in moved:
        if before.period is not None and after.period is not None and before.period != after.period:
            found[before.period, after.period].append(after.id)
    return found


def move(ways: Mapping[_Way, Sequence[Key]]) -> Work[Counter[Cell]]:
    """Move all that is counted of these responses; the tally's difference."""
    difference: Counter[Cell] = Counter()
    if not ways:
        return difference
    codes = yield from numbers({"question": {word for pair in PAIRS for word in pair}})
    pairs = numbered(codes)
    for (old, new), responses in sorted(ways.items()):
        for part in parts(responses):
            standing = yield from _standing(part, old, pairs)
            yield f"{_MOVE} ({marks(len(part), first=2)})", (new, *part)
            difference.subtract(standing)
            difference.update({cell._replace(period=new): times for cell, times in standing.items()})
    return difference


def _standing(responses: Sequence[Key], period: int, pairs: Sequence[tuple[int, int]]) -> Work[Counter[Cell]]:
    """What the tally has of these responses, which all count in this quarter."""
    places, asked = marks(len(responses)), ", ".join(str(question) for pair in pairs for question in pair)
    given = yield f"{_GIVEN} ({places}) GROUP BY area, age_band, question, option", responses
    found = Counter({Cell(period, *cell): times for *cell, times in given})
    rows = yield f"{_PAIRED} ({places}) AND question IN ({asked})", responses
    both = cells(map(Counted._make, rows), pairs)
    return found + Counter({cell: times for cell, times in both.items() if cell.other_question})
