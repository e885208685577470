"""Figures: what one indicator comes to in a period, beside the period before and the same one a year ago."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from analysis import proportion
from analysis.indicators import Indicator
from analysis.proportion import Proportion, whole
from analysis.table import Counts, Printed, Table
from surveys.period import Period

#: Below this base a share says little: internal reports say so and still show it.
SMALL_BASE = 30

Status = Literal["shown", "suppressed", "not_available"]
Direction = Literal["up", "down", "level"]
Source = Literal["live", "history", "both"]
#: Why a quarter is not in its year: printed without counts, printed over another base, or nobody's form is there.
Why = Literal["counts not known", "another base", "no responses"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """What a year's figure rests on, and what it lacks: quarters by their ids."""

    added: tuple[str, ...]
    missing: tuple[tuple[Why, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One indicator in one period. What is not known is None.

    ``percent`` is exact for live data; from history alone it is the percentage as it was printed, or
    else what the printed counts come to. ``bounds`` is the interval that was printed beside it, in percent.
    ``gaps`` is None unless this is a year to which quarters are missing.
    """

    period: str
    base_is: str = ""
    count: int | None = None
    base: int | None = None
    percent: Fraction | None = None
    bounds: tuple[float, float] | None = None
    excluded: int | None = None
    skipped: int | None = None
    not_asked: int | None = None
    source: Source | None = None
    gaps: Gaps | None = None

    @property
    def proportion(self) -> Proportion | None:
        """Count and base, where both are known."""
        return None if self.count is None or self.base is None else Proportion(self.count, self.base)

    @property
    def rounded(self) -> int | None:
        """The percentage as the report prints it: whole.

        One printed with decimals is not rounded a second time where its counts are known: 7.5% of 390 in
        5216 is 7%, not 8%.
        """
        if self.percent is None:
            return None
        exact = self.proportion.percent if self.proportion and self.percent.denominator != 1 else None
        return whole(self.percent if exact is None else exact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An indicator's value with its comparisons; changes are against ``previous``. No value = not available."""

    indicator: Indicator
    value: Value | None
    previous: Value | None
    year_ago: Value | None

    @property
    def status(self) -> Status:
        return "not_available" if self.value is None else "shown"

    @property
    def base_is(self) -> str:
        """What the base consists of."""
        return self.indicator.base_is if self.value is None else self.value.base_is

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% Wilson interval in percent; of history alone, the one that was printed, where it was."""
        if self.value is None:
            return None
        counted = self.value.proportion.interval if self.value.proportion else None
        return self.value.bounds or counted

    @property
    def small_base(self) -> bool | None:
        """Whether the base is under 30; None where it is not known."""
        return None if self.value is None or self.value.base is None else self.value.base < SMALL_BASE

    @property
    def change(self) -> Fraction | None:
        """Percentage points since the previous period, unrounded."""
        return change(self.value, self.previous)

    @property
    def direction(self) -> Direction | None:
        """The sign of the change: level only where there is none at all."""
        return None if self.change is None else "up" if self.change > 0 else "down" if self.change < 0 else "level"

    @property
    def distinguishable(self) -> bool | None:
        """Whether the change is more than chance would bring; None where counts are unknown."""
        return distinguishable(self.value, self.previous)


def change(now: Value | None, before: Value | None) -> Fraction | None:
    """The difference of two periods' percentages, in percentage points, unrounded; none between different bases."""
    if now is None or before is None or now.percent is None or before.percent is None:
        return None
    return now.percent - before.percent if now.base_is == before.base_is else None


def distinguishable(now: Value | None, before: Value | None) -> bool | None:
    """Whether the 95% interval of the difference between two periods excludes nought; None between different bases."""
    if now is None or before is None or now.proportion is None or before.proportion is None:
        return None
    if now.base_is != before.base_is:
        return None
    return proportion.distinguishable(now.proportion, before.proportion)


def figure(table: Table, indicator: Indicator, period: Period) -> Figure:
    """The figure of an indicator for a quarter or a year."""
    return Figure(
        indicator=indicator,
        value=value(table, indicator, period),
        previous=value(table, indicator, period.previous),
        year_ago=value(table, indicator, period.year_ago) if period.year_ago else None,
    )


def value(table: Table, indicator: Indicator, period: Period) -> Value | None:
    """What a period publishes of an indicator, or None where nothing was loaded for it.

    Live data win over history wherever their base is above 0. A year adds up its quarters, each live or
    printed with its counts; one known from history alone is what was printed for the year, where it was.
    """
    if period.quarter:
        return _quarter(table, indicator, period)
    quarters = {quarter.id: _quarter(table, indicator, quarter) for quarter in period.quarters()}
    live = any(part and part.source == "live" and part.base for part in quarters.values())
    printed = table.printed.get((indicator.id, period.number, True))
    return _from_print(printed, indicator, period) if printed and not live else _year(quarters, period)


def _quarter(table: Table, indicator: Indicator, quarter: Period) -> Value | None:
    counts = table.counts(indicator, quarter.number)
    printed = table.printed.get((indicator.id, quarter.number, False))
    if printed and not counts.base:
        return _from_print(printed, indicator, quarter)
    return _from_counts(counts, indicator, quarter) if quarter.number in table.loaded else None


def _from_counts(counts: Counts, indicator: Indicator, period: Period) -> Value:
    return Value(
        period=period.id,
        base_is=indicator.base_is,
        count=counts.count,
        base=counts.base,
        percent=Proportion(counts.count, counts.base).percent,
        excluded=counts.excluded,
        skipped=counts.skipped,
        not_asked=counts.not_asked,
        source="live",
    )


def _from_print(printed: Printed, indicator: Indicator, period: Period) -> Value:
    percent = None if printed.percent is None else Fraction(printed.percent)
    bounds = None if printed.low is None or printed.high is None else (float(printed.low), float(printed.high))
    if printed.base is not None and (printed.count is not None or not printed.base):
        counted = Proportion(printed.count or 0, printed.base).percent
        # A base of 0, or a count above it, has no percentage, whatever was printed.
        percent, bounds = (None, None) if counted is None else (counted if percent is None else percent, bounds)
    return Value(
        period=period.id,
        base_is=indicator.printed_base_is or indicator.base_is,
        count=printed.count,
        base=printed.base,
        percent=percent,
        bounds=bounds,
        source="history",
    )


def _year(quarters: Mapping[str, Value | None], year: Period) -> Value | None:
    """The quarters that can be added, added up; and which these are, where any is missing."""
    known = [part for part in quarters.values() if part]
    if not known:
        return None
    base_is = next((part.base_is for part in known if part.source == "live" and not _is_empty(part)), known[0].base_is)
    reasons = {quarter: _why_not(part, base_is) for quarter, part in quarters.items()}
    added = {quarter: part for quarter, part in quarters.items() if part and not reasons[quarter]}
    missing = tuple((why, quarter) for quarter, why in reasons.items() if why)
    if added:
        gaps = Gaps(added=tuple(added), missing=missing) if missing else None
        return replace(_added_up(list(added.values()), year), gaps=gaps)
    # Of some quarters something is known that does not add up; or else nobody answered, all year.
    unknown = any(why != "no responses" for why, _ in missing)
    return Value(period=year.id, base_is=base_is, source="history") if unknown else _added_up(known, year)


def _why_not(part: Value | None, base_is: str) -> Why | None:
    """Why a quarter cannot be added to a year over that base."""
    if part is None or _is_empty(part):
        return "no responses"
    if part.proportion is None:
        return "counts not known"
    return None if part.base_is == base_is else "another base"


def _is_empty(part: Value) -> bool:
    return part.source == "live" and not any((part.count, part.base, part.excluded, part.skipped, part.not_asked))


def _added_up(parts: list[Value], year: Period) -> Value:
    """What any part does not know, the sum does not know."""

    def total(numbers: Iterable[int | None]) -> int | None:
        known = tuple(numbers)
        return None if None in known else sum(each or 0 for each in known)

    sources = {part.source for part in parts if part.base} or {part.source for part in parts}
    summed = Value(
        period=year.id,
        base_is=parts[0].base_is,
        count=total(part.count for part in parts),
        base=total(part.base for part in parts),
        excluded=total(part.excluded for part in parts),
        skipped=total(part.skipped for part in parts),
        not_asked=total(part.not_asked for part in parts),
        source=sources.pop() if len(sources) == 1 else "both",
    )
    return replace(summed, percent=summed.proportion.percent if summed.proportion else None)
