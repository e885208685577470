"""Working days in England: Monday to Friday without bank holidays.

The rules are those of the Banking and Financial Dealings Act 1971 as they stand since 1978, and what proclamations
have changed for a year. They are worked out here because the library for it loads every country of the world, at a
fifth of an idle server's memory; the tests compare every year with it.
"""

from datetime import date, timedelta
from functools import cache

#: Years in which the bank holiday at the beginning, or at the end, of May was kept on another day.
_EARLY_MAY = {1995: date(1995, 5, 8), 2020: date(2020, 5, 8)}
_LATE_MAY = {2002: date(2002, 6, 4), 2012: date(2012, 6, 4), 2022: date(2022, 6, 2)}
#: Jubilees, weddings, a funeral, a coronation, and the eve of 2000.
_ONCE = frozenset(
    {
        date(1981, 7, 29), date(1999, 12, 31), date(2002, 6, 3), date(2011, 4, 29), date(2012, 6, 5),
        date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8),
    }
)  # fmt: skip
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Whether offices in England are open."""
    return day.weekday() < _SATURDAY and day not in _bank_holidays(day.year)


def working_day_from(day: date) -> date:
    """The day itself, or the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    """The weekdays of a year on which offices are closed; one that falls on a weekend is kept on weekdays after it."""
    easter, once = _easter(year), {day for day in _ONCE if day.year == year}
    return frozenset(
        {
            *_weekdays_from(date(year, 1, 1), 1),
            easter - timedelta(days=2),
            easter + timedelta(days=1),
            _EARLY_MAY.get(year) or _monday_until(date(year, 5, 7)),
            _LATE_MAY.get(year) or _monday_until(date(year, 5, 31)),
            _monday_until(date(year, 8, 31)),
            *_weekdays_from(date(year, 12, 25), 2),
            *once,
        }
    )


def _weekdays_from(day: date, many: int) -> list[date]:
    """The first so many weekdays from a day on, the day included."""
    days = (day + timedelta(days=later) for later in range(7))
    return [each for each in days if each.weekday() < _SATURDAY][:many]


def _monday_until(day: date) -> date:
    """The last Monday up to a day, the day included."""
    return day - timedelta(days=day.weekday())


def _easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar, by Oudin's rule."""
    century, golden = year // 100, year % 19
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon = epact - epact // 28 * (1 - 29 // (epact + 1) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(days=moon - weekday)
