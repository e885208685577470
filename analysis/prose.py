"""The views in plain English, most important first.

Counts and base stand beside every percentage. That something changed is said only where the interval of the
difference excludes nought; anything else is given as what it was before.
"""

from fractions import Fraction

from analysis.figures import SMALL_BASE, Figure, Value, change, distinguishable
from analysis.sections import Report, Section, SurveyViews
from analysis.wording import before, interval, many, of, percent, points

_ROUNDED = (
    "Percentages are rounded to whole numbers, halves up, and each stands with its count and base. Differences are "
    "in percentage points, computed before rounding."
)
_INTERVALS = (
    "The 95% interval (Wilson) says how sure a share of so many answers can be: the fewer, the wider. A difference is "
    "called a change, and marked “clear” in a table, only where its own 95% interval (Newcombe) excludes nought."
)
_MISSING = (
    "Skipped means shown and passed over; not asked means not part of that young person’s questionnaire. Neither is in "
    "the base."
)
_TWICE = "Responses are counted, not people: somebody with two reviews in the period may have answered twice."
_ABOUT = (_ROUNDED, _INTERVALS, _MISSING, _TWICE)
_INTERNAL = "This is an internal report: small numbers are shown, so do not publish it as it is."
_WHY_NOT = {
    "voided": "taken out as a trial or a mistake",
    "not left": "the young person has not left care",
    "leaving code": "the leaving code (X1, E2 or E3) is not one after which young people are asked",
    "under 8": "the child was under 8 on leaving",
}


def in_brief(section: Section) -> tuple[str, ...]:
    """The section in a few sentences: how many answered, and what can be said to have changed."""
    changed = [
        finding(each) for views in section.surveys for each in _changes_first(views.indicators) if _changes(each)
    ]
    return (*(response(views) for views in section.surveys), *(changed or _no_changes(section)))


def response(views: SurveyViews) -> str:
    """How many answered, of how many, and how it was before."""
    value, form = views.response.value, views.survey.form
    if value is None:
        return f"There is no record of {form}s for this period."
    rate = f"{percent(value)}{_range(views.response)}"
    if value.count is None:
        return f"The response rate printed for {form}s was {rate}; how many there were is not known{_before(views.response)}."
    received = many(value.count, form)
    if value.percent is None:
        return f"{received}; {_no_rate(value, views.response)}."
    if value.base is None:
        return f"{received}; the response rate was printed as {rate}{_before(views.response)}."
    return f"{received} against {value.base} {views.response.indicator.base_is}: {rate}{_before(views.response)}."


def _no_rate(value: Value, figure: Figure) -> str:
    known = f"only {value.base}" if value.base else "no"
    return f"{known} {figure.indicator.base_is} are recorded, so there is no response rate"


def _range(figure: Figure) -> str:
    return f" (95% interval {interval(figure)})" if figure.interval else ""


def findings(views: SurveyViews) -> tuple[str, ...]:
    """A sentence for each indicator: changes first, the largest in front, then the others as listed."""
    available = tuple(figure for figure in views.indicators if figure.value)
    return tuple(finding(figure) for figure in _changes_first(available))


def _changes_first(figures: tuple[Figure, ...]) -> list[Figure]:
    """Those that changed since the period before, the largest change in front; since a year ago; the others."""
    return sorted(figures, key=lambda figure: [_size(figure, then) for then in _then(figure)], reverse=True)


def _then(figure: Figure) -> tuple[Value | None, Value | None]:
    return figure.previous, figure.year_ago


def _changes(figure: Figure) -> list[Value]:
    """The earlier values that this one can be told from."""
    return [then for then in _then(figure) if then and distinguishable(figure.value, then)]


def _size(figure: Figure, then: Value | None) -> Fraction:
    told_apart = distinguishable(figure.value, then)
    return abs(change(figure.value, then) or Fraction(0)) if told_apart else Fraction(0)


def finding(figure: Figure) -> str:
    """One indicator: its percentage with its count and base, then what it was before."""
    value, label = figure.value, figure.indicator.label
    if value is None:
        return f"{label}: not available."
    if value.percent is None:
        return f"{label}: {_no_share(value)}."
    return f"{percent(value)} ({of(value)}) {figure.indicator.says}{_before(figure)}."


def in_words(figure: Figure) -> str:
    """A chart's bar in words."""
    value, then = figure.value, figure.previous
    if value is None:
        return f"{figure.indicator.label}: not available"
    words = [f"{figure.indicator.label}: {percent(value)}, {of(value)}"]
    words += [f"95% interval {interval(figure)}"] if figure.interval else []
    words += [_was(then)] if then and then.percent is not None else []
    return "; ".join(words)


def _no_share(value: Value) -> str:
    if value.count is None or value.base is None:
        return "no percentage is known for this period"
    return f"{of(value)} is recorded, which cannot be" if value.base else "nobody answered"


def _before(figure: Figure) -> str:
    """What follows a figure in its sentence: the changes that are one, then what else it was before."""
    changes = _changes(figure)
    clauses = [f"{_moved(figure, then)} from {_was(then)}" for then in changes]
    other = [_was(then) for then in _then(figure) if then and then.percent is not None and then not in changes]
    if other:
        clauses.append(f"it was {' and '.join(other)}")
    return "".join(f"; {clause}" for clause in clauses)


def _was(value: Value) -> str:
    return f"{before(value)} in {value.period}"


def _moved(figure: Figure, then: Value) -> str:
    moved = change(figure.value, then) or Fraction(0)
    better = {"good": moved > 0, "bad": moved < 0}.get(figure.indicator.reading)
    judged = "" if better is None else ", an improvement," if better else ", a change for the worse,"
    return f"{'up' if moved > 0 else 'down'} {points(moved)}{judged}"


def _no_changes(section: Section) -> tuple[str, ...]:
    figures = [figure for views in section.surveys for figure in (views.response, *views.indicators)]
    earlier = {figure.previous.period for figure in figures if figure.previous and figure.distinguishable is False}
    return tuple(f"No difference from {each} is large enough to be told from chance." for each in sorted(earlier))


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
    if any(distinguishable(figure.value, then) is False for figure in views.indicators for then in _then(figure)):
        sentences.append(
            "Where a figure is not said to be up or down, its difference is too small to be told from chance."
        )
    if any(figure.change is not None and figure.distinguishable is None for figure in views.indicators):
        sentences.append("Where counts are not known, nobody can tell whether a difference is a change.")
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


def about(report: Report) -> tuple[str, ...]:
    """How to read the figures."""
    return _ABOUT + ((_INTERNAL,) if report.audience == "internal" else ())
