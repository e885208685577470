"""The views section from stored rows, against counts done by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from analysis import views
from analysis.render import as_json
from config.authority import ResponseBase
from surveys.period import Period
from surveys.service.context import Service
from tests.integration.analysis.conftest import Records
from tests.support.published import PUBLISHED

Q4, Q3 = Period(2013, 4), Period(2013, 3)
IN_Q4, IN_Q3 = date(2014, 2, 3), date(2013, 11, 4)
KEYS = ["id", "label", "count", "base", "base_is", "percent", "interval", "skipped", "not_asked", "small_base", "status",
        "previous", "year_ago", "change_pp", "direction", "distinguishable"]  # fmt: skip


async def figures(service: Service, period: Period = Q4) -> dict[str, dict[str, Any]]:
    document = as_json.document(await views.report(service, period))
    surveys = document["sections"][0]["surveys"]
    return {figure["id"]: figure for each in surveys for figure in (each["response"], *each["indicators"])}


def numbers(figure: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(figure[name] for name in ("count", "base", "percent", "skipped", "not_asked", "status"))


async def consult(records: Records, day: date, answers: dict[str, str], times: int) -> None:
    for review in await records.reviews(day, times):
        await records.response("consultation", answers, review=review)


async def test_a_published_quarter(service: Service, records: Records) -> None:
    """The canon: 127, 103, 23 and 9 of 151; 10, 9, 8, 6, 9, 8 and 7 of 10."""
    await records.reviews(IN_Q4, 1251 - 151)
    for place, review in enumerate(await records.reviews(IN_Q4, 151)):
        answers = {
            "understand_plan": "all" if place < 100 else "some" if place < 127 else "not_seen",
            "know_how_to_complain": "yes" if place < 103 else "not_sure",
            "know_pledge": "know" if place < 23 else "heard",
            "want_to_chair": "all" if place < 4 else "some" if place < 9 else "no",
        }
        await records.response("consultation", answers, review=review)
    for place in range(50):
        child = await records.child(ended=IN_Q4)
        if place < 10:
            await records.response("exit_interview", leaving(place), child=child)
    await records.settle()
    found = await figures(service)
    assert {name: (each["count"], each["base"], each["percent"]) for name, each in found.items()} == PUBLISHED


async def test_a_quarter_of_which_only_forms_about_no_review_are_there_is_available(
    service: Service, records: Records
) -> None:
    await records.response("consultation", {"know_pledge": "know"}, day=IN_Q4)
    await records.settle()
    found = await figures(service)
    assert numbers(found["consultation.know_pledge"]) == (1, 1, 100, 0, 0, "shown")
    assert numbers(found["consultation.response"])[:3] == (1, 0, None)


def leaving(place: int) -> dict[str, str]:
    return {
        "understood_plan": "some",
        "gave_views": "always",
        "views_considered": "mostly" if place < 9 else "sometimes",
        "iro_kept_eye": "sometimes" if place < 8 else "dont_know",
        "iro_helpful": "very" if place < 6 else "not_very",
        "social_worker_helpful": "quite" if place < 9 else "not_at_all",
        "carer_helpful": "very" if place < 8 else "not_very",
        "support_after_care": "difficult" if place < 4 else "very_difficult" if place < 7 else "easy",
    }


async def test_the_kinds_of_missing_stay_apart(service: Service, records: Records) -> None:
    for answers in (
        {"gave_views": "always", "views_considered": "always", "carer_helpful": "did_not_have_one"},
        {"gave_views": "always", "views_considered": "", "carer_helpful": ""},
        {"gave_views": "always", "carer_helpful": "very"},
        {"views_considered": ""},
        {"gave_views": "never", "views_considered": "mostly"},
        {},
    ):
        await records.response("exit_interview", answers, child=await records.child(ended=IN_Q4))
    await records.settle()
    found = await figures(service)
    assert numbers(found["exit_interview.able_to_give_views"]) == (1, 2, 50, 2, 2, "shown")
    assert numbers(found["exit_interview.carer_helpful"]) == (1, 1, 100, 1, 3, "shown")
    assert numbers(found["exit_interview.iro_helpful"]) == (0, 0, None, 0, 6, "shown")


async def test_an_answer_corrected_later_counts_as_corrected(service: Service, records: Records) -> None:
    review = await records.review(IN_Q4)
    response = await records.response("consultation", {"know_pledge": "no"}, review=review)
    await records.answer(response, "know_pledge", "know", 7)
    await records.settle()
    assert numbers((await figures(service))["consultation.know_pledge"]) == (1, 1, 100, 0, 0, "shown")


async def test_the_review_s_date_decides_whatever_its_status(service: Service, records: Records) -> None:
    planned = await records.review(date(2014, 3, 31), status="planned")
    await records.response("consultation", {}, review=planned, day=date(2013, 12, 31))
    await records.response("consultation", {}, review=await records.review(date(2014, 4, 1)), day=date(2014, 3, 31))
    await records.response("consultation", {}, day=date(2014, 1, 1))
    await records.settle()
    assert numbers((await figures(service))["consultation.response"]) == (2, 0, None, 0, 0, "shown")
    assert numbers((await figures(service, Period(2014, 1)))["consultation.response"]) == (1, 1, 100, 0, 0, "shown")
    assert numbers((await figures(service, Q3))["consultation.response"]) == (
        None,
        None,
        None,
        None,
        None,
        "not_available",
    )


async def test_only_leavers_of_8_and_over_are_the_base_of_exit_interviews(service: Service, records: Records) -> None:
    left = date(2014, 2, 28)
    for born, code in ((date(2006, 2, 28), None), (date(2000, 1, 1), "E4"), (date(2006, 3, 1), None),
                       (date(2000, 1, 1), "X1"), (date(2000, 1, 1), "E2"), (date(2000, 1, 1), "E3")):  # fmt: skip
        child = await records.child(born=born, ended=left, code=code)
        await records.response("exit_interview", {}, child=child)
    await records.child(ended=date(2014, 4, 1))
    await records.response("exit_interview", {}, child=await records.child())
    await records.settle()
    assert numbers((await figures(service))["exit_interview.response"]) == (2, 2, 100, 0, 0, "shown")


async def test_partial_and_voided_forms_count_in_no_figure(service: Service, records: Records) -> None:
    said = {"know_pledge": "know"}
    for status, void in (("waiting", False), ("stopped", False), ("finished", True), ("finished", False)):
        await records.response("consultation", said, review=await records.review(IN_Q4), status=status, void=void)
    await records.settle()
    found = await figures(service)
    assert numbers(found["consultation.response"]) == (1, 4, 25, 0, 0, "shown")
    assert numbers(found["consultation.know_pledge"]) == (1, 1, 100, 0, 0, "shown")


@pytest.mark.parametrize(
    ("chosen", "count_and_base", "name"),
    [
        ("reviews_held", (1, 4), "reviews held"),
        ("offered", (1, 2), "consultations offered"),
        ("children_reviewed", (1, 2), "children aged 4 or over who had a review"),
    ],
)
async def test_the_response_base_is_chosen_and_named(
    service: Service, records: Records, chosen: ResponseBase, count_and_base: tuple[int, int], name: str
) -> None:
    twice, young = await records.child(), await records.child(born=date(2010, 2, 4))
    first = await records.review(IN_Q4, child=twice)
    await records.review(date(2014, 3, 3), child=twice)
    await records.review(IN_Q4, child=young)
    await records.review(date(2014, 2, 4), child=await records.child(born=date(2010, 2, 4)))
    planned = await records.review(IN_Q4, status="planned")
    for review in (first, planned):
        await records.invitation(review)
    await records.response("consultation", {}, review=first)
    await records.settle()
    chosen_service = replace(service, authority=replace(service.authority, response_base=chosen))
    rate = (await figures(chosen_service))["consultation.response"]
    assert ((rate["count"], rate["base"]), rate["base_is"]) == (count_and_base, name)


async def test_comparisons_come_from_live_data_and_from_history(service: Service, records: Records) -> None:
    await consult(records, IN_Q4, {"know_pledge": "know", "want_to_chair": "all"}, 2)
    await consult(records, IN_Q3, {"know_pledge": "no"}, 1)
    await records.settle()
    await records.printed(Q3.number, "consultation.know_pledge", percent="90", count=9, base=10)
    await records.printed(Q3.number, "consultation.want_to_chair", percent="40")
    await records.printed(Period(2012, 4).number, "consultation.know_pledge", count=20, base=80, percent="25")
    found = await figures(service)
    pledge, chair = found["consultation.know_pledge"], found["consultation.want_to_chair"]
    assert pledge["previous"] == {"period": "2013-14-Q3", "count": 0, "base": 1, "percent": 0}
    assert pledge["year_ago"] == {"period": "2012-13-Q4", "count": 20, "base": 80, "percent": 25}
    assert (pledge["change_pp"], pledge["direction"], pledge["distinguishable"]) == (100.0, "up", False)
    assert chair["previous"] == {"period": "2013-14-Q3", "count": None, "base": None, "percent": 40}
    assert (chair["change_pp"], chair["direction"], chair["distinguishable"]) == (60.0, "up", None)
    assert found["consultation.understand_plan"]["year_ago"] is None


async def test_a_year_adds_up_its_quarters(service: Service, records: Records) -> None:
    await consult(records, IN_Q4, {"know_pledge": "know"}, 2)
    await consult(records, IN_Q3, {"know_pledge": "no"}, 1)
    await records.settle()
    await records.printed(Period(2012).number, "consultation.know_pledge", year=True, percent="50")
    pledge = (await figures(service, Period(2013)))["consultation.know_pledge"]
    assert numbers(pledge) == (2, 3, 67, 0, 0, "shown")
    assert (pledge["previous"], pledge["year_ago"]) == (
        {"period": "2012-13", "count": None, "base": None, "percent": 50},
        None,
    )


async def test_with_nothing_loaded_nothing_is_available(service: Service) -> None:
    document = as_json.document(await views.report(service, Q4))
    assert list(document) == ["schema", "authority", "period", "audience", "sections"]
    assert document["period"] == {"id": "2013-14-Q4", "from": "2014-01-01", "to": "2014-03-31"}
    found = await figures(service)
    assert [list(figure) for figure in found.values()] == [KEYS] * 13
    named = {"id", "label", "base_is", "status"}
    assert {figure[key] for figure in found.values() for key in KEYS if key not in named} == {None}
    assert {figure["status"] for figure in found.values()} == {"not_available"}
