"""Proportions: exact percentages, and intervals that agree with statsmodels."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from analysis.proportion import Proportion, difference_interval, distinguishable, whole

proportions = st.integers(1, 20_000).flatmap(lambda base: st.builds(Proportion, st.integers(0, base), st.just(base)))


@given(proportions)
def test_the_interval_is_wilsons(shares: Proportion) -> None:
    low, high = proportion_confint(shares.count, shares.base, alpha=0.05, method="wilson")
    assert shares.interval == pytest.approx((100 * low, 100 * high), abs=1e-9)


@given(proportions)
def test_the_interval_lies_within_0_and_100_and_holds_the_percentage(shares: Proportion) -> None:
    assert shares.interval
    assert shares.percent is not None
    low, high = shares.interval
    assert 0 <= low <= float(shares.percent) + 1e-9
    assert float(shares.percent) - 1e-9 <= high <= 100


@given(proportions, proportions)
def test_the_interval_of_a_difference_is_newcombes(now: Proportion, before: Proportion) -> None:
    expected = confint_proportions_2indep(
        now.count, now.base, before.count, before.base, method="newcomb", compare="diff", alpha=0.05
    )
    assert difference_interval(now, before) == pytest.approx([100 * bound for bound in expected], abs=1e-9)


@given(proportions, proportions)
def test_turning_a_difference_round_turns_its_interval_round(now: Proportion, before: Proportion) -> None:
    there, back = difference_interval(now, before), difference_interval(before, now)
    assert there
    assert back
    assert there == pytest.approx((-back[1], -back[0]), abs=1e-9)
    assert distinguishable(now, before) == distinguishable(before, now)


@given(proportions)
def test_a_share_cannot_be_told_from_itself(shares: Proportion) -> None:
    assert distinguishable(shares, shares) is False


@pytest.mark.parametrize(
    ("count", "base", "printed"),
    [(151, 1251, 12), (127, 151, 84), (103, 151, 68), (23, 151, 15), (9, 151, 6), (1, 8, 13), (1, 200, 1), (1, 201, 0),
     (199, 200, 100), (0, 7, 0), (7, 7, 100), (29, 200, 15), (57, 200, 29)],
)  # fmt: skip
def test_percentages_print_half_up(count: int, base: int, printed: int) -> None:
    percent = Proportion(count, base).percent
    assert percent is not None
    assert whole(percent) == printed


@given(st.fractions(min_value=0, max_value=100, max_denominator=100_000))
def test_half_up_is_exact(percent: Fraction) -> None:
    assert whole(percent) == int(percent + Fraction(1, 2))


@given(st.integers(0, 10_000))
def test_half_up_agrees_with_decimal(hundredths: int) -> None:
    written = Decimal(hundredths) / 100
    assert whole(Fraction(written)) == int(written.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@pytest.mark.parametrize(("count", "base"), [(0, 0), (3, 0), (5, 4)])
def test_no_share_of_an_empty_base_or_of_one_too_small(count: int, base: int) -> None:
    shares = Proportion(count, base)
    assert (shares.ratio, shares.percent, shares.interval) == (None, None, None)
    assert distinguishable(shares, Proportion(1, 2)) is None
    assert distinguishable(Proportion(1, 2), shares) is None


@pytest.mark.parametrize(
    ("now", "before", "told_apart"),
    [(Proportion(6, 10), Proportion(9, 10), False), (Proportion(127, 151), Proportion(100, 150), True),
     (Proportion(100, 150), Proportion(127, 151), True), (Proportion(0, 5), Proportion(5, 5), True)],
)  # fmt: skip
def test_a_change_is_claimed_only_when_its_interval_excludes_nought(
    now: Proportion, before: Proportion, told_apart: bool
) -> None:
    assert distinguishable(now, before) is told_apart
