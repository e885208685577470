"""Figures of old quarters are what they were when retention has deleted the records that their bases were counted from."""

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest

from analysis import views
from analysis.render import as_json
from analysis.sections import Comments
from surveys.clock import Clock
from surveys.period import Period
from surveys.roster.plan import Tally
from surveys.service import erasing, exporting, purging
from surveys.service.context import Service
from surveys.service.importing import import_files
from surveys.storage.models import Answer, Bygone, Child, Response, Review
from tests.support import people

Base = Literal["reviews_held", "offered", "children_reviewed"]
BASES: tuple[Base, ...] = ("reviews_held", "offered", "children_reviewed")
PERIODS = (Period(2013, 3), Period(2013, 4), Period(2014, 1), Period(2013))
CHILDREN = """child_id,date_of_birth,area,care_ended,leaving_code
A,2000-02-29,North,2014-03-20,E4
B,1998-01-01,South,2014-02-01,
UNDER-8,2007-01-01,North,2014-03-01,E4
ELSEWHERE,1999-01-01,North,2014-03-01,X1
STAYS,2001-01-01,North,,
"""
REVIEWS = """review_id,child_id,date,status
A1,A,2013-11-05,held
A2,A,2014-01-20,held
A3,A,2014-03-05,held
A4,A,2014-03-15,cancelled
B1,B,2014-01-10,held
U1,UNDER-8,2014-02-03,held
Y1,BABY,2014-02-04,held
S1,STAYS,2014-02-04,held
S2,STAYS,2014-06-04,planned
"""
BABY = "BABY,2012-01-01,North,2014-03-01,E4\n"
RESPONSES = """response_id,questionnaire,completed_on,child_id,review_id,question,answer
F1,consultation,2014-01-19,A,A2,know_pledge,know
F2,consultation,2014-01-09,B,B1,know_pledge,no
F2,consultation,2014-01-09,B,B1,change,The bus
F3,consultation,2014-02-03,STAYS,S1,know_pledge,know
F4,exit_interview,2014-03-21,A,,iro_helpful,very
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in {"children": CHILDREN + BABY, "reviews": REVIEWS, "responses": RESPONSES}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def in_2033(service: Service) -> Service:
    """When everybody here but one left care long ago."""
    return replace(service, clock=Clock(ZoneInfo("Europe/London"), datetime(2033, 6, 1, 12, tzinfo=UTC)))


async def figures(service: Service, periods: Iterable[Period] = PERIODS) -> dict[tuple[str, str], list[Any]]:
    """Every figure of these periods, over each base that an authority may choose."""
    found: dict[tuple[str, str], list[Any]] = {}
    for base in BASES:
        theirs = replace(service, authority=replace(service.authority, response_base=base))
        for period in periods:
            (section,) = as_json.document(await views.report(theirs, period))["sections"]
            found[base, period.id] = [(each["response"], each["indicators"]) for each in section["surveys"]]
    return found


def rates(found: dict[tuple[str, str], list[Any]], base: Base) -> list[tuple[int, int]]:
    """Count and base of each survey's response rate in the last quarter of 2013-14."""
    return [(response["count"], response["base"]) for response, _ in found[base, "2013-14-Q4"]]


async def taken_in(service: Service, files: Path) -> None:
    await import_files(service, [files], confirm_leavers=True)
    for ref in ("A2", "A3", "S1"):
        review = await Review.get(ref_hash=service.vault.hash("review", ref)).select_related("child")
        await people.invited(service, review.child, review)


async def test_retention_changes_no_figure_over_any_base(service: Service, files: Path) -> None:
    await taken_in(service, files)
    before = await figures(service)
    assert [rates(before, base) for base in BASES] == [[(3, 6), (1, 2)], [(3, 3), (1, 2)], [(3, 4), (1, 2)]]
    await purging.purge(in_2033(service), actor="clock")
    assert [each.care_ended for each in await Child.all()] == [None]
    assert await figures(service) == before


async def test_words_that_retention_deletes_stay_counted_and_typed(service: Service, files: Path) -> None:
    async def written() -> tuple[list[Comments], list[str]]:
        (section,), table = (await views.report(service, Period(2013, 4))).sections, io.StringIO()
        await exporting.export_responses(service, Period(2013, 4), table, actor="qa")
        states = [row.split(",", 7)[7] for row in table.getvalue().splitlines()[1:]]
        return [each for survey in section.surveys for each in survey.aside.comments], sorted(states)

    await import_files(service, [files], confirm_leavers=True)
    before = await written()
    assert [(each.question, each.written) for each in before[0]] == [("change", 1)]
    assert "change,typed," in before[1]
    await purging.purge(in_2033(service), actor="clock")
    assert [row.text_sealed for row in await Answer.filter(question="change")] == [None]
    assert await written() == before


