"""Working days in England."""

from datetime import date

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.invitation.calendar import is_working_day, working_day_from

GOOD_FRIDAY = date(2014, 4, 18)
EASTER_MONDAY = date(2014, 4, 21)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2014, 4, 17), True),
        (GOOD_FRIDAY, False),
        (date(2014, 4, 19), False),
        (EASTER_MONDAY, False),
        (date(2014, 4, 22), True),
        (date(2014, 12, 26), False),
        (date(2014, 3, 17), True),  # St Patrick's Day is Northern Ireland's
        (date(2014, 12, 1), True),  # St Andrew's Day is Scotland's
        (date(2022, 6, 3), False),  # the Platinum Jubilee
        (date(2020, 5, 8), False),  # May Day moved for VE Day
        (date(2020, 5, 4), True),
    ],
)
def test_english_bank_holidays_and_weekends_are_no_working_days(day: date, works: bool) -> None:
    assert is_working_day(day) is works


@pytest.mark.parametrize("decade", range(1980, 2100, 10))
def test_closed_weekdays_are_those_of_a_library_that_knows_them(decade: int) -> None:
    known = holidays.country_holidays("GB", subdiv="ENG", years=range(decade, decade + 10))
    days = [
        date.fromordinal(each) for each in range(date(decade, 1, 1).toordinal(), date(decade + 10, 1, 1).toordinal())
    ]
    weekdays = [day for day in days if day.weekday() < 5]
    assert [day for day in weekdays if not is_working_day(day)] == [day for day in weekdays if day in known]


def test_easter_is_waited_for() -> None:
    assert working_day_from(GOOD_FRIDAY) == date(2014, 4, 22)


@given(st.dates(date(2010, 1, 1), date(2035, 12, 31)))
def test_the_next_working_day_is_one_and_no_working_day_is_passed_over(day: date) -> None:
    found = working_day_from(day)
    between = [date.fromordinal(each) for each in range(day.toordinal(), found.toordinal())]
    assert (is_working_day(found), [each for each in between if is_working_day(each)]) == (True, [])
