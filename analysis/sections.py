"""The report as a value, before it takes any form."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from analysis.figures import Figure, figure
from analysis.indicators import Base, Survey
from analysis.table import Table
from surveys.period import Period

Audience = Literal["internal", "public"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What belongs beside a survey's figures and in none of them.

    ``partial`` forms were begun and not finished; ``uncounted`` are finished ones left out, by reason;
    ``comments`` counts what was written in a child's own words, by question.
    """

    partial: int = 0
    uncounted: tuple[tuple[str, int], ...] = ()
    comments: tuple["Comments", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comments:
    """One question's free text: how many wrote something, and hints at what about (theme, how many)."""

    question: str
    prompt: str
    written: int
    themes: tuple[tuple[str, int], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyViews:
    """One questionnaire's figures."""

    survey: Survey
    response: Figure
    indicators: tuple[Figure, ...]
    aside: Aside = field(default_factory=Aside)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section of a report."""

    id: str
    title: str
    surveys: tuple[SurveyViews, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report for one period and one audience, as things stood on a day (``made_on``)."""

    authority: str
    service: str
    period: Period
    made_on: date
    audience: Audience
    sections: tuple[Section, ...]


def survey_views(table: Table, survey: Survey, base: Base, period: Period, aside: Aside) -> SurveyViews:
    """All figures of one questionnaire for a period."""
    return SurveyViews(
        survey=survey,
        response=figure(table, survey.response(base), period),
        indicators=tuple(figure(table, indicator, period) for indicator in survey.indicators),
        aside=aside,
    )
