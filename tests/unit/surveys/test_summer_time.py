"""The two Sundays on which London changes its clocks: days, links, sending hours and quarters go by London."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from surveys.clock import Clock
from surveys.invitation.links import Matter, is_open
from surveys.period import Period

LONDON = ZoneInfo("Europe/London")
FORWARD, BACK = date(2014, 3, 30), date(2014, 10, 26)


def today(moment: datetime) -> date:
    return Clock(LONDON, moment).today()


@pytest.mark.parametrize(
    ("day", "begins", "ends"),
    [
        (FORWARD, datetime(2014, 3, 30, 0, tzinfo=UTC), datetime(2014, 3, 30, 23, tzinfo=UTC)),
        (BACK, datetime(2014, 10, 25, 23, tzinfo=UTC), datetime(2014, 10, 27, 0, tzinfo=UTC)),
    ],
)
def test_a_link_closes_with_its_reviews_day_in_london_however_long_that_is(
    day: date, begins: datetime, ends: datetime
) -> None:
    matter = Matter(issued_on=day - timedelta(days=7), review_date=day, review_cancelled=False)
    moments = (begins - timedelta(microseconds=1), begins, ends - timedelta(microseconds=1), ends)
    assert [today(moment) for moment in moments] == [day - timedelta(days=1), day, day, day + timedelta(days=1)]
    assert [is_open(matter, today=today(moment)) for moment in moments] == [True, True, True, False]
    assert ends - begins in (timedelta(hours=23), timedelta(hours=25))


def test_the_quarter_ends_at_midnight_of_a_london_that_is_in_summer_time_by_then() -> None:
    last = datetime(2014, 3, 31, 22, 59, 59, tzinfo=UTC)
    ids = [Period.of(today(moment)).id for moment in (last, last + timedelta(seconds=1))]
    assert ids == ["2013-14-Q4", "2014-15-Q1"]


def test_the_hour_that_comes_twice_is_one_day_and_goes_on_by_itself() -> None:
    moments = [datetime(2014, 10, 26, 0, 30, tzinfo=UTC) + timedelta(minutes=15 * each) for each in range(9)]
    stored = [Clock(LONDON, moment).now() for moment in moments]
    assert (stored, {today(moment) for moment in moments}) == (sorted(stored), {BACK})
