"""What stands beside the figures, from stored rows."""

from datetime import date

import pytest

from analysis import views
from analysis.sections import Aside
from surveys.period import Period
from surveys.service.context import Service
from tests.integration.analysis.conftest import Records

Q4 = Period(2013, 4)
IN_Q4, IN_Q3 = date(2014, 2, 3), date(2013, 11, 4)


async def asides(service: Service, *, themes: bool = False, period: Period = Q4) -> dict[str, Aside]:
    report = await views.report(service, period, themes=themes)
    return {each.survey.id: each.aside for each in report.sections[0].surveys}


async def test_partial_forms_are_those_begun_with_an_answer(service: Service, records: Records) -> None:
    for status, answers, day in (
        ("waiting", {"know_pledge": "know"}, IN_Q4),
        ("stopped", {"know_pledge": "know"}, IN_Q4),
        ("stopped", {"know_pledge": ""}, IN_Q4),
        ("waiting", {}, IN_Q4),
        ("waiting", {"know_pledge": "know"}, IN_Q3),
        ("finished", {"know_pledge": "know"}, IN_Q4),
        ("closed", {"know_pledge": "know"}, IN_Q4),
    ):
        await records.response("consultation", answers, review=await records.review(day), status=status)
    left_since = await records.review(IN_Q3, child=await records.child(ended=IN_Q4))
    await records.response("consultation", {"know_pledge": "know"}, review=left_since, status="waiting")
    taken_out = await records.review(IN_Q4)
    await records.response("consultation", {"know_pledge": "know"}, review=taken_out, status="waiting", void=True)
    child = await records.child(ended=IN_Q4)
    await records.response("exit_interview", {"gave_views": "always"}, child=child, status="stopped")
    await records.settle()
    assert {name: aside.partial for name, aside in (await asides(service)).items()} == {
        "consultation": 2,
        "exit_interview": 1,
    }


async def test_finished_forms_that_count_nowhere_are_listed_by_reason(service: Service, records: Records) -> None:
    for child in (
        await records.child(born=date(2010, 1, 1), ended=IN_Q4),
        await records.child(ended=IN_Q4, code="X1"),
        await records.child(),
        await records.child(ended=IN_Q4),
    ):
        await records.response("exit_interview", {}, child=child)
    await records.response("exit_interview", {}, child=await records.child(), day=date(2014, 4, 1))
    await records.response("exit_interview", {}, void=True)
    await records.settle()
    found = await asides(service)
    assert found["exit_interview"].uncounted == (("leaving code", 1), ("not left", 1), ("under 8", 1), ("voided", 1))
    assert found["consultation"].uncounted == ()


async def test_free_text_is_counted_and_not_opened(service: Service, records: Records) -> None:
    response = await records.response("consultation", {"change": "=More time with my brother", "worry_more": ""})
    await records.answer(response, "change", "=Less homework", 9)
    await records.response("consultation", {"change": "=A dog", "know_pledge": "know"})
    withdrawn = await records.response("consultation", {"change": "=A dog"})
    await records.answer(withdrawn, "change", "", 9)
    await records.settle()
    beside = (await asides(service, period=Q4))["consultation"].comments
    assert [(each.question, each.written, each.themes) for each in beside] == [("change", 2, None)]
    assert beside[0].prompt == service.library.catalogue().say("change", "consultation")


@pytest.mark.filterwarnings(
    "ignore:unclosed file:ResourceWarning"
)  # TextBlob leaves its lexicon's file to be collected
async def test_themes_are_found_in_what_was_sealed(service: Service, records: Records) -> None:
    for text in ("=I miss my little brother", "=My little brother", "=see my little brother more", "=A dog"):
        await records.response("consultation", {"change": text, "worry_more": "=homework, all this homework"})
    await records.settle()
    beside = (await asides(service, themes=True))["consultation"].comments
    assert ("change", 4, (("little brother", 3),)) in [(each.question, each.written, each.themes) for each in beside]
