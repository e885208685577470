"""The views in plain English, most important first.

Counts and base stand beside every percentage. That something changed is said only where the interval of the
difference excludes nought; anything else is given as what it was before.
"""

from collections.abc import Iterable
from fractions import Fraction

from analysis.figures import SMALL_BASE, Figure, Value
from analysis.sections import Report, Section, SurveyViews
from analysis.wording import interval, many, of, percent, points

_ROUNDED = (
    "Percentages are rounded to whole numbers, halves up, and each stands with its count and base. Changes are in "
    "percentage points, computed before rounding."
)
_INTERVALS = (
    "The 95% interval (Wilson) says how sure a share of so many answers can be: the fewer, the wider. A change is called "
    "one only where the 95% interval of the difference (Newcombe) excludes nought."
)
_MISSING = (
    "Skipped means shown and passed over; not asked means not part of that young person’s questionnaire. Neither is in "
    "the base."
)
_ABOUT = (_ROUNDED, _INTERVALS, _MISSING)
_INTERNAL = "This is an internal report: small numbers are shown, so do not publish it as it is."
_WHY_NOT = {
    "voided": "taken out because it was a trial or a mistake",
    "not left": "an interview with someone who has not left care",
    "leaving code": "an interview with someone whose leaving code says that care did not simply end (X1, E2 or E3)",
    "under 8": "an interview with a child who was under 8 on leaving",
}


def in_brief(section: Section) -> tuple[str, ...]:
    """The section in a few sentences: who answered, and what can be said to have changed."""
    changed = [sentence for views in section.surveys for sentence in _changes(views)]
    return (*(response(views) for views in section.surveys), *(changed or _no_changes(section)))


def response(views: SurveyViews) -> str:
    """How many answered, of how many."""
    value, form = views.response.value, views.survey.form
    if value is None:
        return f"There is no record of {form}s for this period."
    if value.count is None:
        return f"{percent(value)} is the response rate printed for {form}s at the time; the counts are not known."
    received = many(value.count, form)
    if value.percent is None:
        return f"{received}; {_no_rate(value, views.response)}."
    if value.base is None:
        return f"{received}; the response rate was printed as {percent(value)}, of a base that is not known."
    return f"{received} to {value.base} {views.response.indicator.base_is}: {percent(value)}{_range(views.response)}."


def _no_rate(value: Value, figure: Figure) -> str:
    base = f"{figure.indicator.base_is} are recorded, so there is no response rate"
    return f"no {base}" if not value.base else f"only {value.base} {base}"


def _range(figure: Figure) -> str:
    return f" (95% interval {interval(figure)})" if figure.interval else ""


def findings(views: SurveyViews) -> tuple[str, ...]:
    """A sentence or two for each indicator: changes first, the largest in front, then the others as listed."""
    return tuple(finding(figure) for figure in _most_important_first(views.indicators))


def _most_important_first(figures: Iterable[Figure]) -> list[Figure]:
    return sorted(
        figures, key=lambda figure: abs(figure.change or Fraction(0)) * bool(figure.distinguishable), reverse=True
    )


def finding(figure: Figure) -> str:
    """One indicator: its percentage with its count and base, then what it was before."""
    value, label = figure.value, figure.indicator.label
    if value is None:
        return f"{label}: not available."
    if value.percent is None:
        return f"{label}: {_no_share(value)}."
    said = f"{percent(value)} ({of(value)}) {figure.indicator.says}"
    printed = ", as printed at the time" if value.source == "history" else ""
    return " ".join((f"{said}{printed}.", *comparisons(figure)))


def _no_share(value: Value) -> str:
    if value.count is None or value.base is None:
        return "no percentage was printed for this period"
    return "nobody answered" if not value.base else f"{of(value)} is recorded, which cannot be"


