"""What is taken as it stands, with a warning."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from surveys.roster.plan import Plan, Stored
from surveys.roster.records import ChildRecord, Kept, ReviewRecord
from tests.unit.surveys.roster.conftest import Make

CHILDREN = "child_id,date_of_birth,area,care_ended,leaving_code\n"
EPISODES = "CHILD,DECOM,RNE,DEC,REC\n"
HEADER = "CHILD,SEX,DOB\nC1,1,01/02/2004\n"
REVIEWS = "review_id,child_id,date,status\n"
SAM = ChildRecord(ref="C1", date_of_birth=date(2004, 2, 1), area="North")
OVER = Stored(children={"C1": Kept(UUID(int=101), SAM)}, in_care=1)


def _codes(plan: Plan) -> list[str | None]:
    return [change.record.leaving_code for change in plan.children]


def test_leaving_codes_are_told_apart_without_regard_to_case(make: Make) -> None:
    plan = make(children=CHILDREN + "C1,01/02/2004,North,10/02/2014,x1\nC2,01/02/2004,North,10/02/2014,e4a\n")
    assert (_codes(plan), plan.warnings) == (["X1", "E4A"], ())


def test_an_episode_that_ends_with_x1_in_whatever_case_is_no_leaving(make: Make) -> None:
    (change,) = make(header=HEADER, episodes=EPISODES + "C1,01/05/2012,S,03/06/2013,x1\n").children
    assert (change.record.care_ended, change.record.leaving_code) == (None, None)


def test_a_code_that_the_return_does_not_know_is_kept_and_warned_of_once(make: Make) -> None:
    rows = "".join(f"C{n},01/02/2004,North,10/02/2014,QQ\n" for n in range(7))
    plan = make(children=CHILDREN + rows)
    assert (_codes(plan), plan.warnings) == (
        ["QQ"] * 7,
        (
            (
                "children.csv row 2, children.csv row 3, children.csv row 4, children.csv row 5, children.csv row 6 and 2 more: "
                "leaving code 'QQ' is not one of the SSDA903 return; it counts as that of a leaver."
            ),
        ),
    )


def test_a_code_without_the_day_is_warned_of(make: Make) -> None:
    plan = make(
        children=CHILDREN + "C1,01/02/2004,North,,E5\n",
        header=HEADER.replace("C1", "C2"),
        episodes=EPISODES + "C2,01/05/2012,S,,E4A\n",
    )
    assert plan.warnings == (
        "children.csv row 2, episodes.csv row 2: a leaving code, and no day on which care ended; the child counts as in care.",
    )


def test_care_that_ends_before_it_starts_is_kept_and_warned_of(make: Make) -> None:
    header = "child_id,date_of_birth,area,care_started,care_ended\n"
    plan = make(
        children=header + "C1,01/02/2004,North,02/02/2012,01/02/2012\nC2,01/02/2004,North,01/02/2012,01/02/2012\n"
    )
    assert ([change.record.care_ended for change in plan.children], plan.warnings) == (
        [date(2012, 2, 1)] * 2,
        ("children.csv row 2: care ended before the day on which it started; both are kept as they are given.",),
    )


def test_a_day_that_is_stored_is_one(make: Make) -> None:
    over = replace(OVER, children={"C1": Kept(UUID(int=101), replace(SAM, care_ended=date(2014, 2, 10)))})
    text = "child_id,date_of_birth,area,leaving_code\nC1,01/02/2004,North,E5\n"
    assert make(over=over, children=text).warnings == ()


@pytest.mark.parametrize(("day", "warned"), [("28/03/2014", False), ("29/03/2014", True)])
def test_a_review_that_is_held_before_its_day_is_warned_of(make: Make, day: str, warned: bool) -> None:
    planned = ReviewRecord(ref="R1", child=UUID(int=101), date=date(2014, 3, 29), status="planned")
    over = replace(OVER, reviews={"R1": Kept(UUID(int=201), planned)})
    sentence = "row 2: the review is held, and its day is still to come; nobody is invited to a review that is held."
    for text in (f"{REVIEWS}R1,C1,{day},held\n", f"CHILD,REVIEW,REVIEW_CODE\nC1,{day},PN1\n"):
        plan = make(over=over, reviews=text)
        assert [change.record.status for change in plan.reviews] == ["held"]
        assert plan.warnings == ((f"reviews.csv {sentence}",) if warned else ())


def test_children_who_were_erased_and_come_again_are_warned_of_by_row(make: Make) -> None:
    erased = {"C1": date(2014, 1, 5), "C2": date(2014, 2, 6), "C3": date(2014, 2, 6)}
    over = replace(OVER, erased=erased)
    plan = make(
        over=over,
        children="child_id,date_of_birth,area\nC1,01/02/2004,South\nC2,01/02/2004,North\nC4,01/02/2004,North\n",
        header=HEADER.replace("C1", "C3"),
    )
    assert len(plan.children) == 4
    assert plan.warnings == (
        (
            "2 children in these files were erased on 06/02/2014; leave them out of the file unless they have come back "
            "(children.csv row 3, header.csv row 2)."
        ),
    )
