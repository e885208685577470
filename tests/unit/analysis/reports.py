"""Reports to render, made of counts."""

from datetime import date
from decimal import Decimal

from analysis.indicators import Asked, Base, Indicator, Survey
from analysis.sections import Aside, Comments, Report, Section, survey_views
from analysis.table import SKIPPED, Printed, Table
from surveys.period import Period

Q4, Q3, YEAR_AGO = Period(2013, 4), Period(2013, 3), Period(2012, 4)


def indicator(name: str, label: str, says: str, reading: str = "good") -> Indicator:
    asked = Asked(id=name, yes=frozenset({"yes"}), excluded=frozenset({"none"}))
    return Indicator(
        id=f"consultation.{name}",
        label=label,
        says=says,
        base_is="those who answered",
        reading=reading,  # type: ignore[arg-type]  # the tables of tests spell it as text
        questions=(asked,),
    )


SURVEY = Survey(
    id="consultation",
    title="Before reviews",
    about="review",
    form="consultation response",
    label="Consultation responses",
    indicators=(
        indicator("know_plan", "Know their plan", "know their plan"),
        indicator("worried", "Are worried", "are worried", "bad"),
        indicator("chair", "Would like to chair", "would like to chair", "neither"),
    ),
)
ASIDE = Aside(
    partial=3,
    uncounted=(("voided", 1),),
    comments=(Comments(question="change", prompt="=What should change?", written=12, themes=(("little brother", 4),)),),
)
Answers = dict[tuple[str, Period], dict[str, int]]
FULL: Answers = {
    ("know_plan", Q4): {"yes": 127, "no": 24, SKIPPED: 2, "none": 1},
    ("know_plan", Q3): {"yes": 90, "no": 60},
    ("worried", Q4): {"yes": 20, "no": 80},
    ("worried", Q3): {"yes": 22, "no": 80},
    ("worried", YEAR_AGO): {"yes": 90, "no": 10},
    ("chair", Q4): {"yes": 3, "no": 7},
}


HELD = Base(many="reviews held", one="review held")
AFTERWARDS = date(2014, 4, 1)


def report(
    answers: Answers = FULL,
    printed: dict[tuple[str, Period], str | Printed] | None = None,
    aside: Aside = ASIDE,
    period: Period = Q4,
    *,
    rates: dict[Period, tuple[int, int]] | None = None,
    base: Base = HELD,
    made_on: date = AFTERWARDS,
) -> Report:
    """A report of SURVEY from answers by indicator and quarter, and what was printed before.

    ``rates``: responses and reviews held by quarter, 160 of 1251 where answers are and nothing is said.
    """
    rates = {quarter: (160, 1251) for _, quarter in answers} | (rates or {})
    table = Table(
        completed={("consultation", quarter.number): count for quarter, (count, _) in rates.items()},
        bases={("consultation", quarter.number): held for quarter, (_, held) in rates.items()},
        given={
            (f"consultation.{name}", quarter.number): {(option,): number for option, number in given.items()}
            for (name, quarter), given in answers.items()
        },
        printed={
            (f"consultation.{name}", each.number, each.quarter is None): _printed(row)
            for (name, each), row in (printed or {}).items()
        },
        loaded=frozenset(quarter.number for quarter in rates),
    )
    views = survey_views(table, SURVEY, base, period, aside)
    section = Section(id="views", title="Children’s views", surveys=(views,))
    return Report(
        authority="Some_where Council",
        service="IRO Service",
        period=period,
        made_on=made_on,
        audience="internal",
        sections=(section,),
    )


def _printed(row: str | Printed) -> Printed:
    return Printed(count=None, base=None, percent=Decimal(row)) if isinstance(row, str) else row
