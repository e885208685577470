"""How many wrong codes and links may be tried, by one source and at one thing."""

from hypothesis import given
from hypothesis import strategies as st

from web.guesses import WINDOW_SECONDS, WRONG_AT_ONE, WRONG_TRIES, Guesses, halves

CODE = halves("ABCDEFGH")


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
        guesses.wrong(source, now, CODE)
    assert guesses.allowed("somebody else", now, CODE)


def test_many_sources_at_one_half_of_a_code_wait_with_it_and_only_with_it() -> None:
    guesses = Guesses()
    for number in range(WRONG_AT_ONE):
        guesses.wrong(f"source {number // 5}", 0, halves(f"ABCD{number:04}"))
    again, other = halves("ABCD2345"), halves("2345ABCD")
    assert (guesses.allowed("source 1", 1, again), guesses.allowed("source 1", 1, other)) == (False, True)
    assert guesses.allowed("its young person", 1, again)
    assert (guesses.besieged(again, 1), guesses.besieged(again, WINDOW_SECONDS)) == (True, False)


def test_whoever_was_wrong_three_times_at_a_besieged_half_waits_with_the_others() -> None:
    guesses = Guesses()
    for number in range(WRONG_AT_ONE):
        guesses.wrong(f"source {number}", 0, CODE)
    allowed = []
    for _ in range(4):
        allowed.append(guesses.allowed("its young person", 1, CODE))
        guesses.wrong("its young person", 1)
    assert allowed == [True, True, True, False]


def test_a_try_is_at_each_half_and_at_nothing_where_it_could_be_no_code_or_link() -> None:
    assert CODE == ("ABCD…", "…EFGH")
    assert [halves(text) for text in ("", "ABCDEFG", "A" * 33, "A" * 60_000)] == [()] * 4


def test_what_is_remembered_is_bounded() -> None:
    guesses = Guesses()
    for number in range(WRONG_TRIES):
        guesses.wrong("early", number)
    for number in range(10_000):
        guesses.wrong(f"source {number}", 50)
    assert guesses.allowed("early", 50)


def test_whoever_goes_on_being_wrong_is_not_forgotten_for_having_begun_first() -> None:
    guesses = Guesses()
    for _ in range(WRONG_TRIES - 1):
        guesses.wrong("early", 0)
    for number in range(9_999):
        guesses.wrong(f"source {number}", 0)
    guesses.wrong("early", 0)
    guesses.wrong("one more", 0)
    assert not guesses.allowed("early", 0)
