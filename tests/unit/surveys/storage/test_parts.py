"""Lists of values, a part at a time."""

from hypothesis import given
from hypothesis import strategies as st

from surveys.storage.parts import MOST, parts


@given(st.integers(min_value=0, max_value=4 * MOST), st.sampled_from([1, 2, 64, MOST]))
def test_every_value_stands_in_a_part_in_its_order_and_nothing_else_does(length: int, most: int) -> None:
    found = [list(dict.fromkeys(part)) for part in parts(range(length), most)]
    assert [value for part in found for value in part] == list(range(length))


def test_however_long_the_list_there_are_ten_lengths_of_a_part() -> None:
    lengths = {len(part) for length in range(3 * MOST) for part in parts(range(length))}
    assert lengths == {1, 2, 4, 8, 16, 32, 64, 128, 256, 512}
