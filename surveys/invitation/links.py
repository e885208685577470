"""How long the link of an invitation works."""

from dataclasses import dataclass
from datetime import date, timedelta

#: An exit interview's link works this many days after the day it was issued.
EXIT_LINK_DAYS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What an invitation is about, as it stands now: a review, or (no review) leaving care."""

    issued_on: date
    review_date: date | None = None
    review_cancelled: bool = False


def last_day(matter: Matter) -> date | None:
    """The last day, in the authority's zone, on which the link works; None when it works no more.

    A consultation's link lasts to the end of the review's day and moves with it; cancelling the
    review closes it. An exit interview's lasts sixty days from issue.
    """
    if matter.review_date is None:
        return matter.issued_on + timedelta(days=EXIT_LINK_DAYS)
    return None if matter.review_cancelled else matter.review_date


def is_open(matter: Matter, *, today: date) -> bool:
    """Whether the link works on a day."""
    last = last_day(matter)
    return last is not None and today <= last
