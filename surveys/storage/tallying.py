"""The tally: counts of options per period, area and age band, kept beside the rows they are counted from.

It is changed by the difference that a recount makes, in the same transaction, and so always equals what
counting all rows anew would come to.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from surveys.storage.codes import Word
from surveys.storage.packing import ANEW
from surveys.storage.statements import read
from surveys.storage.work import Many, Work

#: Questions that an indicator takes together; one that is not asked of a response has this option.
PAIRS = (("exit_interview.gave_views", "exit_interview.views_considered"),)
NOT_ASKED = -1

#: One statement, so that it sees one moment, whoever counts meanwhile.
_AMISS = f"""
    SELECT COUNT(*) FROM (
        SELECT question FROM (
            SELECT question, period, area, option, responses FROM ({ANEW}) AS anew
            UNION ALL SELECT question, period, area, option, -responses FROM tally WHERE other_question = 0
        ) AS either GROUP BY question, period, area, option HAVING SUM(responses) <> 0
    ) AS apart"""  # noqa: S608  # our own names only
_ADD = """
    INSERT INTO tally (period, area, age_band, question, option, other_question, other_option, responses) VALUES
    ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (question, other_question, period, area, age_band, option, other_option)
    DO UPDATE SET responses = tally.responses + excluded.responses"""


class Counted(NamedTuple):
    """One row that figures are counted from: see :class:`surveys.storage.models.CountedAnswer`."""

    response: UUID
    period: int
    area: int
    age_band: int
    question: int
    option: int


class Cell(NamedTuple):
    """What is counted together: see :class:`surveys.storage.models.Tally`."""

    period: int
    area: int
    age_band: int
    question: int
    option: int
    other_question: int = 0
    other_option: int = 0


@dataclass(frozen=True, slots=True)
class Laid:
    """New responses, by their keys as text, whose rows are laid ready: placed like any others, and then counted by ``counted``."""

    responses: Collection[str]
    counted: Callable[[], Work[Counter[Cell]]]


def numbered(codes: Mapping[Word, int]) -> Sequence[tuple[int, int]]:
    """:data:`PAIRS` by the numbers of their questions."""
    return [(codes["question", one], codes["question", other]) for one, other in PAIRS]


def cells(rows: Iterable[Counted], pairs: Iterable[tuple[int, int]]) -> Counter[Cell]:
    """The tally of these rows, which hold all that each of their responses gave; ``pairs`` are question numbers."""
    rows = tuple(rows)
    found = Counter(Cell(*row[1:]) for row in rows)
    for one, other in pairs:
        found.update(_paired([row for row in rows if row.question in {one, other}], one, other))
    return found


def _paired(rows: Sequence[Counted], one: int, other: int) -> Iterable[Cell]:
    given: dict[tuple[UUID, int, int, int], dict[int, int]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: row.option):
        given[row[:4]][row.question] = row.option
    return (
        Cell(period, area, band, one, options.get(one, NOT_ASKED), other, options.get(other, NOT_ASKED))
        for (_, period, area, band), options in given.items()
    )


def add(changes: Mapping[Cell, int]) -> Work[None]:
    """Add these differences to the tally, inside the caller's transaction.

    Always in the same order, so that two transactions that add to the same cells wait and never deadlock.
    """
    wanted = sorted((cell, responses) for cell, responses in changes.items() if responses)
    if wanted:
        yield Many(_ADD, [(*cell, responses) for cell, responses in wanted])
    if any(responses < 0 for _, responses in wanted):
        yield "DELETE FROM tally WHERE responses = 0", ()


async def amiss() -> int:
    """In how many places, by question, quarter, area and option, the tally is not what counting every row anew comes to."""
    return int((await read(_AMISS))[0][0])
