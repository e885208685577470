"""What a reader is told to bear in mind, word for word."""

from datetime import date

import pytest

from analysis.cautions import cautions, gaps, gaps_in_brief, not_over
from analysis.sections import Aside, SurveyViews
from analysis.table import Printed
from surveys.period import Period
from tests.unit.analysis.reports import Q3, Q4, YEAR_AGO, Answers, report

YEAR = Period(2013)
Q1, Q2 = Period(2013, 1), Period(2013, 2)
TOO_SMALL = "Where a figure is not said to be up or down, its difference is too small to be told from chance."
UNKNOWN = "Where counts are not known, nobody can tell whether a difference is a change."
AS_PRINTED = "Some figures are taken from reports printed before mysay, as they were printed."


def views(
    answers: Answers,
    printed: dict[tuple[str, Period], str | Printed] | None = None,
    period: Period = Q4,
    rates: dict[Period, tuple[int, int]] | None = None,
) -> SurveyViews:
    return report(answers, printed, Aside(), period, rates=rates).sections[0].surveys[0]


@pytest.mark.parametrize(
    ("period", "today", "sentence"),
    [
        (Q4, date(2014, 4, 1), ()),
        (Q4, date(2014, 3, 31),
         ("This quarter is not over: it ends on 31 March 2014, and this is how it stood on 31 March 2014.",)),
        (YEAR, date(2013, 11, 1),
         ("This year is not over: it ends on 31 March 2014, and this is how it stood on 1 November 2013.",)),
        (Q4, date(2014, 1, 1),
         ("This quarter is not over: it ends on 31 March 2014, and this is how it stood on 1 January 2014.",)),
        (Q4, date(2013, 12, 31), ("This quarter has not begun: it starts on 1 January 2014.",)),
    ],
)  # fmt: skip
def test_a_period_that_goes_on_says_so(period: Period, today: date, sentence: tuple[str, ...]) -> None:
    assert not_over(report(period=period, made_on=today)) == sentence


def test_a_year_says_which_quarters_it_rests_on_and_why_not_on_the_others() -> None:
    """Q1 and Q3 were printed as percentages, Q2 was counted, and of Q4 there is nothing."""
    printed: dict[tuple[str, Period], str | Printed] = {
        (name, quarter): "40" for name in ("response", "know_plan", "worried", "chair") for quarter in (Q1, Q3)
    }
    answers: Answers = {(name, Q2): {"yes": 5, "no": 45} for name in ("know_plan", "worried", "chair")}
    assert gaps(views(answers, printed, YEAR)) == (
        (
            "The figures of 2013-14 rest on 2013-14-Q2 alone: the counts of 2013-14-Q1 and 2013-14-Q3 are not known, and "
            "no responses of 2013-14-Q4 are on record."
        ),
    )


def every_quarter_but(quarter: Period) -> Answers:
    return {("know_plan", each): {"yes": 5, "no": 45} for each in (Q1, Q2, Q3, Q4) if each != quarter}


ALL_YEAR = dict.fromkeys((Q1, Q2, Q3, Q4), (160, 1251))
SOME = ("Some figures from consultation responses do not rest on the whole of 2013-14; which, is said below.",)


def test_figures_that_rest_on_different_quarters_are_told_apart() -> None:
    named = views(every_quarter_but(Q3), {("know_plan", Q3): "40"}, YEAR, ALL_YEAR)
    assert (gaps_in_brief(named), gaps(named)) == (
        SOME,
        (
            (
                "For 2013-14, “Know their plan” rests on 2013-14-Q1, 2013-14-Q2 and 2013-14-Q4 alone: the counts of "
                "2013-14-Q3 are not known."
            ),
        ),
    )
    answers = every_quarter_but(Q1) | {("worried", Q4): {"yes": 5, "no": 45}}
    unanswered = views(answers, None, YEAR, {Q1: (0, 1251)})
    assert (gaps_in_brief(unanswered), gaps(unanswered)) == (
        SOME,
        (
            (
                "The figures of 2013-14 but the response rate rest on 2013-14-Q2, 2013-14-Q3 and 2013-14-Q4 alone: no "
                "responses of 2013-14-Q1 are on record."
            ),
        ),
    )


def test_a_whole_year_and_a_quarter_lack_nothing() -> None:
    for whole in (views(every_quarter_but(Period(2010)), None, YEAR), views({("know_plan", Q4): {"yes": 5}})):
        assert (gaps_in_brief(whole), gaps(whole)) == ((), ())


def test_what_nobody_answered_rests_on_nothing() -> None:
    """Worries and chairing were not asked at all: the figures are the others."""
    asked = views({("know_plan", Q4): {"yes": 5}}, None, YEAR)
    assert gaps(asked) == (
        (
            "The figures of 2013-14 rest on 2013-14-Q4 alone: no responses of 2013-14-Q1, 2013-14-Q2 and 2013-14-Q3 are on "
            "record."
        ),
    )


READ_AS = " Read these as what they said, not as a measure of everyone."


@pytest.mark.parametrize(
    ("answers", "rate", "caution"),
    [
        ({(name, Q4): {"yes": 10} for name in ("know_plan", "worried", "chair")}, (10, 1251),
         ("every figure but the response rate rests on a base of fewer than 30 (the smallest: 10), so one young person "
         "can move a figure by up to 10 percentage points.")),
        ({(name, Q4): {"yes": 1} for name in ("know_plan", "worried", "chair")}, (1, 29),
         ("every figure here rests on a base of fewer than 30 (the smallest: 1), so one young person can move a figure "
         "by up to 100 percentage points.")),
        ({("know_plan", Q4): {"yes": 30}, ("worried", Q4): {"yes": 7}}, (30, 1251),
         ("1 figure of 4 rests on a base of fewer than 30 (the smallest: 7), so one young person can move a figure by up "
         "to 14.3 percentage points.")),
        ({("know_plan", Q4): {"yes": 8}, ("worried", Q4): {"yes": 7}}, (30, 1251),
         ("2 figures of 4 rest on a base of fewer than 30 (the smallest: 7), so one young person can move a figure by up "
         "to 14.3 percentage points.")),
    ],
)  # fmt: skip
def test_small_bases_are_said_of_the_figures_that_have_them(
    answers: Answers, rate: tuple[int, int], caution: str
) -> None:
    assert cautions(views(answers, rates={Q4: rate})) == (f"Small numbers: {caution}{READ_AS}",)


COUNTS = Printed(count=300, base=1000, percent=None)


@pytest.mark.parametrize(
    ("printed", "rates", "expected"),
    [
        ({("response", Q4): COUNTS}, {}, (AS_PRINTED,)),
        ({("response", Q4): COUNTS, ("response", Q3): COUNTS}, {}, (TOO_SMALL, AS_PRINTED)),
        ({("response", Q3): COUNTS}, {Q4: (300, 1000)}, (TOO_SMALL, AS_PRINTED.replace("Some", "Some earlier"))),
        ({("response", YEAR_AGO): "30"}, {Q4: (300, 1000)}, (UNKNOWN, AS_PRINTED.replace("Some", "Some earlier"))),
        ({}, {Q4: (300, 1000), Q3: (100, 1000)}, ()),
    ],
)
def test_the_response_rate_is_thought_of_too(
    printed: dict[tuple[str, Period], str | Printed], rates: dict[Period, tuple[int, int]], expected: tuple[str, ...]
) -> None:
    assert cautions(views({}, printed, rates=rates)) == expected
