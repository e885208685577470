"""Where a response counts: the rules, and nothing else. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from surveys.age import age_on
from surveys.conversation.session import Status
from surveys.invitation.due import EXIT_AGE, EXIT_INTERVIEW, NOT_LEAVERS, Meeting
from surveys.period import Period

#: A row's key as the database hands it out, text or UUID: it is only compared, and handed back.
Key = Any
_WHY_NOT: Mapping[str, str | None] = {Status.FINISHED: None, Status.ON_PAPER: "superseded"}


class Response(NamedTuple):
    """What decides where a response counts, and where it does."""

    id: Key
    questionnaire: str
    child: Key | None
    review: Key | None
    status: str
    completed_on: date | None
    area: str | None
    age_band: str | None
    period: int | None
    uncounted: str | None
    counts_for: Key | None
    voided_at: Any
    detached_on: Any


class Child(NamedTuple):
    """Whose response it is."""

    born: date
    care_ended: date | None
    leaving_code: str | None


class Review(NamedTuple):
    """What a response may be about."""

    id: Key
    child: Key
    date: date
    status: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response counts: the day that decides (None: nowhere, for the reason given)."""

    day: date | None
    reason: str | None = None
    review: Key | None = None


def places(
    responses: Collection[Response], children: Mapping[Key, Child], reviews: Mapping[Key, list[Review]]
) -> dict[Key, Place]:
    """Those with a review of their own first; then what cancelled reviews left behind, oldest first."""
    by_id = {review.id: review for each in reviews.values() for review in each}
    taken: set[Key | None] = {
        each.review
        for each in responses
        if _counts(each) is None and each.review in by_id and by_id[each.review].status != Meeting.CANCELLED
    }
    places = {}
    for response in sorted(responses, key=lambda each: (each.completed_on or date.max, each.id)):
        place = _place(response, children, by_id, reviews, taken)
        if place.day:
            taken.add(place.review)
        places[response.id] = place
    return places


def _counts(response: Response) -> str | None:
    """Why a response counts nowhere, whatever it is about; None when it may count."""
    if response.voided_at:
        return "voided"
    return _WHY_NOT.get(response.status, "unfinished")


def _place(
    response: Response,
    children: Mapping[Key, Child],
    by_id: Mapping[Key, Review],
    reviews: Mapping[Key, list[Review]],
    taken: Collection[Key | None],
) -> Place:
    reason = _counts(response)
    if reason:
        return Place(None, reason, response.review)
    if response.detached_on and response.child is None:
        return _as_it_was(response)
    if response.questionnaire == EXIT_INTERVIEW:
        return _exit_place(response, children.get(response.child) if response.child else None)
    review = by_id.get(response.review)
    if review is None:  # or has become another child's
        return Place(response.completed_on)
    if review.status != Meeting.CANCELLED:
        return Place(review.date, review=review.id)
    heir = _next_planned(review, reviews[review.child])
    return Place(heir.date, review=heir.id) if heir and heir.id not in taken else Place(response.completed_on)


def _as_it_was(response: Response) -> Place:
    """A response that was cut loose from its child: nothing that happens to a child moves it any more."""
    if response.period is None:
        return Place(None, response.uncounted)
    return Place(Period.from_number(response.period).start)


def _next_planned(cancelled: Review, reviews: Sequence[Review]) -> Review | None:
    later = (each for each in reviews if each.status == Meeting.PLANNED and each.date >= cancelled.date)
    return next(later, None)


def _exit_place(response: Response, child: Child | None) -> Place:
    """An exit interview counts where the child left; one that should not have been asked is listed only."""
    if child is None:
        return Place(response.completed_on)
    if child.care_ended is None:
        return Place(None, "not left")
    if child.leaving_code in NOT_LEAVERS:
        return Place(None, "leaving code")
    if age_on(child.born, child.care_ended) < EXIT_AGE:
        return Place(None, "under 8")
    return Place(child.care_ended)
