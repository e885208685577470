"""When a call for help is mailed again, and the keys of those mails."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from surveys.service.escalating import alert_of, key_of, times_due

minutes = st.integers(0, 10_000)
rising = st.sets(st.integers(1, 500), min_size=1).map(sorted)


def test_at_each_of_the_minutes_and_then_as_long_again_as_the_last() -> None:
    asked = [0, 14, 15, 29, 30, 59, 60, 119, 120, 180]
    assert [times_due(timedelta(minutes=each), (15, 30, 60)) for each in asked] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 5]
    assert [times_due(timedelta(minutes=each), ()) for each in asked] == [0] * 10


@given(rising, minutes, minutes)
def test_waiting_longer_is_never_fewer_mails(after: list[int], one: int, other: int) -> None:
    sooner, later = sorted((one, other))
    assert times_due(timedelta(minutes=sooner), after) <= times_due(timedelta(minutes=later), after)


@given(rising)
def test_every_minute_of_the_list_brings_one_more(after: list[int]) -> None:
    assert [times_due(timedelta(minutes=each), after) for each in after] == list(range(1, len(after) + 1))
    assert times_due(timedelta(minutes=after[0]) - timedelta(seconds=1), after) == 0


@given(st.integers(1), st.integers(0))
def test_a_key_tells_which_mail_of_which_call_it_is(alert: int, time: int) -> None:
    assert alert_of(key_of(alert, time)) == (alert, time)