async def test_records_that_are_imported_again_do_not_count_twice_and_go_again(service: Service, files: Path) -> None:
    await import_files(service, [files], confirm_leavers=True)
    before = await figures(service)
    for _ in range(2):
        await purging.purge(in_2033(service), actor="clock")
        assert await Child.all().count() == 1
        assert await figures(service) == before
        await import_files(service, [files], confirm_leavers=True)
        assert await Child.all().count() == 6
        assert await figures(service) == before


async def test_a_quarter_in_which_nobody_is_left_is_still_there(service: Service, files: Path) -> None:
    (files / "responses.csv").unlink()
    await import_files(service, [files], confirm_leavers=True)
    before = await figures(service, [Period(2013, 3)])
    await purging.purge(in_2033(service), actor="clock")
    assert await figures(service, [Period(2013, 3)]) == before
    assert {response["status"] for response, _ in before["reviews_held", "2013-14-Q3"]} == {"shown"}


async def test_who_came_back_into_care_and_leaves_again_has_left_in_both_quarters(
    service: Service, files: Path
) -> None:
    await import_files(service, [files], confirm_leavers=True)
    await purging.purge(in_2033(service), actor="clock")
    again = CHILDREN.replace("2014-03-20", "2014-05-01")
    (files / "children.csv").write_text(again + BABY, encoding="utf-8")
    await import_files(service, [files / "children.csv"], confirm_leavers=True)
    for _ in range(2):
        found = await figures(service, [Period(2013, 4), Period(2014, 1)])
        left = [found["reviews_held", quarter][1][0]["base"] for quarter in ("2013-14-Q4", "2014-15-Q1")]
        assert left == [2, 1]
        await purging.purge(in_2033(service), actor="clock")


async def test_what_is_kept_names_nobody_and_leads_from_no_row_to_another(service: Service, files: Path) -> None:
    await taken_in(service, files)
    children, reviews = await Child.exclude(care_ended=None), await Review.exclude(child__care_ended=None)
    rows = {str(child.id) for child in children} | {str(review.id) for review in reviews}
    await purging.purge(in_2033(service), actor="clock")
    kept = [row for row in await Bygone.all().order_by("period", "id").values() if row.pop("id")]
    assert {tuple(row) for row in kept} == {("about", "ref_hash", "period", "counts", "offered", "reviewed")}
    assert len({row["ref_hash"] for row in kept}) == len(kept) == len(rows) == 12
    assert not rows & {str(value) for row in kept for value in row.values()}


async def test_erasing_somebody_who_was_brought_back_takes_them_out_of_the_bases(service: Service, files: Path) -> None:
    await import_files(service, [files], confirm_leavers=True)
    await purging.purge(in_2033(service), actor="clock")
    await import_files(service, [files], confirm_leavers=True)
    await erasing.erase(service, "B", reason="asked", actor="qa")
    assert rates(await figures(service), "reviews_held") == [(3, 5), (1, 1)]


async def test_answers_that_were_cut_loose_before_an_erasure_count_on_over_a_base_without_it(
    service: Service, files: Path
) -> None:
    """Nobody can tell any more that they are the erased child's: a count above its base has no percentage."""
    await import_files(service, [files], confirm_leavers=True)
    await purging.purge(in_2033(service), actor="clock")
    await import_files(service, [files], confirm_leavers=True)
    for child in ("A", "B", "UNDER-8", "BABY"):
        await erasing.erase(service, child, reason="asked", actor="qa")
    response, _ = (await figures(service))["reviews_held", "2013-14-Q4"][0]
    told = [response[name] for name in ("count", "base", "percent", "interval", "status")]
    assert told == [3, 1, None, None, "shown"]


async def test_a_dry_run_keeps_nothing(service: Service, files: Path) -> None:
    await import_files(service, [files], confirm_leavers=True)
    await purging.purge(in_2033(service), actor="clock", dry_run=True)
    assert await Bygone.all().count() == 0


async def test_forms_cut_loose_from_their_children_stay_so_when_they_are_imported_again(
    service: Service, files: Path
) -> None:
    await import_files(service, [files], confirm_leavers=True)
    await purging.purge(in_2033(service), actor="clock")
    forms, answers = await Response.all().order_by("id").values(), await Answer.all().order_by("id").values()
    (files / "responses.csv").write_text(RESPONSES.replace("know_pledge,no", "know_pledge,heard"), encoding="utf-8")
    again = await import_files(service, [files], confirm_leavers=True)
    assert again.plan.tallies["responses"] == Tally(unchanged=4)
    assert again.plan.warnings == (
        (
            "4 responses were kept as long as the authority allows and then cut loose from the child, without what was typed: "
            "left as they stand, whatever the file says (responses.csv row 2, responses.csv row 3, responses.csv row 5, "
            "responses.csv row 6)."
        ),
    )
    assert await Response.all().order_by("id").values() == forms
    assert await Answer.all().order_by("id").values() == answers
    assert {row["child_id"] for row in forms} == {row["text_sealed"] for row in answers} == {None}