def comparisons(figure: Figure) -> tuple[str, ...]:
    """What it was in the period before, and a year ago."""
    before, ago = figure.previous, figure.year_ago
    sentences = []
    if before and before.percent is not None:
        sentences.append(_since(figure, before))
    if ago and ago.percent is not None:
        sentences.append(f"A year earlier ({ago.period}) it was {percent(ago)} ({of(ago)}).")
    return tuple(sentences)


def _since(figure: Figure, before: Value) -> str:
    change = figure.change
    then = f"{before.period} ({percent(before)}, {of(before)})"
    if not change:
        return f"This is the same as in {then}."
    if figure.distinguishable is None:
        return f"It was printed as {percent(before)} for {before.period}; without counts nobody can say if it changed."
    if figure.distinguishable:
        return f"That is {_moved(figure)} since {then}: more than chance would easily bring."
    return f"The difference from {then} is {points(change)}: too little to tell from chance."


def _moved(figure: Figure) -> str:
    change = figure.change or Fraction(0)
    better = {"good": change > 0, "bad": change < 0}.get(figure.indicator.reading)
    judged = "" if better is None else ", an improvement" if better else ", a change for the worse"
    return f"{'up' if change > 0 else 'down'} {points(change)}{judged},"


def _changes(views: SurveyViews) -> list[str]:
    figures = (views.response, *_most_important_first(views.indicators))
    return [_change(figure) for figure in figures if figure.distinguishable]


def _change(figure: Figure) -> str:
    now, before, change = figure.value, figure.previous, figure.change
    if now is None or before is None or change is None:
        return ""
    went = "rose" if change > 0 else "fell"
    return (
        f"{figure.indicator.label}: {went} by {points(change)}, "
        f"from {percent(before)} ({of(before)}) in {before.period} to {percent(now)} ({of(now)})."
    )


def _no_changes(section: Section) -> tuple[str, ...]:
    before = {
        figure.previous.period
        for views in section.surveys
        for figure in (views.response, *views.indicators)
        if figure.previous and figure.distinguishable is not None
    }
    return tuple(f"No difference from {each} is large enough to be told from chance." for each in sorted(before))


def cautions(views: SurveyViews) -> tuple[str, ...]:
    """What a reader must bear in mind before quoting a figure."""
    small = [figure for figure in views.indicators if figure.small_base and figure.value and figure.value.base]
    sentences = []
    if small:
        least = min(figure.value.base for figure in small if figure.value and figure.value.base)
        sentences.append(
            f"Small numbers: {_which(small, views)} fewer than {SMALL_BASE} answers (the fewest: {least}), so one young "
            f"person is up to {_points_of_one(least)}. Read these as what they said, not as a measure of everyone."
        )
    if any(figure.value and figure.value.source in ("history", "both") for figure in views.indicators):
        sentences.append("Some figures are taken from reports printed before mysay, as they were printed.")
    return tuple(sentences)


def _points_of_one(base: int) -> str:
    """What one person in a small base comes to."""
    return points(Fraction(100, base))


def _which(small: list[Figure], views: SurveyViews) -> str:
    number = len(small)
    if number == len(views.indicators):
        return "every figure here rests on"
    return f"{many(number, 'figure')} of {len(views.indicators)} {'rests' if number == 1 else 'rest'} on"


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
    return partial + tuple(f"{many(number, form)}: {_WHY_NOT.get(why, why)}." for why, number in aside.uncounted)


def comments(views: SurveyViews) -> tuple[str, ...]:
    """How many wrote in their own words, and hints at what about; their words are not quoted."""
    return tuple(
        f"“{each.prompt}”: {many(each.written, 'answer')}.{_hints(each.themes)}" for each in views.aside.comments
    )


def _hints(themes: tuple[tuple[str, int], ...] | None) -> str:
    if not themes:
        return "" if themes is None else " No theme came up often enough to be named."
    return f" Hints at themes: {', '.join(f'{theme} ({count})' for theme, count in themes)}."


def about(report: Report) -> tuple[str, ...]:
    """How to read the figures."""
    return _ABOUT + ((_INTERNAL,) if report.audience == "internal" else ())
