"""Which period each response counts in, and the rows that figures are counted from.

One function places responses; it is run inside the transaction of whatever touched them: a
completion, an import, a moved or cancelled review, a changed leaving date, a void. Running it again
changes nothing, so the rows always equal a recount.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from surveys.age import age_on
from surveys.invitation.due import EXIT_AGE, NOT_LEAVERS
from surveys.period import Period
from surveys.storage.codes import SKIPPED, Word, numbers
from surveys.storage.engines.ledger import Many, Work, marks
from surveys.storage.statements import day_of, write
from surveys.storage.tallying import PAIRS, Cell, Counted, add, cells

_BATCH = 400
_RESPONSES = """SELECT id, questionnaire, child_id, review_id, status, completed_on, area, age_band, period, uncounted,
counts_for_id, voided_at, detached_on FROM response"""
_CHILDREN = "SELECT id, date_of_birth, care_ended, leaving_code FROM child"
_REVIEWS = "SELECT id, child_id, date, status FROM review"
_ANSWERS = "SELECT response_id, question, state, codes FROM answer"
_COUNTED = "SELECT response_id, period, area, age_band, question, option FROM counted_answer"
_PLACE = "UPDATE response SET counts_for_id = $1, period = $2, uncounted = $3 WHERE id = $4"
_FORGET = "DELETE FROM counted_answer WHERE response_id = $1"
_COUNT = """INSERT INTO counted_answer (response_id, period, area, age_band, question, option)
VALUES ($1, $2, $3, $4, $5, $6)"""

#: A row's key as the database hands it out, text or UUID: it is only compared, and handed back.
Key = Any
#: What holds of a question in a response: no codes is a skip.
Gave = tuple[Key, str, tuple[str, ...]]


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


async def recount(response_ids: Iterable[UUID]) -> None:
    """Carry out :func:`recounted`, in the transaction that is under way or one of its own."""
    await write(recounted(response_ids))


def recounted(response_ids: Iterable[UUID]) -> Work[None]:
    """Place these responses, and all others of the same children, and rewrite what is counted from them.

    The tally is added to once, at the end: cells are locked in one order, and for as short as can be.
    """
    named = list(response_ids)
    differences: Counter[Cell] = Counter()
    for start in range(0, len(named), _BATCH):
        batch = yield from _with_siblings(named[start : start + _BATCH])
        differences.update((yield from _place_all(batch)))
    yield from add(differences)


def _place_all(responses: Collection[Response]) -> Work[Counter[Cell]]:
    keys = {each.child for each in responses if each.child}
    children, reviews = (yield from _children(keys)), (yield from _reviews(keys))
    places = _places(responses, children, reviews)
    placed = [_placed(response, places[response.id]) for response in responses]
    moved = [after for before, after in zip(responses, placed, strict=True) if after != before]
    if moved:
        yield Many(_PLACE, [(each.counts_for, each.period, each.uncounted, each.id) for each in moved])
    return (yield from _rewrite(placed))


def _placed(response: Response, place: Place) -> Response:
    period = Period.of(place.day).number if place.day else None
    return response._replace(counts_for=place.review, period=period, uncounted=place.reason)


def _with_siblings(keys: Collection[Key]) -> Work[list[Response]]:
    """These responses, and all others of the same children."""
    those = f"SELECT child_id FROM response WHERE id IN ({marks(len(keys))})"  # noqa: S608  # places for values
    sql = f"{_RESPONSES} WHERE id IN ({marks(len(keys))}) UNION {_RESPONSES} WHERE child_id IN ({those})"
    rows = (yield sql, tuple(keys)) if keys else ()
    return [Response(*row)._replace(completed_on=day_of(row[5])) for row in rows]


def _children(keys: Collection[Key]) -> Work[dict[Key, Child]]:
    rows = (yield f"{_CHILDREN} WHERE id IN ({marks(len(keys))})", tuple(keys)) if keys else ()
    return {id_: Child(day_of(born) or date.min, day_of(ended), code) for id_, born, ended, code in rows}


def _reviews(children: Collection[Key]) -> Work[dict[Key, list[Review]]]:
    found: dict[Key, list[Review]] = defaultdict(list)
    where = f"WHERE child_id IN ({marks(len(children))}) ORDER BY date, id"
    rows = (yield f"{_REVIEWS} {where}", tuple(children)) if children else ()
    for id_, child, day, status in rows:
        found[child].append(Review(id_, child, day_of(day) or date.min, status))
    return found


def _places(
    responses: Collection[Response], children: Mapping[Key, Child], reviews: Mapping[Key, list[Review]]
) -> dict[Key, Place]:
    """Those with a review of their own first; then what cancelled reviews left behind, oldest first."""
    by_id = {review.id: review for each in reviews.values() for review in each}
    taken: set[Key | None] = {
        each.review
        for each in responses
        if _counts(each) is None and each.review and by_id[each.review].status != "cancelled"
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
    return {"finished": None, "closed": "superseded"}.get(response.status, "unfinished")


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
    if response.questionnaire == "exit_interview":
        return _exit_place(response, children.get(response.child) if response.child else None)
    if response.review is None:
        return Place(response.completed_on)
    review = by_id[response.review]
    if review.status != "cancelled":
        return Place(review.date, review=review.id)
    heir = _next_planned(review, reviews[review.child])
    return Place(heir.date, review=heir.id) if heir and heir.id not in taken else Place(response.completed_on)


def _as_it_was(response: Response) -> Place:
    """A response that was cut loose from its child: nothing that happens to a child moves it any more."""
    if response.period is None:
        return Place(None, response.uncounted)
    return Place(Period.from_number(response.period).start)


def _next_planned(cancelled: Review, reviews: Sequence[Review]) -> Review | None:
    later = (each for each in reviews if each.status == "planned" and each.date >= cancelled.date)
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


def _rewrite(responses: Collection[Response]) -> Work[Counter[Cell]]:
    """Write what is counted from these responses now, where that is not what stands; the tally's difference."""
    counted = {each.id: each for each in responses if each.period is not None}
    given = yield from _given(counted)
    pairs = [pair for pair in PAIRS if any(pair[0].startswith(f"{each.questionnaire}.") for each in responses)]
    codes = yield from _codes(counted, given, pairs)
    standing, due = (yield from _standing(responses)), _due(counted, given, codes)
    moved = {row.response for row in ((standing - due) + (due - standing))}
    if gone := moved & {row.response for row in standing}:
        yield Many(_FORGET, [(one,) for one in gone])
    if come := [row for row in due.elements() if row.response in moved]:
        yield Many(_COUNT, come)
    numbered = [(codes["question", one], codes["question", other]) for one, other in pairs]
    difference = cells(due.elements(), numbered)
    difference.subtract(cells(standing.elements(), numbered))
    return difference


