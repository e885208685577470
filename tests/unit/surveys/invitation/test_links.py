"""A consultation's link lasts to the review's day, an exit interview's sixty days."""

from datetime import date

import pytest

from surveys.invitation.links import Matter, is_open, last_day

ISSUED = date(2014, 2, 1)
REVIEW = date(2014, 3, 28)


@pytest.mark.parametrize(
    ("matter", "last"),
    [
        (Matter(issued_on=ISSUED, review_date=REVIEW), REVIEW),
        (Matter(issued_on=ISSUED, review_date=REVIEW, review_cancelled=True), None),
        (Matter(issued_on=ISSUED), date(2014, 4, 2)),
    ],
)
def test_the_last_day_of_a_link(matter: Matter, last: date | None) -> None:
    assert last_day(matter) == last


@pytest.mark.parametrize(
    ("matter", "today", "works"),
    [
        (Matter(issued_on=ISSUED, review_date=REVIEW), REVIEW, True),
        (Matter(issued_on=ISSUED, review_date=REVIEW), date(2014, 3, 29), False),
        (Matter(issued_on=ISSUED, review_date=REVIEW, review_cancelled=True), ISSUED, False),
        (Matter(issued_on=ISSUED), date(2014, 4, 2), True),
        (Matter(issued_on=ISSUED), date(2014, 4, 3), False),
    ],
)
def test_a_link_works_to_the_end_of_its_last_day(matter: Matter, today: date, works: bool) -> None:
    assert is_open(matter, today=today) is works
