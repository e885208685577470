"""Figures: what one indicator comes to in a period, beside the period before and the same one a year ago."""

from collections.abc import Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One indicator in one period. What is not known is None.

    ``percent`` is exact for live data; from history alone it is the percentage as it was printed, or
    else what the printed counts come to. ``bounds`` is the interval that was printed beside it, in percent.
    """

    period: str
    count: int | None = None
    base: int | None = None
    percent: Fraction | None = None
    bounds: tuple[float, float] | None = None
    excluded: int | None = None
    skipped: int | None = None
    not_asked: int | None = None
    source: Source | None = None

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
    """The difference of two periods' percentages, in percentage points, unrounded."""
    if now is None or before is None or now.percent is None or before.percent is None:
        return None
    return now.percent - before.percent


def distinguishable(now: Value | None, before: Value | None) -> bool | None:
    """Whether the 95% interval of the difference between two periods excludes nought."""
    if now is None or before is None or now.proportion is None or before.proportion is None:
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
    parts = [_quarter(table, indicator, quarter) for quarter in period.quarters()]
    if period.quarter:
        return parts[0]
    printed = table.printed.get((indicator.id, period.number, True))
    if printed and not any(part and part.source == "live" and part.base for part in parts):
        return _from_print(printed, period)
    known = [part for quarter in period.quarters() if (part := _countable(table, indicator, quarter))]
    # Quarters of which only percentages were printed cannot be added up, and yet something is known of the year.
    unknown = Value(period=period.id, source="history") if any(parts) else None
    return _added_up(known, period) if known else unknown


def _quarter(table: Table, indicator: Indicator, quarter: Period) -> Value | None:
    printed = table.printed.get((indicator.id, quarter.number, False))
    if printed and not table.counts(indicator, quarter.number).base:
        return _from_print(printed, quarter)
    return _live(table, indicator, quarter)


def _live(table: Table, indicator: Indicator, quarter: Period) -> Value | None:
    counts = table.counts(indicator, quarter.number)
    return _from_counts(counts, quarter, "live") if quarter.number in table.loaded else None


def _countable(table: Table, indicator: Indicator, quarter: Period) -> Value | None:
    """A quarter as a year adds it up: with counts, or not at all."""
    part = _quarter(table, indicator, quarter)
    return part if part is None or part.proportion else _live(table, indicator, quarter)


def _from_counts(counts: Counts, period: Period, source: Source) -> Value:
    return Value(
        period=period.id,
        count=counts.count,
        base=counts.base,
        percent=Proportion(counts.count, counts.base).percent,
        excluded=counts.excluded,
        skipped=counts.skipped,
        not_asked=counts.not_asked,
        source=source,
    )


def _from_print(printed: Printed, period: Period) -> Value:
    percent = None if printed.percent is None else Fraction(printed.percent)
    if percent is None and printed.count is not None and printed.base is not None:
        percent = Proportion(printed.count, printed.base).percent
    bounds = None if printed.low is None or printed.high is None else (float(printed.low), float(printed.high))
    return Value(
        period=period.id, count=printed.count, base=printed.base, percent=percent, bounds=bounds, source="history"
    )


def _added_up(parts: list[Value], year: Period) -> Value:
    sources = {part.source for part in parts if part.base} or {part.source for part in parts}
    counts = Counts.total(_counts(parts))
    if sources == {"history"}:
        percent = Proportion(counts.count, counts.base).percent
        return Value(period=year.id, count=counts.count, base=counts.base, percent=percent, source="history")
    return _from_counts(counts, year, "live" if sources == {"live"} else "both")


def _counts(parts: Iterable[Value]) -> Iterable[Counts]:
    return (
        Counts(
            count=part.count or 0,
            base=part.base or 0,
            excluded=part.excluded or 0,
            skipped=part.skipped or 0,
            not_asked=part.not_asked or 0,
        )
        for part in parts
    )
