"""What a reader must bear in mind before quoting a figure, in plain English."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction

from analysis.figures import SMALL_BASE, Figure, Gaps, Value, Why, change, distinguishable
from analysis.sections import Report, SurveyViews
from analysis.wording import day, listing, points
from surveys.plurals import many

_PRINTED = ("history", "both")


def not_over(report: Report) -> tuple[str, ...]:
    """That the period's figures are not its last ones; nothing for one that has ended."""
    period, today = report.period, report.made_on
    name = "quarter" if period.quarter else "year"
    if today > period.end:
        return ()
    if today < period.start:
        return (f"This {name} has not begun: it starts on {day(period.start)}.",)
    return (f"This {name} is not over: it ends on {day(period.end)}, and this is how it stood on {day(today)}.",)


def cautions(views: SurveyViews) -> tuple[str, ...]:
    """The sentences below a survey's figures."""
    return (*gaps(views), *_small(views), *_differences(views), *_printed(views))


def gaps(views: SurveyViews) -> tuple[str, ...]:
    """Which quarters a year's figures rest on, and those of the year before, wherever any is missing."""
    return (
        *_resting(views, {figure.indicator.id: figure.value for figure in _figures(views)}),
        *_resting(views, {figure.indicator.id: figure.previous for figure in _figures(views)}),
    )


def gaps_in_brief(views: SurveyViews) -> tuple[str, ...]:
    """That this year's figures are not the whole year's; :func:`gaps` says the rest."""
    values = [figure.value for figure in _figures(views) if figure.value and _holds(figure.value)]
    rests = {value.gaps.added if value.gaps else () for value in values}
    if not any(rests):
        return ()
    of, year = f"{views.survey.form}s", values[0].period
    if len(rests) > 1:
        return (f"Some figures from {of} do not rest on the whole of {year}; which, is said below.",)
    return (f"The figures from {of} rest on {listing(rests.pop())} alone, not on the whole of {year}.",)


def _holds(value: Value) -> bool:
    return bool(value.base or value.count)


def _figures(views: SurveyViews) -> tuple[Figure, ...]:
    return views.response, *views.indicators


def _resting(views: SurveyViews, values: dict[str, Value | None]) -> Iterable[str]:
    known = {id_: value for id_, value in values.items() if value and _holds(value)}
    alike: dict[Gaps, list[str]] = defaultdict(list)
    for id_, value in known.items():
        if value.gaps:
            alike[value.gaps].append(id_)
    for lacking, ids in alike.items():
        period = known[ids[0]].period
        yield f"{_who(views, ids, list(known), period)} {listing(lacking.added)} alone: {_why(lacking)}."


def _who(views: SurveyViews, ids: list[str], known: list[str], period: str) -> str:
    """The figures that rest on the same quarters: all of them, all but the response rate, or by name."""
    if ids == known:
        return f"The figures of {period} rest on"
    if ids == [id_ for id_ in known if id_ != views.response.indicator.id] and len(ids) > 1:
        return f"The figures of {period} but the response rate rest on"
    labels = [f"“{figure.indicator.label}”" for figure in _figures(views) if figure.indicator.id in ids]
    return f"For {period}, {listing(labels)} {'rests' if len(labels) == 1 else 'rest'} on"


def _why(lacking: Gaps) -> str:
    """Why the other quarters are not there."""
    quarters: dict[Why, list[str]] = defaultdict(list)
    for why, quarter in lacking.missing:
        quarters[why].append(quarter)
    return ", and ".join(_said(why, listed) for why, listed in quarters.items())


def _said(why: Why, quarters: Sequence[str]) -> str:
    match why:
        case "counts not known":
            return f"the counts of {listing(quarters)} are not known"
        case "another base":
            return f"{listing(quarters)} {'was' if len(quarters) == 1 else 'were'} printed over another base"
        case "no responses":
            return f"no responses of {listing(quarters)} are on record"


def _small(views: SurveyViews) -> Iterable[str]:
    small = [figure for figure in _figures(views) if figure.small_base and figure.value and figure.value.base]
    if not small:
        return
    least = min(figure.value.base for figure in small if figure.value and figure.value.base)
    yield (
        f"Small numbers: {_which(small, views)} a base of fewer than {SMALL_BASE} (the smallest: {least}), so one young "
        f"person can move a figure by up to {_points_of_one(least)}. Read these as what they said, not as a measure of "
        "everyone."
    )


def _which(small: list[Figure], views: SurveyViews) -> str:
    known = [figure for figure in _figures(views) if figure.value]
    if small == known:
        return "every figure here rests on"
    if small == known[1:] and known[0] is views.response:
        return "every figure but the response rate rests on"
    return f"{many(len(small), 'figure')} of {len(known)} {'rests' if len(small) == 1 else 'rest'} on"


def _points_of_one(base: int) -> str:
    """What one person in a small base comes to."""
    return points(Fraction(100, base)).replace(".0 ", " ")


def _differences(views: SurveyViews) -> Iterable[str]:
    pairs = [
        (figure.value, then)
        for figure in _figures(views)
        for then in (figure.previous, figure.year_ago)
        if figure.value and then
    ]
    if any(distinguishable(now, then) is False for now, then in pairs):
        yield "Where a figure is not said to be up or down, its difference is too small to be told from chance."
    if any(change(now, then) is not None and distinguishable(now, then) is None for now, then in pairs):
        yield "Where counts are not known, nobody can tell whether a difference is a change."
    other = [then.period for now, then in pairs if now.percent is not None and _another_base(now, then)]
    if other:
        rates = f"rate of {other[0]} is" if len(other) == 1 else f"rates of {listing(other)} are"
        yield f"The response {rates} over another base, and so not compared."


def _another_base(now: Value, then: Value) -> bool:
    return then.percent is not None and now.base_is != then.base_is


def _printed(views: SurveyViews) -> Iterable[str]:
    values = [figure.value for figure in _figures(views)]
    if any(value and value.source in _PRINTED for value in values):
        yield "Some figures are taken from reports printed before mysay, as they were printed."
        return
    then = [value for figure in _figures(views) for value in (figure.previous, figure.year_ago)]
    if any(value and value.source in _PRINTED for value in then):
        yield "Some earlier figures are taken from reports printed before mysay, as they were printed."
