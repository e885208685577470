"""What cannot be in a printed figure: its percentage beside its count and base, and its interval around it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from surveys.roster.rows import Row

#: A percentage with many decimals is what a spreadsheet worked out, and agrees with its counts to this.
_FINEST = Fraction(1, 100)


def contradictions(row: Row) -> Iterator[str]:
    """Where the numbers of a row of a history file do not agree, in sentences.

    They are kept all the same: they are what was printed. A count above its base has no percentage at all.
    """
    given = row.given
    count, base = given.get("count"), given.get("base")
    if count is not None and base is not None and count > base:
        yield f"count {count} is above its base {base}, so no percentage of it is reported."
        return
    share, exact = _number(given.get("percent")), Fraction(100 * count, base) if count is not None and base else None
    if share is not None and share > 100:
        yield f"percent {given['percent']} is above 100; it is kept as it was printed."
    elif share is not None and exact is not None and abs(share - exact) > _step(given["percent"]):
        yield (
            f"percent {given['percent']} is not what {count} of {base} come to, which is {float(exact):.1f}; "
            "both are kept as they were printed."
        )
    else:
        yield from _outside(given, share if share is not None else exact)


def _outside(given: Mapping[str, Any], share: Fraction | None) -> Iterator[str]:
    """An interval that ends before it begins, or that the percentage does not lie in."""
    low, high = _number(given.get("low")), _number(given.get("high"))
    if low is not None and high is not None and low > high:
        yield f"low {given['low']} is above high {given['high']}; they may be the wrong way round, and are kept as they were printed."
    elif share is not None and _lies_outside(share, low, high, slack=_step(given.get("percent") or "0")):
        ends = " and ".join(f"{name} {given[name]}" for name in ("low", "high") if given.get(name))
        yield f"the interval, {ends}, does not hold the percentage, which is {given.get('percent') or f'{float(share):.1f}'}; both are kept as they were printed."


def _lies_outside(share: Fraction, low: Fraction | None, high: Fraction | None, *, slack: Fraction) -> bool:
    return (low is not None and share + slack < low) or (high is not None and share - slack > high)


def _number(written: str | None) -> Fraction | None:
    return None if written is None else Fraction(Decimal(written))


def _step(written: str) -> Fraction:
    """One in the last place that was printed: room for rounding, up or down."""
    exponent = int(Decimal(written).as_tuple().exponent)
    return max(Fraction(10) ** min(exponent, 0), _FINEST)
