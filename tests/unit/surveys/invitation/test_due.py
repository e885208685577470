"""Who is invited, and why somebody is not."""

from dataclasses import replace
from datetime import date

import pytest

from surveys.invitation.due import (
    ANSWERED,
    Child,
    Review,
    is_leaver,
    why_no_consultation,
    why_no_exit_interview,
    window,
)

TODAY = date(2014, 3, 1)
CHILD = Child(born=date(2004, 6, 1))
REVIEW = Review(date=date(2014, 3, 20), status="planned")
TOO_YOUNG = "aged 3 on the review's date; the youngest who are asked are 4"


@pytest.mark.parametrize(
    ("child", "review", "reason"),
    [
        (CHILD, REVIEW, None),
        (CHILD, replace(REVIEW, date=TODAY), None),
        (CHILD, replace(REVIEW, status="held"), "the review is held, and only planned ones are asked about"),
        (CHILD, replace(REVIEW, status="cancelled"), "the review is cancelled, and only planned ones are asked about"),
        (
            CHILD,
            replace(REVIEW, date=date(2014, 2, 28)),
            "the review was on 28/02/2014, and its link would have closed that day",
        ),
        (Child(born=date(2010, 3, 20)), REVIEW, None),  # four on the very day, though three today
        (Child(born=date(2010, 3, 21)), REVIEW, TOO_YOUNG),
        (replace(CHILD, care_ended=date(2014, 3, 20)), REVIEW, "has left care before the review"),
        (replace(CHILD, care_ended=date(2014, 3, 21)), REVIEW, None),
        (replace(CHILD, care_ended=date(2014, 2, 1), leaving_code="X1"), REVIEW, None),
        (CHILD, replace(REVIEW, answered=True), ANSWERED),
    ],
)
def test_who_is_asked_before_a_review(child: Child, review: Review, reason: str | None) -> None:
    assert why_no_consultation(child, review, today=TODAY) == reason


@pytest.mark.parametrize(
    ("child", "answered", "reason"),
    [
        (replace(CHILD, care_ended=TODAY), False, None),
        (replace(CHILD, care_ended=TODAY, leaving_code="E4A"), False, None),
        (replace(CHILD, care_ended=TODAY), True, ANSWERED),
        (CHILD, False, "has not left care"),
        (Child(born=date(2006, 3, 1), care_ended=TODAY), False, None),  # eight on that day
        (Child(born=date(2006, 3, 2), care_ended=TODAY), False, "aged 7 on leaving; the youngest who are asked are 8"),
        *[
            (
                replace(CHILD, care_ended=TODAY, leaving_code=code),
                False,
                f"the leaving code is {code}, after which nobody is asked",
            )
            for code in ("X1", "E2", "E3")
        ],
    ],
)
def test_who_is_asked_on_leaving(child: Child, answered: bool, reason: str | None) -> None:
    assert why_no_exit_interview(child, answered=answered) == reason
    assert is_leaver(child.born, child.care_ended, child.leaving_code) is (reason in {None, ANSWERED})


def test_a_window_of_days_has_today_in_it() -> None:
    assert window(TODAY, 28) == (TODAY, date(2014, 3, 29))
