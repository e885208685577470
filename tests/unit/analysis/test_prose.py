"""What the report says, word for word."""

from fractions import Fraction

import pytest

from analysis import prose, wording
from analysis.sections import Aside, Section, SurveyViews
from analysis.wording import points, signed, title_of
from surveys.period import Period
from tests.unit.analysis.reports import Q3, Q4, YEAR_AGO, Answers, report

FROM_30 = "from 30% (30 of 100) in 2013-14-Q3."
FROM_90 = "from 90% (90 of 100) in 2013-14-Q3."


def views(
    answers: Answers, printed: dict[tuple[str, Period], str] | None = None, period: Period = Q4
) -> tuple[Section, SurveyViews]:
    section = report(answers, printed, Aside(), period).sections[0]
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
    ],
)  # fmt: skip
def test_a_finding(answers: Answers, printed: dict[tuple[str, Period], str], sentence: str) -> None:
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
    section, _ = views({("worried", Q4): {"yes": 5, "no": 5}, ("worried", Q3): {"yes": 6, "no": 4}})
    assert prose.in_brief(section)[1:] == ("No difference from 2013-14-Q3 is large enough to be told from chance.",)


def test_with_nothing_loaded_it_says_so() -> None:
    section, survey = views({("worried", Q3): {"yes": 5}}, period=Period(2015, 1))
    assert prose.in_brief(section) == ("There is no record of consultation responses for this period.",)
    assert (prose.findings(survey), prose.cautions(survey), prose.missing(survey)) == ((), (), ())


def test_a_printed_response_rate_stands_without_counts() -> None:
    section, _ = views({}, {("response", Q4): "12"})
    assert prose.in_brief(section) == (
        "The response rate printed for consultation responses was 12%; how many there were is not known.",
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


def test_counts_agree_with_their_words() -> None:
    assert [wording.many(number, "form") for number in (0, 1, 2)] == ["0 forms", "1 form", "2 forms"]
