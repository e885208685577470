"""The views in plain English, most important first.

Counts and base stand beside every percentage. That something changed is said only where the interval of the
difference excludes nought; anything else is given as what it was before.
"""

from fractions import Fraction

from analysis.cautions import gaps_in_brief, not_over
from analysis.figures import Figure, Value, change, distinguishable
from analysis.sections import Report, Section, SurveyViews
from analysis.wording import before, interval, listing, of, percent, points
from surveys.plurals import many

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
_QUARTERS = (
    "Quarters are those of the financial year: Q1 is April to June, Q2 July to September, Q3 October to December, and "
    "Q4 January to March of the next calendar year."
)
_TWICE = "Responses are counted, not people: somebody with two reviews in the period may have answered twice."
_IRO = "IRO stands for independent reviewing officer."
_ABOUT = (_ROUNDED, _INTERVALS, _MISSING, _TWICE, _QUARTERS, _IRO)
_INTERNAL = "This is an internal report: small numbers are shown, so do not publish it as it is."


def standing(report: Report) -> tuple[str, ...]:
    """What the whole report is, before anything it says."""
    return ((_INTERNAL,) if report.audience == "internal" else ()) + not_over(report)


def in_brief(section: Section) -> tuple[str, ...]:
    """The section in a few sentences: how many answered, what can be said to have changed, and what a year lacks."""
    changed = [
        finding(each) for views in section.surveys for each in _changes_first(views.indicators) if _changes(each)
    ]
    lacks = [sentence for views in section.surveys for sentence in gaps_in_brief(views)]
    return (*(response(views) for views in section.surveys), *(changed or _no_changes(section)), *lacks)


def response(views: SurveyViews) -> str:
    """How many answered, of how many, and how it was before."""
    figure, form = views.response, views.survey.form
    value = figure.value
    if value is None and not any(each.value for each in views.indicators):
        return f"There is no record of {form}s for this period."
    if value is None or (value.count is None and value.percent is None):
        return f"How many {form}s there were is not on record."
    rate = f"{percent(value)}{_range(figure)}"
    if value.count is None:
        return f"The response rate printed for {form}s was {rate}; how many there were is not known{_before(figure)}."
    received = many(value.count, form)
    if value.percent is None:
        return f"{received}; {_no_rate(value, figure)}."
    if value.base is None:
        return f"{received}; the response rate was printed as {rate}{_before(figure)}."
    return f"{received} against {_base(value, figure)}: {rate}{_before(figure)}."


def _no_rate(value: Value, figure: Figure) -> str:
    if value.base is None:
        return "against how many is not on record"
    recorded = f"only {_base(value, figure)}" if value.base else f"no {value.base_is}"
    return f"{recorded} {'is' if value.base == 1 else 'are'} recorded, so there is no response rate"


def _base(value: Value, figure: Figure) -> str:
    """``1251 reviews held``."""
    if value.base_is != figure.indicator.base_is:
        return f"{value.base}, {value.base_is}"
    return many(value.base or 0, figure.indicator.base_one, value.base_is)


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
    words += [_was(figure, then)] if then and then.percent is not None else []
    return "; ".join(words)


def _no_share(value: Value) -> str:
    if value.count is None or value.base is None:
        known = "" if value.count is None and value.base is None else f"{of(value)}, so "
        return f"{known}no percentage is known for this period"
    return f"{of(value)} is recorded, which cannot be" if value.base else "nobody answered"


def _before(figure: Figure) -> str:
    """What follows a figure in its sentence: the changes that are one, then what else it was before."""
    changes = _changes(figure)
    clauses = [f"{_moved(figure, then)} from {_was(figure, then)}" for then in changes]
    other = [_was(figure, then) for then in _then(figure) if then and then.percent is not None and then not in changes]
    if other:
        clauses.append(f"it was {' and '.join(other)}")
    return "".join(f"; {clause}" for clause in clauses)


def _was(figure: Figure, then: Value) -> str:
    """``60% (90 of 150) in 2013-14-Q3``; of a year that lacks quarters, which it has."""
    notes = [f"{listing(then.gaps.added)} only"] if then.gaps else []
    notes += [] if then.base_is == figure.base_is else ["another base"]
    return f"{before(then)} in {then.period}{f' ({listing(notes)})' if notes else ''}"


def _moved(figure: Figure, then: Value) -> str:
    moved = change(figure.value, then) or Fraction(0)
    better = {"good": moved > 0, "bad": moved < 0}.get(figure.indicator.reading)
    judged = "" if better is None else ", an improvement," if better else ", a change for the worse,"
    return f"{'up' if moved > 0 else 'down'} {points(moved)}{judged}"


def _no_changes(section: Section) -> tuple[str, ...]:
    """From which periods nothing differs, the latest in front; nothing else, where a response rate does."""
    figures = [figure for views in section.surveys for figure in (views.response, *views.indicators)]
    told = {(then.period, distinguishable(figure.value, then)) for figure in figures for then in _then(figure) if then}
    return tuple(
        f"No {'other ' if (each, True) in told else ''}difference from {each} can be told from chance."
        for each, changed in sorted(told, key=str, reverse=True)
        if changed is False
    )


def about() -> tuple[str, ...]:
    """How to read the figures."""
    return _ABOUT
