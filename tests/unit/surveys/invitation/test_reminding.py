"""Reminders on the authority's days, on working days, and never two a day."""

from datetime import date

import pytest

from surveys.invitation.reminding import Reminded, number_by_calendar, number_by_hand

DAYS = (3, 7)
TUESDAY = date(2014, 4, 1)


@pytest.mark.parametrize(
    ("reminded", "today", "number"),
    [
        (Reminded(issued_on=TUESDAY), date(2014, 4, 3), None),
        (Reminded(issued_on=TUESDAY), date(2014, 4, 4), 1),
        (Reminded(issued_on=TUESDAY), date(2014, 4, 5), None),  # a Saturday; it goes out on Monday
        (Reminded(issued_on=TUESDAY), date(2014, 4, 7), 1),
        (Reminded(issued_on=TUESDAY), date(2014, 4, 8), 2),  # both were missed: one reminder makes them up
        (Reminded(issued_on=TUESDAY, count=1, last_on=date(2014, 4, 4)), date(2014, 4, 7), None),
        (Reminded(issued_on=TUESDAY, count=1, last_on=date(2014, 4, 4)), date(2014, 4, 8), 2),
        (Reminded(issued_on=TUESDAY, count=1, last_on=date(2014, 4, 8)), date(2014, 4, 8), None),
        (Reminded(issued_on=TUESDAY, count=2, last_on=date(2014, 4, 8)), date(2014, 5, 20), None),
        (Reminded(issued_on=date(2014, 4, 15)), date(2014, 4, 18), None),  # Good Friday
        (Reminded(issued_on=date(2014, 4, 15)), date(2014, 4, 22), 2),
    ],
)
def test_the_reminder_that_is_due_by_the_calendar(reminded: Reminded, today: date, number: int | None) -> None:
    assert number_by_calendar(reminded, DAYS, today=today) == number


@pytest.mark.parametrize(
    ("reminded", "number"),
    [
        (Reminded(issued_on=TUESDAY), 1),
        (Reminded(issued_on=TUESDAY, count=1, last_on=date(2014, 4, 4)), 2),
        (Reminded(issued_on=TUESDAY, count=1, last_on=date(2014, 4, 5)), None),
    ],
)
def test_by_hand_one_a_day_on_any_day(reminded: Reminded, number: int | None) -> None:
    assert number_by_hand(reminded, today=date(2014, 4, 5)) == number
