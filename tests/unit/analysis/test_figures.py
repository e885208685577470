"""The rules of a figure: live before history, comparisons, years, and what cannot be said."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from analysis.figures import Figure, Gaps, Value, Why, figure
from analysis.indicators import Asked, Indicator
from analysis.proportion import Proportion
from analysis.table import Printed, Table
from surveys.period import Period

Q4, Q3, YEAR_AGO = Period(2013, 4), Period(2013, 3), Period(2012, 4)
YEAR, LAST_YEAR = Period(2013), Period(2012)
PLAN = Indicator(
    id="consultation.understand_plan",
    label="",
    says="",
    base_is="",
    reading="good",
    questions=(Asked(id="understand_plan", yes=frozenset({"all"})),),
)
CONSULTATION = "consultation"
RATE = Indicator(id="consultation.response", label="", says="", base_is="", reading="good", questions=())

Q1, Q2 = Period(2013, 1), Period(2013, 2)
NONE: Why = "no responses"
UNKNOWN: Why = "counts not known"


def gaps(*added: str, year: str = "2013-14", **missing: Why) -> Gaps:
    return Gaps(added=added, missing=tuple((why, f"{year}-{quarter.upper()}") for quarter, why in missing.items()))


Q3_AND_Q4 = gaps("2013-14-Q3", "2013-14-Q4", q1=NONE, q2=NONE)
Q4_ALONE = gaps("2013-14-Q4", q1=NONE, q2=NONE, q3=NONE)


def table(
    live: dict[Period, tuple[int, int]] | None = None,
    printed: dict[Period, Printed] | None = None,
    loaded: tuple[Period, ...] = (),
) -> Table:
    """Live (count, base) by quarter for the plan, and what was printed of it."""
    live, printed = live or {}, printed or {}
    return Table(
        completed={("consultation", each.number): base for each, (_, base) in live.items()},
        bases={},
        given={
            (PLAN.id, each.number): {("all",): count, ("no",): base - count} for each, (count, base) in live.items()
        },
        printed={(PLAN.id, each.number, each.quarter is None): row for each, row in printed.items()},
        loaded=frozenset(each.number for each in (*live, *loaded)),
    )


def live(period: Period, count: int, base: int) -> Value:
    percent = Fraction(100 * count, base) if base else None
    return Value(
        period=period.id, count=count, base=base, percent=percent, excluded=0, skipped=0, not_asked=0, source="live"
    )


def printed(count: int | None = None, base: int | None = None, percent: str | None = None) -> Printed:
    return Printed(count=count, base=base, percent=None if percent is None else Decimal(percent))


def changes(shown: Figure) -> tuple[Fraction | None, str | None, bool | None]:
    return shown.change, shown.direction, shown.distinguishable


def test_a_quarter_stands_beside_the_one_before_and_the_same_one_a_year_ago() -> None:
    shown = figure(table({Q4: (127, 151), Q3: (90, 150), YEAR_AGO: (50, 100)}), PLAN, Q4)
    assert (shown.value, shown.previous, shown.year_ago) == (
        live(Q4, 127, 151),
        live(Q3, 90, 150),
        live(YEAR_AGO, 50, 100),
    )
    assert changes(shown) == (Fraction(12700, 151) - 60, "up", True)
    assert (shown.status, shown.small_base) == ("shown", False)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ((6, 10), (9, 10), (Fraction(-30), "down", False)),
        ((5, 10), (50, 100), (Fraction(0), "level", False)),
        ((1, 3), (0, 0), (None, None, None)),
        ((0, 0), (1, 3), (None, None, None)),
    ],
)
def test_changes(now: tuple[int, int], before: tuple[int, int], expected: tuple[object, ...]) -> None:
    assert changes(figure(table({Q4: now, Q3: before}), PLAN, Q4)) == expected


def test_nothing_before_means_no_change() -> None:
    shown = figure(table({Q4: (3, 4)}), PLAN, Q4)
    assert (shown.previous, shown.year_ago, changes(shown)) == (None, None, (None, None, None))


def test_a_period_with_nothing_loaded_is_not_available() -> None:
    shown = figure(table({Q3: (3, 4)}), PLAN, Q4)
    assert (shown.value, shown.status, shown.small_base, shown.interval) == (None, "not_available", None, None)


def test_a_period_in_which_nobody_answered_is_shown_as_such() -> None:
    shown = figure(table(loaded=(Q4,)), PLAN, Q4)
    assert (shown.value, shown.status, shown.small_base, shown.interval) == (live(Q4, 0, 0), "shown", True, None)


def test_more_responses_than_the_base_holds_stand_without_a_percentage() -> None:
    counts = Table(
        completed={("consultation", Q4.number): 5},
        bases={("consultation", Q4.number): 4},
        given={},
        printed={},
        loaded=frozenset({Q4.number}),
    )
    value = figure(counts, RATE, Q4).value
    assert value == Value(
        period=Q4.id, count=5, base=4, percent=None, excluded=0, skipped=0, not_asked=0, source="live"
    )
    assert figure(counts, RATE, Q4).interval is None


@pytest.mark.parametrize(("base", "small"), [(29, True), (30, False)])
def test_a_base_under_30_is_small(base: int, small: bool) -> None:
    assert figure(table({Q4: (1, base)}), PLAN, Q4).small_base is small


@pytest.mark.parametrize(
    ("row", "expected", "change"),
    [
        (printed(90, 150, "60"), Value(period=Q3.id, count=90, base=150, percent=Fraction(60), source="history"),
         (Fraction(40), "up", True)),
        (printed(percent="60.4"), Value(period=Q3.id, percent=Fraction("60.4"), source="history"),
         (Fraction("39.6"), "up", None)),
        (printed(1, 3), Value(period=Q3.id, count=1, base=3, percent=Fraction(100, 3), source="history"),
         (Fraction(200, 3), "up", True)),
        (printed(count=90), Value(period=Q3.id, count=90, source="history"), (None, None, None)),
        (printed(1, 3, "33"), Value(period=Q3.id, count=1, base=3, percent=Fraction(33), source="history"),
         (Fraction(67), "up", True)),
    ],
)  # fmt: skip
def test_history_alone_gives_what_was_printed(
    row: Printed, expected: Value, change: tuple[Fraction | None, str | None, bool | None]
) -> None:
    shown = figure(table({Q4: (100, 100)}, {Q3: row}), PLAN, Q4)
    assert (shown.previous, changes(shown)) == (expected, change)


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        (("70", "90.5"), (70.0, 90.5)),
        (("70", None), Proportion(90, 150).interval),
        ((None, None), Proportion(90, 150).interval),
    ],
)
def test_an_interval_printed_with_history_stands_as_printed(
    bounds: tuple[str | None, str | None], expected: tuple[float, float]
) -> None:
    low, high = (None if bound is None else Decimal(bound) for bound in bounds)
    row = Printed(count=90, base=150, percent=Decimal(60), low=low, high=high)
    assert figure(table(printed={Q4: row}), PLAN, Q4).interval == expected


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (printed(390, 5216, "7.5"), 7),
        (printed(percent="7.5"), 8),
        (printed(390, 5216, "8"), 8),
        (printed(390, 5216), 7),
        (printed(9, 5, "7.5"), None),
        (printed(0, 0, "7.5"), None),
        (printed(None, 0, "7.5"), None),
        (printed(5, None, "7.5"), 8),
        (printed(9, 5), None),
    ],
)
def test_a_printed_percentage_is_not_rounded_twice(row: Printed, shown: int | None) -> None:
    value = figure(table(printed={Q4: row}), PLAN, Q4).value
    assert value
    assert value.rounded == shown


def test_live_data_win_over_history_where_anybody_answered() -> None:
    both = table({Q4: (3, 4), Q3: (0, 0)}, {Q4: printed(90, 100, "90"), Q3: printed(percent="61")})
    shown = figure(both, PLAN, Q4)
    assert shown.value == live(Q4, 3, 4)
    assert shown.previous == Value(period=Q3.id, percent=Fraction(61), source="history")


def test_a_year_adds_up_its_quarters_and_has_no_year_ago() -> None:
    shown = figure(table({Q4: (3, 4), Q3: (10, 20), YEAR_AGO: (1, 2)}), PLAN, YEAR)
    assert (shown.value, shown.previous, shown.year_ago) == (
        replace(live(YEAR, 13, 24), gaps=Q3_AND_Q4),
        replace(live(LAST_YEAR, 1, 2), gaps=gaps("2012-13-Q4", q1=NONE, q2=NONE, q3=NONE, year="2012-13")),
        None,
    )


@pytest.mark.parametrize(
    ("quarters", "rows", "expected"),
    [
        ({}, {YEAR: printed(percent="81")}, Value(period=YEAR.id, percent=Fraction(81), source="history")),
        ({}, {Q3: printed(3, 4), Q4: printed(1, 4)},
         Value(period=YEAR.id, count=4, base=8, percent=Fraction(50), source="history", gaps=Q3_AND_Q4)),
        ({}, {Q3: printed(percent="81")}, Value(period=YEAR.id, source="history")),
        ({Q3: (0, 0)}, {Q3: printed(percent="81")}, Value(period=YEAR.id, source="history")),
        ({Q3: (0, 0), Q4: (0, 0)}, {}, live(YEAR, 0, 0)),
        ({Q4: (3, 4)}, {YEAR: printed(percent="81")}, replace(live(YEAR, 3, 4), gaps=Q4_ALONE)),
        ({Q4: (3, 4)}, {Q3: printed(1, 4)},
         Value(period=YEAR.id, count=4, base=8, percent=Fraction(50), source="both", gaps=Q3_AND_Q4)),
        ({Q4: (3, 4)}, {Q3: printed(percent="81")},
         replace(live(YEAR, 3, 4), gaps=gaps("2013-14-Q4", q1=NONE, q2=NONE, q3=UNKNOWN))),
        ({Q1: (1, 2), Q2: (1, 2), Q3: (1, 2), Q4: (0, 2)}, {}, live(YEAR, 3, 8)),
        ({}, {}, None),
    ],
)  # fmt: skip
def test_history_in_a_year(
    quarters: dict[Period, tuple[int, int]], rows: dict[Period, Printed], expected: Value | None
) -> None:
    assert figure(table(quarters, rows), PLAN, YEAR).value == expected


def test_nothing_is_compared_with_a_printed_rate_over_another_base() -> None:
    counts = Table(
        completed={(CONSULTATION, Q4.number): 50},
        bases={(CONSULTATION, Q4.number): 100},
        given={},
        printed={(RATE.id, Q3.number, False): printed(10, 100), (RATE.id, Q2.number, False): printed(50, 100)},
        loaded=frozenset({Q4.number}),
    )
    over_children = replace(RATE, base_is="children", printed_base_is="printed")
    shown = figure(counts, over_children, Q4)
    assert (shown.base_is, changes(shown)) == ("children", (None, None, None))
    assert changes(figure(counts, RATE, Q4)) == (Fraction(40), "up", True)
    before = figure(counts, over_children, Q3)
    assert (before.base_is, changes(before)) == ("printed", (Fraction(-40), "down", True))


def test_a_year_does_not_add_up_different_bases() -> None:
    counts = Table(
        completed={(CONSULTATION, Q4.number): 50},
        bases={(CONSULTATION, Q4.number): 100},
        given={},
        printed={(RATE.id, Q3.number, False): printed(10, 1000)},
        loaded=frozenset({Q4.number}),
    )
    value = figure(counts, replace(RATE, base_is="children", printed_base_is="printed"), YEAR).value
    expected = replace(live(YEAR, 50, 100), base_is="children")
    assert value == replace(expected, gaps=gaps("2013-14-Q4", q1=NONE, q2=NONE, q3="another base"))
    assert figure(counts, RATE, YEAR).value == Value(
        period=YEAR.id, count=60, base=1100, percent=Fraction(60, 11), source="both", gaps=Q3_AND_Q4
    )
