from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.calls import Page, Send, fitting


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=50), st.integers(0, 300))
def test_a_text_fits_and_is_never_cut_within_a_letter(text: str, times: int) -> None:
    long = text * times
    fitted = fitting(long)
    assert len(fitted.encode("utf-16-le")) // 2 <= 4096
    assert fitted == long or long.startswith(fitted.removesuffix("…"))


def test_calls_are_data() -> None:
    calls = [Send(Page("Question?", ((("Yes", "data"),),), "Lead.")) for _ in range(2)]
    assert all(one == other and hash(one) == hash(other) for one, other in pairwise(calls))
