"""The made-up reviews: held in every quarter up to the demonstration's day, and planned after it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from random import Random

from mysay.demo.children import TODAY, Child
from mysay.demo.quarters import QUARTERS, Quarter
from surveys.age import age_on
from surveys.invitation.calendar import is_working_day

#: Reviews still to come: in what is left of the quarter, and in the month after it.
PLANNED_THIS_QUARTER = 36
PLANNED_NEXT_MONTH = 300
CANCELLED = 9
_LAST_PLANNED = date(2014, 4, 30)
#: No review is held sooner after a child has come into care.
_FIRST_AFTER = timedelta(days=12)
_SIX_MONTHS = timedelta(days=182)
#: Of a hundred who are four or over, how many took part in which way (SSDA903 participation codes).
_PARTICIPATION = (("PN1", 58), ("PN2", 7), ("PN3", 3), ("PN4", 8), ("PN5", 12), ("PN6", 8), ("PN7", 4))


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A row of reviews.csv."""

    id: str
    child: Child
    day: date
    status: str = "held"
    participation: str = ""
    child_chaired: str = ""
    chaired_by_iro: bool | None = None
    due_by: date

    @property
    def age(self) -> int:
        """The child's age on the review's date."""
        return age_on(self.child.born, self.day)


class Diary:
    """When each child was last reviewed: whoever has waited longest comes first."""

    def __init__(self, children: Iterable[Child], chance: Random) -> None:
        self._chance = chance
        self._last = {each: _before(each, chance) for each in children}
        self._number = 0

    def book(self, start: date, end: date, count: int) -> list[Review]:
        """So many reviews between two days, one for a child, of those who can have one then."""
        waiting = sorted(
            (each for each in self._last if _window(each, start, end)), key=lambda each: (self._last[each], each.id)
        )
        return [self._booked(each, start, end) for each in waiting[:count]]

    def _booked(self, child: Child, start: date, end: date) -> Review:
        first, last = _window(child, start, end) or (start, end)
        due = self._last[child] + _SIX_MONTHS
        latest = max(first, min(last, due))
        day = self._chance.choice(_working_days(first, latest) or _working_days(first, last))
        self._last[child] = day
        self._number += 1
        return Review(id=f"R-{self._number:05}", child=child, day=day, due_by=max(due, day))


def everything(children: Iterable[Child], chance: Random) -> list[Review]:
    """Every review: held, cancelled and planned."""
    diary = Diary(children, chance)
    held = [review for quarter in QUARTERS for review in _held(diary, quarter, chance)]
    return [*held, *_planned(diary)]


def _held(diary: Diary, quarter: Quarter, chance: Random) -> Iterator[Review]:
    last = min(quarter.period.end, TODAY - timedelta(days=1))
    booked = diary.book(quarter.period.start, last, quarter.held + CANCELLED)
    chance.shuffle(booked)
    chairing = _chairing(booked[CANCELLED:], quarter, chance)
    for place, review in enumerate(booked):
        if place < CANCELLED:
            yield replace(review, status="cancelled")
        else:
            yield replace(
                review,
                participation=_participation(review, chance),
                child_chaired=chairing.get(review.id, "no"),
                chaired_by_iro=place != CANCELLED,  # one a quarter is chaired by somebody else
            )


def _planned(diary: Diary) -> Iterator[Review]:
    quarter = QUARTERS[-1].period
    for review in (
        *diary.book(TODAY, quarter.end, PLANNED_THIS_QUARTER),
        *diary.book(quarter.end + timedelta(days=1), _LAST_PLANNED, PLANNED_NEXT_MONTH),
    ):
        yield replace(review, status="planned")


def _chairing(reviews: list[Review], quarter: Quarter, chance: Random) -> dict[str, str]:
    part, whole = quarter.chaired
    chairs = chance.sample([each.id for each in reviews if each.age >= 10], part + whole)
    return {id_: "part" if place < part else "whole" for place, id_ in enumerate(chairs)}


def _participation(review: Review, chance: Random) -> str:
    if review.age < 4:
        return "PN0"
    return chance.choices([code for code, _ in _PARTICIPATION], [share for _, share in _PARTICIPATION])[0]


def _before(child: Child, chance: Random) -> date:
    """A last review before the first quarter, or the day a newcomer would have had one to be due at once."""
    start = QUARTERS[0].period.start
    if child.started < start - _FIRST_AFTER:
        return start - timedelta(days=chance.randrange(1, 180))
    return child.started - timedelta(days=154)


def _window(child: Child, start: date, end: date) -> tuple[date, date] | None:
    """The first and the last working day on which a child can be reviewed; None when there is none."""
    last = min(end, child.ended - timedelta(days=1)) if child.ended else end
    first = max(start, child.started + _FIRST_AFTER)
    days = _working_days(first, last)
    return (days[0], days[-1]) if days else None


@cache
def _working_days(first: date, last: date) -> list[date]:
    days = (first + timedelta(days=each) for each in range((last - first).days + 1))
    return [day for day in days if is_working_day(day)]
