"""Importing again: corrections, moved and cancelled reviews, leavings, and what a refusal leaves behind."""

from datetime import date
from typing import Any

import pytest

from surveys.errors import ImportRefused
from surveys.period import Period
from surveys.roster.plan import Tally
from surveys.service.context import Service
from surveys.service.erasing import erase
from surveys.service.voiding import void
from surveys.storage.counting import recount
from surveys.storage.models import Answer, Child, CountedAnswer, PrintedFigure, Response, Review, Staff
from tests.integration.roster.conftest import Take

CHILDREN = "child_id,date_of_birth,area,first_name\nC1,01/02/2000,North,Sam\n"
REVIEWS = "review_id,child_id,date,status\n"
HELD = REVIEWS + "R1,C1,10/02/2014,held\n"
RESPONSES = "response_id,questionnaire,completed_on,question,answer,child_id,review_id\n"
FORM = RESPONSES + "F1,consultation,08/02/2014,know_pledge,know,,R1\nF1,consultation,08/02/2014,change,More pizza,,R1\n"
LAST, THIS, NEXT = Period(2013, 3).number, Period(2013, 4).number, Period(2014, 1).number


async def _everything() -> list[list[dict[str, Any]]]:
    tables = (Staff, Child, Review, Response, Answer, CountedAnswer, PrintedFigure)
    return [await table.all().order_by("id").values() for table in tables]


async def _placed() -> list[tuple[Any, ...]]:
    return await Response.all().order_by("questionnaire").values_list("period", "uncounted")


async def test_a_refused_import_writes_nothing_of_what_was_right(take: Take) -> None:
    with pytest.raises(ImportRefused):
        await take(children=CHILDREN, reviews=HELD, responses=RESPONSES + "F1,consultation,8/2/2014,joy,1,,R1\n")
    assert [await table.all().count() for table in (Child, Review, Response)] == [0, 0, 0]


async def test_a_dry_run_writes_nothing_and_tells_what_it_would_write(take: Take) -> None:
    done = await take(dry_run=True, children=CHILDREN, reviews=HELD)
    assert done.plan.tallies == {"children": Tally(new=1), "reviews": Tally(new=1)}
    assert [await table.all().count() for table in (Child, Review)] == [0, 0]


async def test_importing_everything_again_changes_no_row_of_any_table(take: Take) -> None:
    files = {
        "staff": "email,name,role,fte,starts\ni@b.uk,Ira,iro,0.5,01/09/2012\n", "children": CHILDREN, "reviews": HELD,
        "responses": FORM, "history": "period,indicator,percent,source\n2012-13,consultation.know_pledge,15.0,Booklet\n",
    }  # fmt: skip
    await take(**files)
    before = await _everything()

    again = await take(**files)

    assert again.plan.is_empty
    assert again.plan.tallies == {
        "staff": Tally(unchanged=1), "children": Tally(unchanged=1), "reviews": Tally(unchanged=1),
        "responses": Tally(unchanged=1), "printed figures": Tally(unchanged=1)}  # fmt: skip
    assert await _everything() == before


async def test_a_corrected_row_replaces_and_keeps_its_place(take: Take) -> None:
    await take(children=CHILDREN)
    before = await Child.get()

    done = await take(children="child_id,date_of_birth,area,first_name\nC1,02/02/2000,South,\n")

    after = await Child.get()
    assert done.plan.tallies == {"children": Tally(changed=1)}
    assert (after.id, after.date_of_birth, after.area) == (before.id, date(2000, 2, 2), "South")
    assert after.first_name_sealed is None


async def test_a_corrected_form_replaces_its_answers_and_is_counted_anew(service: Service, take: Take) -> None:
    await take(children=CHILDREN, reviews=HELD, responses=FORM)
    await take(
        responses=RESPONSES
        + "F1,consultation,08/02/2014,know_pledge,,,R1\nF1,consultation,08/02/2014,change,Less,,R1\n"
    )

    answers = await Answer.all().order_by("revision")
    texts = [
        row.text_sealed and service.vault.open(row.text_sealed, table="answer", row=row.id, column="text")
        for row in answers
    ]
    assert [(row.question, row.state, row.codes) for row in answers] == [
        ("know_pledge", "skipped", ""), ("change", "answered", "")]  # fmt: skip
    assert texts == [None, "Less"]
    assert await CountedAnswer.all().values_list("option") == [(0,)]


async def test_a_voided_form_stays_voided_when_it_comes_again(service: Service, take: Take) -> None:
    await take(children=CHILDREN, reviews=HELD, responses=FORM)
    await void(service, "F1", reason="a trial", actor="qa")
    await take(responses=FORM.replace("know,,", "no,,"))
    assert await _placed() == [(None, "voided")]


async def test_another_form_may_take_the_place_of_a_voided_one(service: Service, take: Take) -> None:
    await take(children=CHILDREN, reviews=HELD, responses=FORM)
    await Response.all().update(voided_at=service.clock.now())
    await take(responses=FORM.replace("F1", "F2"))
    assert set(await _placed()) == {(None, "voided"), (THIS, None)}


async def test_a_moved_review_takes_its_response_along(take: Take) -> None:
    await take(children=CHILDREN, reviews=HELD, responses=FORM)
    await take(reviews=HELD.replace("10/02/2014", "10/04/2014"))
    assert await _placed() == [(NEXT, None)]


