"""What is remembered of late."""

from hypothesis import given
from hypothesis import strategies as st

from bot.lately import Lately


@given(st.lists(st.integers(0, 9)), st.integers(1, 9))
def test_those_put_there_last_are_remembered_each_with_what_it_was_last(keys: list[int], most: int) -> None:
    lately = Lately[int, int](most)
    for moment, key in enumerate(keys):
        lately[key] = moment
    last = {key: moment for moment, key in enumerate(keys)}
    assert list(lately.items()) == sorted(last.items(), key=lambda item: item[1])[-most:]