def _standing(responses: Collection[Response]) -> Work[Counter[Counted]]:
    keys = tuple(each.id for each in responses)
    rows = (yield f"{_COUNTED} WHERE response_id IN ({marks(len(keys))})", keys) if keys else ()
    return Counter(Counted(*row) for row in rows)


def _codes(
    counted: Mapping[Key, Response], given: Iterable[Gave], pairs: Iterable[tuple[str, str]]
) -> Work[Mapping[Word, int]]:
    """The numbers of all words that these answers are counted by."""
    asked = {_question(counted[one], name) for one, name, _ in given}
    return (
        yield from numbers(
            {
                "question": asked.union(*pairs),
                "area": {each.area or "" for each in counted.values()},
                "age_band": {each.age_band or "" for each in counted.values()},
                "option": {code for _, _, options in given for code in options},
            }
        )
    )


def _due(counted: Mapping[Key, Response], given: Iterable[Gave], codes: Mapping[Word, int]) -> Counter[Counted]:
    return Counter(
        Counted(
            response=one,
            period=counted[one].period or 0,
            area=codes["area", counted[one].area or ""],
            age_band=codes["age_band", counted[one].age_band or ""],
            question=codes["question", _question(counted[one], name)],
            option=codes["option", code] if code else SKIPPED,
        )
        for one, name, options in given
        for code in options or ("",)
    )


def _question(response: Response, name: str) -> str:
    return f"{response.questionnaire}.{name}"


def _given(counted: Collection[Key]) -> Work[list[Gave]]:
    """As it stands now. Typed answers are not counted here."""
    where = f"WHERE response_id IN ({marks(len(counted))}) ORDER BY revision"
    rows = (yield f"{_ANSWERS} {where}", tuple(counted)) if counted else ()
    latest = {(one, name): (state, codes) for one, name, state, codes in rows}
    return [
        (one, name, tuple(filter(None, codes.split("|"))))
        for (one, name), (state, codes) in latest.items()
        if state == "skipped" or (state == "answered" and codes)
    ]