async def test_a_cancelled_one_leaves_its_response_to_the_next_planned_or_to_its_completion(take: Take) -> None:
    await take(children=CHILDREN, reviews=HELD, responses=FORM)
    cancelled = HELD.replace("held", "cancelled")

    await take(reviews=cancelled)
    assert await _placed() == [(THIS, None)]

    await take(reviews=REVIEWS + "R2,C1,20/05/2014,planned\n")
    assert await _placed() == [(NEXT, None)]


async def test_an_exit_interview_counts_when_leaving_is_known(take: Take) -> None:
    await take(children=CHILDREN, responses=RESPONSES + "X1,exit_interview,08/02/2014,iro_helpful,very,C1,\n")
    assert await _placed() == [(None, "not left")]

    columns = "child_id,date_of_birth,area,care_ended,leaving_code\n"
    await take(confirm_leavers=True, children=columns + "C1,01/02/2000,North,20/12/2013,E4A\n")
    assert await _placed() == [(LAST, None)]

    await take(children=columns + "C1,01/02/2000,North,20/12/2013,E3\n")
    assert await _placed() == [(None, "leaving code")]


async def test_a_second_exit_interview_of_one_leaving_is_warned_of_unless_the_other_was_voided(
    service: Service, take: Take
) -> None:
    left = "child_id,date_of_birth,area,care_ended\nC1,01/02/2000,North,20/12/2013\n"
    first = RESPONSES + "X1,exit_interview,08/01/2014,iro_helpful,very,C1,\n"
    await take(children=left, responses=first)
    assert (await take(children=left, responses=first)).plan.is_empty

    second = await take(responses=first.replace("X1", "X2"))
    assert second.plan.warnings == (
        ("responses.csv row 2: response 'X2' is about child 'C1' leaving care, and so is response 'X1', which was imported "
        "before; both count."),)  # fmt: skip

    await Response.all().update(voided_at=service.clock.now())
    third = await take(responses=first.replace("X1", "X3"))
    assert third.plan.warnings == ()


async def test_a_child_who_was_erased_comes_back_with_a_warning_and_is_then_stored_again(
    service: Service, take: Take
) -> None:
    await take(children=CHILDREN)
    await erase(service, "C1", reason="asked for it", actor="test")

    again = [(await take(dry_run=dry_run, children=CHILDREN)).plan.warnings for dry_run in (True, False, False)]

    warning = (
        "1 child in these files was erased on 28/03/2014; leave them out of the file unless they have come back "
        "(children.csv row 2)."
    )
    assert again == [(warning,), (warning,), ()]


async def test_a_form_without_child_or_review_counts_when_it_was_completed(take: Take) -> None:
    columns = RESPONSES.strip() + ",area,age_band\n"
    await take(responses=columns + "F9,consultation,31/12/2013,know_pledge,know,,,West,12-15\n")
    assert await Response.all().values_list("period", "area", "age_band", "child_id") == [(LAST, "West", "12-15", None)]


async def test_more_than_five_in_a_hundred_may_not_leave_unless_confirmed(take: Take) -> None:
    columns = "child_id,date_of_birth,area,care_ended\n"
    await take(
        children=columns + "".join(f"C{n},01/02/2000,North,\n" for n in range(39)) + "C39,01/02/2000,North,1/1/2014\n"
    )
    leaving = columns + "C1,01/02/2000,North,01/03/2014\nC2,01/02/2000,North,01/03/2014\n"

    with pytest.raises(ImportRefused, match="2 of the 39 children stored as in care would have left, more than 5%"):
        await take(children=leaving)

    await take(confirm_leavers=True, children=leaving)
    assert await Child.filter(care_ended=None).count() == 37


async def test_history_is_kept_as_it_was_printed(take: Take) -> None:
    await take(history="period,indicator,count,base,percent,low,high,source\n2012-13-Q4,exit_interview.response,10,50,20%,,,QA\n"
               "2012-13,consultation.know_pledge,,,15.0,11.2,19.9,\n")  # fmt: skip
    figures = await PrintedFigure.all().order_by("year").values_list(
        "period", "year", "indicator", "count", "base", "percent", "low", "high", "source")  # fmt: skip
    assert figures == [
        (Period(2012, 4).number, False, "exit_interview.response", 10, 50, "20", None, None, "QA"),
        (Period(2012).number, True, "consultation.know_pledge", None, None, "15.0", "11.2", "19.9", None)]  # fmt: skip


async def test_after_any_import_what_is_counted_equals_a_recount(take: Take) -> None:
    await take(children=CHILDREN + "C2,01/02/2002,South,Kim\n", reviews=HELD, responses=FORM)
    await take(
        children="child_id,date_of_birth,area,care_ended\nC2,01/02/2002,West,01/03/2014\n",
        reviews=REVIEWS + "R1,C1,10/02/2014,cancelled\nR2,C1,20/05/2014,planned\n",
        responses=RESPONSES + "X1,exit_interview,08/03/2014,iro_helpful,very,C2,\n",
        confirm_leavers=True,
    )
    placed, counted = await _placed(), await _counted()

    await recount([row.id for row in await Response.all()])

    assert (await _placed(), await _counted()) == (placed, counted)
    assert placed == [(NEXT, None), (THIS, None)]


async def _counted() -> list[tuple[Any, ...]]:
    columns = ("response_id", "period", "area", "age_band", "question", "option")
    return sorted(await CountedAnswer.all().values_list(*columns))
