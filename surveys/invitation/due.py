"""Who is invited, and in words why somebody is not.

Each rule answers None for someone who is due, else the reason, to be read after "not invited: ".
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from surveys.age import age_on

CONSULTATION = "consultation"
EXIT_INTERVIEW = "exit_interview"
#: Children of this age and over on the review's date are asked beforehand (Children Act 1989, s. 26(2)(d)
#: asks for every child's wishes; a younger child's are found out by other means).
CONSULTATION_AGE = 4
#: Youngest age on leaving that is offered an exit interview.
EXIT_AGE = 8
#: Codes of the SSDA903 return after which nobody is asked: not a leaver (X1), died (E2), another council's (E3).
NOT_LEAVERS = frozenset({"X1", "E2", "E3"})
#: Somebody who left longer ago than this is asked no more.
LEAVERS_DAYS = 90
#: Without a selector: reviews this many calendar days ahead, today included.
DUE_WITHIN_DAYS = 28

ANSWERED = "answers have been given already"


class Meeting(StrEnum):
    """What has become of a review's meeting."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """What decides about a child."""

    born: date
    care_ended: date | None = None
    leaving_code: str | None = None

    def has_left(self, day: date) -> bool:
        """Whether care had ended by a day; after X1 it goes on elsewhere."""
        return self.care_ended is not None and self.care_ended <= day and self.leaving_code != "X1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What decides about a review; ``answered`` when a response counts for it."""

    date: date
    status: str
    answered: bool = False


def window(today: date, days: int) -> tuple[date, date]:
    """The first and the last day of what is due within so many days, today being the first."""
    return today, today + timedelta(days=days)


def is_leaver(born: date, ended: date | None, code: str | None) -> bool:
    """Whether somebody's care has ended in a way, which is the leaving code, and at an age that is asked about."""
    return ended is not None and code not in NOT_LEAVERS and age_on(born, ended) >= EXIT_AGE


def why_no_consultation(child: Child, review: Review, *, today: date) -> str | None:
    """Why a child is not asked before a review; None when it is to be asked."""
    age = age_on(child.born, review.date)
    rules = (
        (review.status != Meeting.PLANNED, f"the review is {review.status}, and only planned ones are asked about"),
        (review.date < today, f"the review was on {review.date:%d/%m/%Y}, and its link would have closed that day"),
        (age < CONSULTATION_AGE, f"aged {age} on the review's date; the youngest who are asked are {CONSULTATION_AGE}"),
        (child.has_left(review.date), "has left care before the review"),
        (review.answered, ANSWERED),
    )
    return next((reason for holds, reason in rules if holds), None)


def why_no_exit_interview(child: Child, *, answered: bool) -> str | None:
    """Why someone who has left care is not asked about it; None when they are to be asked."""
    if child.care_ended is None:
        return "has not left care"
    age = age_on(child.born, child.care_ended)
    rules = (
        (child.leaving_code in NOT_LEAVERS, f"the leaving code is {child.leaving_code}, after which nobody is asked"),
        (age < EXIT_AGE, f"aged {age} on leaving; the youngest who are asked are {EXIT_AGE}"),
        (answered, ANSWERED),
    )
    return next((reason for holds, reason in rules if holds), None)
