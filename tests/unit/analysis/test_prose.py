"""What the report says, word for word."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from analysis import prose, wording
from analysis.beside import missing
from analysis.cautions import cautions
from analysis.indicators import Base
from analysis.sections import Aside, Section, SurveyViews
from analysis.table import Printed
from analysis.wording import listing, points, signed, title_of
from surveys.period import Period
from tests.unit.analysis.reports import Q3, Q4, YEAR_AGO, Answers, report

Printing = dict[tuple[str, Period], str | Printed]

FROM_30 = "from 30% (30 of 100) in 2013-14-Q3."
FROM_90 = "from 90% (90 of 100) in 2013-14-Q3."


def row(count: int | None = None, base: int | None = None, percent: str | None = None) -> Printed:
    return Printed(count=count, base=base, percent=None if percent is None else Decimal(percent))


def views(
    answers: Answers, printed: Printing | None = None, period: Period = Q4, **more: Any
) -> tuple[Section, SurveyViews]:
    section = report(answers, printed, Aside(), period, **more).sections[0]
    return section, section.surveys[0]


@pytest.mark.parametrize(
    ("answers", "printed", "sentence"),
    [
        ({("know_plan", Q4): {"yes": 1, "no": 1}}, {}, "50% (1 of 2) know their plan."),
        ({("know_plan", Q4): {}}, {}, "Know their plan: nobody answered."),
        ({("know_plan", Q4): {"yes": 6, "no": 4}, ("know_plan", Q3): {"yes": 9, "no": 1}}, {},
         "60% (6 of 10) know their plan; it was 90% (9 of 10) in 2013-14-Q3."),
        ({("know_plan", Q4): {"yes": 60, "no": 40}, ("know_plan", Q3): {"yes": 90, "no": 10}}, {},
         "60% (60 of 100) know their plan; down 30.0 percentage points, a change for the worse, " + FROM_90),
        ({("worried", Q4): {"yes": 60, "no": 40}, ("worried", Q3): {"yes": 30, "no": 70}}, {},
         "60% (60 of 100) are worried; up 30.0 percentage points, a change for the worse, " + FROM_30),
        ({("chair", Q4): {"yes": 60, "no": 40}, ("chair", YEAR_AGO): {"yes": 30, "no": 70}}, {},
         "60% (60 of 100) would like to chair; up 30.0 percentage points from 30% (30 of 100) in 2012-13-Q4."),
        ({("know_plan", Q4): {"yes": 60, "no": 40}}, {("know_plan", Q3): "20"},
         "60% (60 of 100) know their plan; it was 20% (counts not known) in 2013-14-Q3."),
        ({}, {("know_plan", Q4): "20"}, "20% (counts not known) know their plan."),
        ({}, {("know_plan", Q4): row(count=3, percent="3")}, "3% (3 of an unknown number) know their plan."),
        ({}, {("know_plan", Q4): row(base=50, percent="3")}, "3% (an unknown number of 50) know their plan."),
        ({}, {("know_plan", Q4): row(count=3)},
         "Know their plan: 3 of an unknown number, so no percentage is known for this period."),
        ({}, {("know_plan", Q4): row()}, "Know their plan: no percentage is known for this period."),
    ],
)  # fmt: skip
def test_a_finding(answers: Answers, printed: Printing, sentence: str) -> None:
    named = next(iter(answers or printed))[0]
    found = {figure.indicator.id: prose.finding(figure) for figure in views(answers, printed)[1].indicators}
    assert found[f"consultation.{named}"] == sentence


def test_changes_come_first_and_the_largest_in_front() -> None:
    answers: Answers = {
        ("know_plan", Q4): {"yes": 50, "no": 50},
        ("know_plan", Q3): {"yes": 51, "no": 49},
        ("worried", Q4): {"yes": 60, "no": 40},
        ("worried", Q3): {"yes": 30, "no": 70},
        ("chair", Q4): {"yes": 90, "no": 10},
        ("chair", Q3): {"yes": 10, "no": 90},
    }
    section, survey = views(answers)
    assert prose.findings(survey) == (
        "90% (90 of 100) would like to chair; up 80.0 percentage points from 10% (10 of 100) in 2013-14-Q3.",
        "60% (60 of 100) are worried; up 30.0 percentage points, a change for the worse, " + FROM_30,
        "50% (50 of 100) know their plan; it was 51% (51 of 100) in 2013-14-Q3.",
    )
    assert prose.in_brief(section)[1:] == prose.findings(survey)[:2]


def test_with_no_change_the_brief_says_so() -> None:
    answers: Answers = {
        ("worried", Q4): {"yes": 5, "no": 5},
        ("worried", Q3): {"yes": 6, "no": 4},
        ("worried", YEAR_AGO): {"yes": 4, "no": 6},
    }
    section, _ = views(answers)
    assert prose.in_brief(section)[1:] == (
        "No difference from 2013-14-Q3 can be told from chance.",
        "No difference from 2012-13-Q4 can be told from chance.",
    )


def test_with_a_changed_response_rate_the_brief_says_no_other() -> None:
    answers: Answers = {("worried", Q4): {"yes": 5, "no": 5}, ("worried", Q3): {"yes": 6, "no": 4}}
    section, _ = views(answers, rates={Q3: (60, 1251)})
    assert prose.in_brief(section) == (
        (
            "160 consultation responses against 1251 reviews held: 13% (95% interval 11% to 15%); up 8.0 percentage "
            "points, an improvement, from 5% (60 of 1251) in 2013-14-Q3."
        ),
        "No other difference from 2013-14-Q3 can be told from chance.",
    )


def test_with_nothing_loaded_it_says_so() -> None:
    section, survey = views({("worried", Q3): {"yes": 5}}, period=Period(2015, 1))
    assert prose.in_brief(section) == ("There is no record of consultation responses for this period.",)
    assert (prose.findings(survey), cautions(survey), missing(survey)) == ((), (), ())


RESPONSE = ("response", Q4)


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        ({RESPONSE: "12"},
         "The response rate printed for consultation responses was 12%; how many there were is not known."),
        ({("know_plan", Q4): "40"}, "How many consultation responses there were is not on record."),
        ({RESPONSE: row()}, "How many consultation responses there were is not on record."),
        ({RESPONSE: row(count=3, percent="3")}, "3 consultation responses; the response rate was printed as 3%."),
        ({RESPONSE: row(count=1)}, "1 consultation response; against how many is not on record."),
        ({RESPONSE: row(count=5, base=1)},
         "5 consultation responses; only 1 review held is recorded, so there is no response rate."),
    ],
)  # fmt: skip
def test_how_many_answered_where_history_knows_some_of_it(printed: Printing, sentence: str) -> None:
    assert prose.in_brief(views({}, printed)[0]) == (sentence,)


@pytest.mark.parametrize(
    ("rate", "sentence"),
    [
        ((1, 1), "1 consultation response against 1 review held: 100% (95% interval 21% to 100%)."),
        ((2, 1), "2 consultation responses; only 1 review held is recorded, so there is no response rate."),
        ((2, 0), "2 consultation responses; no reviews held are recorded, so there is no response rate."),
    ],
)
def test_one_review_is_one(rate: tuple[int, int], sentence: str) -> None:
    assert prose.response(views({}, rates={Q4: rate})[1]) == sentence


def test_a_printed_rate_is_not_compared_with_one_over_another_base() -> None:
    base = Base(many="children reviewed", one="child reviewed", printed="the base of the printed report")
    history: Printing = {("response", Q3): row(count=10, base=100), ("response", YEAR_AGO): row(count=11, base=100)}
    section, survey = views({}, history, rates={Q4: (50, 100)}, base=base)
    assert prose.in_brief(section) == (
        (
            "50 consultation responses against 100 children reviewed: 50% (95% interval 40% to 60%); it was 10% (10 of "
            "100) in 2013-14-Q3 (another base) and 11% (11 of 100) in 2012-13-Q4 (another base)."
        ),
    )
    assert cautions(survey) == (
        "The response rates of 2013-14-Q3 and 2012-13-Q4 are over another base, and so not compared.",
        "Some earlier figures are taken from reports printed before mysay, as they were printed.",
    )
    assert prose.response(views({}, history, Q3, base=base)[1]) == (
        "10 consultation responses against 100, the base of the printed report: 10% (95% interval 6% to 17%)."
    )


def test_a_year_of_one_quarter_says_so_wherever_it_is_compared() -> None:
    answers: Answers = {("know_plan", Q4): {"yes": 90, "no": 10}, ("know_plan", YEAR_AGO): {"yes": 50, "no": 50}}
    section, survey = views(answers, period=Period(2013))
    assert prose.in_brief(section)[1:] == (
        (
            "90% (90 of 100) know their plan; up 40.0 percentage points, an improvement, from 50% (50 of 100) in 2012-13 "
            "(2012-13-Q4 only)."
        ),
        "The figures from consultation responses rest on 2013-14-Q4 alone, not on the whole of 2013-14.",
    )
    missing_quarters = "no responses of {0}-Q1, {0}-Q2 and {0}-Q3 are on record."
    assert cautions(survey)[:2] == (
        "The figures of 2013-14 rest on 2013-14-Q4 alone: " + missing_quarters.format("2013-14"),
        "The figures of 2012-13 rest on 2012-13-Q4 alone: " + missing_quarters.format("2012-13"),
    )


@pytest.mark.parametrize(
    ("change", "said", "cell"),
    [
        (Fraction(0), "0.0 percentage points", "0.0"),
        (Fraction(1), "1.0 percentage point", "+1.0"),
        (Fraction(-1, 100), "less than 0.1 percentage points", "−0.0"),
        (Fraction(725, 100), "7.3 percentage points", "+7.3"),
        (Fraction(-725, 100), "7.3 percentage points", "−7.3"),
    ],
)
def test_changes_are_printed_to_a_tenth_half_up(change: Fraction, said: str, cell: str) -> None:
    assert (points(change), signed(change)) == (said, cell)


@pytest.mark.parametrize(
    ("period", "title"),
    [(Q4, "January to March 2014 (2013-14-Q4)"), (Period(1999), "the year 1999-00 (April 1999 to March 2000)")],
)
def test_periods_have_titles(period: Period, title: str) -> None:
    assert title_of(period) == title


def test_names_are_listed_as_people_do() -> None:
    assert [listing(("A", "B", "C")[:number]) for number in range(4)] == ["", "A", "A and B", "A, B and C"]


def test_a_change_since_a_year_ago_is_marked_in_its_column() -> None:
    survey = report().sections[0].surveys[0]
    cells = {figure.indicator.id: wording.row(figure, Q4)[4:7] for figure in survey.indicators}
    assert cells["consultation.worried"] == ("22% (22 of 102)", "−1.6", "90% (90 of 100), −70.0 clear")
    assert cells["consultation.know_plan"] == ("60% (90 of 150)", "+24.1 clear", "–")
