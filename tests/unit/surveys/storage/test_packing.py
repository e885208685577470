"""Counted rows as single numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.period import Period
from surveys.storage.packing import packed

FIRST = Period(1792, 1).number
ROWS = st.tuples(st.integers(1, 2047), st.integers(FIRST, FIRST + 2047), st.integers(1, 16383), st.integers(0, 2047))


@given(one=ROWS, other=ROWS)
def test_numbers_stand_in_the_order_of_their_rows(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    ours, theirs = packed(*one), packed(*other)
    assert ours is not None
    assert theirs is not None
    assert (ours < theirs, ours == theirs) == (one < other, one == other)


def test_the_largest_number_takes_six_bytes() -> None:
    assert packed(2047, FIRST + 2047, 16383, 2047) == (1 << 47) - 1


@pytest.mark.parametrize(
    "row",
    [(2048, FIRST, 1, 1), (1, FIRST - 1, 1, 1), (1, FIRST + 2048, 1, 1), (1, FIRST, 16384, 1), (1, FIRST, 1, 2048)],
)
def test_a_row_with_something_too_large_for_its_place_has_no_number(row: tuple[int, int, int, int]) -> None:
    assert packed(*row) is None
