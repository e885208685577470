"""Proportions that never travel without their base.

Counts and percentages are exact (integers and fractions); only intervals are floats, in percent.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from statistics import NormalDist

#: The standard normal quantile of a two-sided 95% interval.
Z95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Proportion:
    """``count`` of ``base``. It has a ratio only where 0 <= count <= base and base > 0."""

    count: int
    base: int

    @property
    def ratio(self) -> Fraction | None:
        """The exact share, or None where there is none: an empty base, or more counted than the base holds."""
        return Fraction(self.count, self.base) if 0 <= self.count <= self.base and self.base else None

    @property
    def percent(self) -> Fraction | None:
        """The exact share in percent."""
        return None if self.ratio is None else self.ratio * 100

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% Wilson score interval, in percent.

        E. B. Wilson (1927), "Probable inference, the law of succession, and statistical inference",
        Journal of the American Statistical Association 22, 209-212.
        """
        return None if self.ratio is None else _wilson(self.count, self.base)


def whole(percent: Fraction) -> int:
    """Round half up, exactly: 12.5 prints as 13, -0.5 as 0."""
    return (2 * percent.numerator + percent.denominator) // (2 * percent.denominator)


def difference_interval(now: Proportion, before: Proportion) -> tuple[float, float] | None:
    """The 95% interval of ``now`` minus ``before``, in percentage points; None where either has no ratio.

    The hybrid score interval, method 10 of R. G. Newcombe (1998), "Interval estimation for the
    difference between independent proportions", Statistics in Medicine 17, 873-890.
    """
    if now.interval is None or before.interval is None:
        return None
    p, q = 100 * now.count / now.base, 100 * before.count / before.base
    (low, high), (low_before, high_before) = now.interval, before.interval
    return p - q - sqrt((p - low) ** 2 + (high_before - q) ** 2), p - q + sqrt((high - p) ** 2 + (q - low_before) ** 2)


def distinguishable(now: Proportion, before: Proportion) -> bool | None:
    """Whether the interval of the difference excludes nought; None where there is no interval."""
    interval = difference_interval(now, before)
    return None if interval is None else interval[0] > 0 or interval[1] < 0


def _wilson(count: int, base: int) -> tuple[float, float]:
    p, spread = count / base, Z95 * Z95 / base
    middle = (p + spread / 2) / (1 + spread)
    half = Z95 * sqrt(p * (1 - p) / base + spread / (4 * base)) / (1 + spread)
    # At the ends the algebra gives exactly 0 and 1; floats would miss them by a hair.
    return (0.0 if count == 0 else 100 * (middle - half)), (100.0 if count == base else 100 * (middle + half))
