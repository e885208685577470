"""Numbers and dates as the report prints them."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from math import floor

from analysis.figures import Figure, Value, change, distinguishable
from analysis.proportion import whole
from surveys.period import Period

#: In a table, where there is no figure.
NONE = "–"


def percent(value: Value | None) -> str:
    """``84%``, half up."""
    return NONE if value is None or value.rounded is None else f"{value.rounded}%"


def before(value: Value | None) -> str:
    """What a figure was, for a table: ``60% (90 of 150)``."""
    return NONE if value is None or value.rounded is None else f"{percent(value)} ({of(value)})"


def of(value: Value) -> str:
    """``127 of 151``, or what is known of it."""
    if value.count is None and value.base is None:
        return "counts not known"
    count, base = ("an unknown number" if number is None else str(number) for number in (value.count, value.base))
    return f"{count} of {base}"


def interval(figure: Figure) -> str:
    """``77% to 89%``, each bound rounded half up."""
    if figure.interval is None:
        return NONE
    low, high = (floor(bound + 0.5) for bound in figure.interval)
    return f"{low}% to {high}%"


def points(moved: Fraction) -> str:
    """The size of a change to a tenth, half up: ``7.1 percentage points``."""
    tenths = whole(abs(moved) * 10)
    if moved and not tenths:
        return "less than 0.1 percentage points"
    return f"{tenths // 10}.{tenths % 10} percentage point{'' if tenths == 10 else 's'}"


def signed(moved: Fraction | None) -> str:
    """A change for a table: ``+7.1``, ``−0.4``, ``0.0``."""
    if moved is None:
        return NONE
    tenths = whole(abs(moved) * 10)
    sign = "+" if moved > 0 else "−" if moved < 0 else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"


def listing(names: Sequence[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def day(when: date) -> str:
    """``3 February 2014``."""
    return f"{when.day} {when:%B %Y}"


def title_of(period: Period) -> str:
    """``January to March 2014 (2013-14-Q4)``, or the year."""
    if period.quarter is None:
        return f"the year {period.id} (April {period.year} to March {period.year + 1})"
    return f"{period.start:%B} to {period.end:%B %Y} ({period.id})"


def capital(sentence: str) -> str:
    """With a capital letter in front."""
    return sentence[:1].upper() + sentence[1:]


def columns(period: Period) -> tuple[str, ...]:
    """The heads of a table of figures."""
    ago = (period.year_ago.id,) if period.year_ago else ()
    head = ("Figure", "Share", "Count and base", "95% interval", period.previous.id, "Difference, points")
    return (*head, *ago, "Skipped", "Not asked")


def row(figure: Figure, period: Period) -> tuple[str, ...]:
    """A figure's cells under those heads; "clear" marks a difference that is a change, since a year ago too."""
    value = figure.value
    return (
        figure.indicator.label,
        percent(value),
        "not available" if value is None else of(value) + (" (small base)" if figure.small_base and value.base else ""),
        interval(figure),
        before(figure.previous),
        signed(figure.change) + (" clear" if figure.distinguishable else ""),
        *((_year_ago(figure),) if period.year_ago else ()),
        _number(value.skipped if value else None),
        _number(value.not_asked if value else None),
    )


def _year_ago(figure: Figure) -> str:
    """What it was, and the difference where that is a change: there is no column for the others."""
    if not distinguishable(figure.value, figure.year_ago):
        return before(figure.year_ago)
    return f"{before(figure.year_ago)}, {signed(change(figure.value, figure.year_ago))} clear"


def _number(number: int | None) -> str:
    return NONE if number is None else str(number)
