"""What is in no figure or outside a base, in plain English."""

from analysis.figures import Value
from analysis.sections import SurveyViews
from surveys.plurals import many

_WHY_NOT = {
    "voided": "taken out as a trial or a mistake",
    "not left": "the young person has not left care",
    "leaving code": "the leaving code (X1, E2 or E3) is not one after which young people are asked",
    "under 8": "the child was under 8 on leaving",
}


def beside(views: SurveyViews) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What is in no figure or outside a base, under headings; empty where there is nothing to say."""
    return (
        ("Not in the base", missing(views)),
        ("In no figure", not_counted(views)),
        ("In their own words (counted, not quoted)", comments(views)),
    )


def missing(views: SurveyViews) -> tuple[str, ...]:
    """Where answers are missing, each kind by itself: skipped, not asked, and answers outside the base."""
    return tuple(
        f"{figure.indicator.label}: {kinds}." for figure in views.indicators if (kinds := _kinds(figure.value))
    )


def _kinds(value: Value | None) -> str:
    if value is None:
        return ""
    kinds = (
        (value.skipped, "skipped it"),
        (value.not_asked, "not asked"),
        (value.excluded, "gave an answer that is left out of the base"),
    )
    return ", ".join(f"{number} {words}" for number, words in kinds if number)


def not_counted(views: SurveyViews) -> tuple[str, ...]:
    """Forms that are in no figure, and why."""
    aside, form = views.aside, views.survey.form
    partial = (f"{many(aside.partial, form)} begun but not finished.",) if aside.partial else ()
    left_out = (f"{many(number, form)} left out: {_WHY_NOT.get(why, why)}." for why, number in aside.uncounted)
    return (*partial, *left_out)


def comments(views: SurveyViews) -> tuple[str, ...]:
    """How many wrote in their own words, and hints at what about; their words are not quoted."""
    return tuple(
        f"“{each.prompt}”: {many(each.written, 'answer')}.{_hints(each.themes)}" for each in views.aside.comments
    )


def _hints(themes: tuple[tuple[str, int], ...] | None) -> str:
    if not themes:
        return "" if themes is None else " No theme came up often enough to be named."
    return f" Hints at themes: {', '.join(f'{theme} ({count})' for theme, count in themes)}."
