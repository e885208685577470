"""An import planned in memory: files as text, what is stored as values."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from uuid import UUID

import pytest

from surveys.errors import ImportRefused
from surveys.questionnaire.library import Library
from surveys.roster.examining import examine
from surveys.roster.gathering import gather
from surveys.roster.ledger import Rules
from surveys.roster.plan import Plan, Stored
from surveys.roster.planning import plan
from surveys.roster.problems import Problems

TODAY = date(2014, 3, 28)
INDICATORS = {
    "consultation.response": frozenset[str](),
    "consultation.know_pledge": frozenset({"know_pledge"}),
    "exit_interview.response": frozenset[str](),
}
Make = Callable[..., Plan]
Refuse = Callable[..., tuple[str, ...]]


def _ids() -> Iterator[UUID]:
    return (UUID(int=number) for number in count(1))


@pytest.fixture
def make(library: Library) -> Make:
    """The plan of an import of files given as name=text, over what is stored."""

    def planned(*, over: Stored | None = None, confirm_leavers: bool = False, **files: str) -> Plan:
        problems, ids = Problems(), _ids()
        gathered = gather([(f"{name}.csv", text.encode()) for name, text in files.items()], problems)
        rules = Rules(library=library, today=TODAY, indicators=INDICATORS, confirm_leavers=confirm_leavers,
                      new_id=lambda: next(ids))  # fmt: skip
        return plan(examine(gathered.rows, rules, problems), over or Stored(), rules, problems)

    return planned


@pytest.fixture
def refuse(make: Make) -> Refuse:
    """The problems for which an import is refused."""

    def problems(**files: str) -> tuple[str, ...]:
        with pytest.raises(ImportRefused) as refused:
            make(**files)
        return refused.value.problems

    return problems
