"""Whatever comes in, it is either taken or refused in sentences: never a fault."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from itertools import count
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from surveys.errors import ImportRefused
from surveys.questionnaire.library import Library
from surveys.roster import delimited, people, references, workbook
from surveys.roster.cells import Unreadable
from surveys.roster.examining import examine
from surveys.roster.extent import Room
from surveys.roster.gathering import gather
from surveys.roster.kinds import KINDS, Column, Kind
from surveys.roster.ledger import Rules
from surveys.roster.plan import Plan, Stored
from surveys.roster.planning import plan, wanted
from surveys.roster.problems import Problems
from surveys.roster.records import Kept
from surveys.roster.sheets import Sheet, Unusable

#: Cells that mean something in one column or another, and some that never do.
POOL = (
    "", "C1", "C2", "R1", "F1", "01/02/2004", "2014-02-10", "31/02/2010", "yes", "PN1", "held", "cancelled", "iro",
    "i@b.uk", "consultation", "exit_interview", "know_pledge", "iro_helpful", "homes_count", "know", "very", "know|no",
    "2013-14-Q4", "consultation.response", "12", "S", "X1", "E4A", "=1+1", "\u202e", "x" * 300, "a;b\tc", 'say "no"',
)  # fmt: skip
IDS = {"child_id": ("C1", "C2"), "child": ("C1", "C2"), "review_id": ("R1", "R2"), "response_id": ("F1", "F2")}
FITTING = {"questionnaire": ("consultation",), "question": ("know_pledge", "want_to_chair"), "answer": ("no", ""),
           "indicator": ("consultation.response",), "iro": ("",), "date_of_birth": ("01/02/2004",), "dob": ("01/02/2004",),
           "completed_on": ("2014-02-10",), "care_ended": ("", "2014-02-10"), "date": ("2014-02-10", "2014-03-11")}  # fmt: skip


def _fitting(column: Column) -> st.SearchStrategy[str]:
    known = IDS.get(column.name) or FITTING.get(column.name)
    return st.sampled_from(known or tuple(cell for cell in POOL if _fits(column, cell)))


def _fits(column: Column, cell: str) -> bool:
    try:
        column.read(cell)
    except Unreadable:
        return column.blank and not cell
    return bool(cell) or column.blank


@given(st.binary(max_size=400))
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfe")
@example(b'"')
def test_any_bytes_are_a_table_or_unusable(content: bytes) -> None:
    for read in (delimited.read, partial(workbook.read, room=Room())):
        outcome: Sheet | Unusable
        try:
            outcome = read("x", content)
            list(outcome.rows)
        except Unusable as unusable:
            outcome = unusable
        assert isinstance(outcome, Sheet | Unusable)


def _table(kind: Kind, *, fitting: bool) -> st.SearchStrategy[str | None]:
    """A file whose cells fit their columns, or one with any cells at all; or none."""
    cells = [_fitting(column) if fitting else st.sampled_from(POOL) for column in kind.columns]
    rows = st.lists(st.tuples(*cells), max_size=2, unique_by=lambda row: row[0])
    return st.none() | rows.map(lambda rows: _written(kind, rows))


def _written(kind: Kind, rows: Sequence[tuple[str, ...]]) -> str:
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    return "\n".join([",".join(column.name for column in kind.columns), *quoted])


#: A file of each kind, or none.
SENSE, NONSENSE = (st.tuples(*[_table(kind, fitting=fitting) for kind in KINDS]) for fitting in (True, False))


# Should it fail, the library is shown too, which is long.
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=120)
@given(tables=SENSE | SENSE | SENSE | NONSENSE)
def test_any_rows_are_planned_or_refused_and_what_is_planned_changes_nothing_again(
    tables: tuple[str | None, ...], library: Library
) -> None:
    files = [(f"{kind.id}.csv", text.encode()) for kind, text in zip(KINDS, tables, strict=True) if text is not None]

    with suppress(ImportRefused):
        planned = _plan(library, files, Stored())
        assert _plan(library, files, _stored(planned)).is_empty


@given(tables=SENSE | SENSE | SENSE | NONSENSE)
def test_what_a_large_import_is_refused_for_early_it_would_be_refused_for_anyway(
    tables: tuple[str | None, ...], library: Library
) -> None:
    files = [(f"{kind.id}.csv", text.encode()) for kind, text in zip(KINDS, tables, strict=True) if text is not None]

    with suppress(ImportRefused):
        planned = _plan(library, files, Stored())
        gone = {each.record.ref for each in planned.children if each.record.care_ended}
        assert _early(library, files) == ((), gone)


def test_who_leaves_is_known_early_from_children_files_and_from_the_return(library: Library) -> None:
    children = "child_id,date_of_birth,area,care_ended\nC1,01/02/2004,North,01/02/2014\nC2,01/02/2004,North,\n"
    header = "CHILD,SEX,DOB\nC3,1,01/02/2004\nC4,1,01/02/2004\n"
    episodes = "CHILD,DECOM,RNE,DEC,REC\nC3,01/02/2012,S,01/02/2014,E4A\nC4,01/02/2012,S,01/02/2014,X1\n"
    files = [(f"{number}.csv", text.encode()) for number, text in enumerate((children, header, episodes))]
    assert _early(library, files) == ((), {"C1", "C3"})


def _early(library: Library, files: list[tuple[str, bytes]]) -> tuple[tuple[str, ...], set[str]]:
    """What is said of names that nobody goes by, where nothing is stored; and who has left."""
    rules = Rules(library=library, today=date(2014, 3, 28), indicators={"consultation.response": frozenset()},
                  confirm_leavers=True, new_id=lambda: UUID(int=0))  # fmt: skip
    problems = Problems()
    examined = examine(gather(files, problems).rows, rules, problems)
    references.tell(examined, references.named(examined), problems)
    try:
        problems.refuse()
    except ImportRefused as refused:
        return refused.problems, set()
    return (), people.left(examined)


def test_a_row_without_its_id_that_names_a_review_is_refused(library: Library) -> None:
    rows = (
        "response_id,questionnaire,completed_on,question,answer,review_id\n,consultation,2014-02-10,know_pledge,no,R1"
    )
    with pytest.raises(ImportRefused, match="response_id is empty"):
        _plan(library, [("x.csv", rows.encode())], Stored())


def _plan(library: Library, files: list[tuple[str, bytes]], stored: Stored) -> Plan:
    problems, ids = Problems(), count(1000)
    rows = gather(files, problems).rows
    rules = Rules(library=library, today=date(2014, 3, 28), indicators={"consultation.response": frozenset()},
                  confirm_leavers=True, new_id=lambda: UUID(int=next(ids)))  # fmt: skip
    examined = examine(rows, rules, problems)
    assert "" not in wanted(examined).children
    return plan(examined, stored, rules, problems)


def _stored(planned: Plan) -> Stored:
    """What is stored after a first import into nothing."""
    return Stored(
        staff={each.record.ref: Kept(each.id, each.record) for each in planned.staff},
        children={each.record.ref: Kept(each.id, each.record) for each in planned.children},
        reviews={each.record.ref: Kept(each.id, each.record) for each in planned.reviews},
        responses={each.record.ref: Kept(each.id, each.record) for each in planned.responses},
        figures={each.record.ref: Kept(each.id, each.record) for each in planned.figures},
        forms={each.record.review: each.record.ref for each in planned.responses if each.record.review},
        in_care=len(planned.children),
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_a_header_alone_is_an_empty_import(kind: Kind, library: Library) -> None:
    header = ",".join(column.name for column in kind.columns)
    assert _plan(library, [("x.csv", header.encode())], Stored()).is_empty
