"""Years that lack quarters, periods that go on, and rates over different bases: from stored rows to what is said."""

from dataclasses import replace
from datetime import date
from typing import Any

from analysis import views
from analysis.render import as_json, rendered
from surveys.period import Period
from surveys.service.context import Service
from tests.integration.analysis.conftest import Records

YEAR = Period(2012)
Q1, Q2, Q3 = Period(2012, 1), Period(2012, 2), Period(2012, 3)
IN_Q1, IN_Q2 = date(2012, 5, 1), date(2012, 8, 1)
PLEDGE = "consultation.know_pledge"


async def consultation(service: Service, period: Period) -> dict[str, Any]:
    document = as_json.document(await views.report(service, period))
    survey: dict[str, Any] = document["sections"][0]["surveys"][0]
    return survey


def children_reviewed(service: Service) -> Service:
    return replace(service, authority=replace(service.authority, response_base="children_reviewed"))


async def answered(records: Records, day: date, knowing: int, of: int) -> None:
    for place, review in enumerate(await records.reviews(day, of)):
        await records.response("consultation", {"know_pledge": "know" if place < knowing else "no"}, review=review)
    await records.settle()


async def test_a_year_of_which_one_quarter_has_counts_says_so(service: Service, records: Records) -> None:
    await answered(records, IN_Q2, 1, 10)
    for quarter in (Q1, Q3):
        await records.printed(quarter.number, PLEDGE, percent="40")
    year = await consultation(service, YEAR)
    pledge = next(figure for figure in year["indicators"] if figure["id"] == PLEDGE)
    assert (pledge["count"], pledge["base"], pledge["percent"]) == (1, 10, 10)
    assert [sentence for sentence in year["cautions"] if "2012-13 rest" in sentence or "2012-13, " in sentence] == [
        (
            "For 2012-13, “Consultation responses” rests on 2012-13-Q2 alone: no responses of 2012-13-Q1, 2012-13-Q3 and "
            "2012-13-Q4 are on record."
        ),
        (
            "For 2012-13, “Know what the Westmarsh Pledge says” rests on 2012-13-Q2 alone: the counts of 2012-13-Q1 and "
            "2012-13-Q3 are not known, and no responses of 2012-13-Q4 are on record."
        ),
    ]


async def test_a_year_that_adds_up_printed_quarters_does_not_know_who_skipped(
    service: Service, records: Records
) -> None:
    await answered(records, IN_Q2, 1, 10)
    await records.printed(Q1.number, PLEDGE, count=2, base=10)
    found = (await consultation(service, YEAR))["indicators"]
    shown = {each["id"]: (each["count"], each["base"], each["skipped"], each["not_asked"]) for each in found}
    assert shown[PLEDGE] == (3, 20, None, None)
    assert shown["consultation.want_to_chair"] == (0, 0, 0, 10)


async def test_a_quarter_that_goes_on_says_so(service: Service) -> None:
    """The clock stands at 28 March 2014."""
    said = "This quarter is not over: it ends on 31 March 2014, and this is how it stood on 28 March 2014."
    assert (await consultation(service, Period(2013, 4)))["cautions"] == [said]
    assert said in rendered(await views.report(service, Period(2013, 4)), "md")
    assert (await consultation(service, Period(2013, 3)))["cautions"] == []


async def test_a_year_counts_a_child_once_a_quarter_and_its_base_says_so(service: Service, records: Records) -> None:
    child = await records.child(born=date(2000, 1, 1))
    for day in (IN_Q1, IN_Q1, IN_Q2):
        await records.review(day, child=child)
    quarter = (await consultation(children_reviewed(service), Q1))["response"]
    year = (await consultation(children_reviewed(service), YEAR))["response"]
    named = "children aged 4 or over who had a review"
    assert (quarter["base"], quarter["base_is"]) == (1, named)
    assert (year["base"], year["base_is"]) == (2, f"{named}, each counted once a quarter")


async def test_children_are_not_compared_with_the_base_of_a_printed_report(service: Service, records: Records) -> None:
    await answered(records, IN_Q2, 1, 10)
    await records.printed(Q1.number, "consultation.response", count=1, base=100)
    changes = ("change_pp", "direction", "distinguishable")
    held = (await consultation(service, Q2))["response"]
    children = await consultation(children_reviewed(service), Q2)
    assert [held[name] for name in changes] == [99.0, "up", True]
    assert [children["response"][name] for name in changes] == [None, None, None]
    assert "The response rate of 2012-13-Q1 is over another base, and so not compared." in children["cautions"]
    printed = (await consultation(children_reviewed(service), Q1))["response"]
    assert printed["base_is"] == "the base of the printed report"
