"""How many wrong codes and links one source may try."""

from hypothesis import given
from hypothesis import strategies as st

from web.guesses import WINDOW_SECONDS, WRONG_TRIES, Guesses


def test_a_source_waits_for_its_own_wrong_codes_and_no_longer_than_the_window() -> None:
    guesses = Guesses()
    for number in range(WRONG_TRIES):
        assert guesses.allowed("one", number)
        guesses.wrong("one", number)
    now = WRONG_TRIES
    assert (guesses.allowed("one", now), guesses.allowed("two", now)) == (False, True)
    assert guesses.allowed("one", WINDOW_SECONDS)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 100)), max_size=200))
def test_nobody_is_shut_out_by_others(tries: list[tuple[str, float]]) -> None:
    guesses, now = Guesses(), 0.0
    for source, later in tries:
        now += later
        guesses.wrong(source, now)
    assert guesses.allowed("somebody else", now)


def test_what_is_remembered_is_bounded() -> None:
    guesses = Guesses()
    for number in range(WRONG_TRIES):
        guesses.wrong("early", number)
    for number in range(10_000):
        guesses.wrong(f"source {number}", 50)
    assert guesses.allowed("early", 50)
