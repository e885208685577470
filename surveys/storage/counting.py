"""Which period each response counts in, and the rows that figures are counted from.

One function places responses; it is run inside the transaction of whatever touched them: a
completion, an import, a moved or cancelled review, a changed leaving date, a void. Running it again
changes nothing, so the rows always equal a recount.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from surveys.age import age_on
from surveys.invitation.due import EXIT_AGE, NOT_LEAVERS
from surveys.period import Period
from surveys.storage.codes import SKIPPED, numbers
from surveys.storage.models import Answer, Child, CountedAnswer, Response, Review
from surveys.storage.tallying import PAIRS, Cell, Counted, add, cells

_BATCH = 400


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response counts: the day that decides (None: nowhere, for the reason given)."""

    day: date | None
    reason: str | None = None
    review: UUID | None = None


async def recount(response_ids: Iterable[UUID]) -> None:
    """Place these responses, and all others of the same children, and rewrite what is counted from them.

    The tally is added to once, at the end: cells are locked in one order, and for as short as can be.
    """
    named = list(response_ids)
    differences: Counter[Cell] = Counter()
    for start in range(0, len(named), _BATCH):
        batch = await Response.filter(id__in=named[start : start + _BATCH])
        children = {response.child_id for response in batch if response.child_id}
        siblings = await Response.filter(child_id__in=children) if children else []
        differences.update(await _place_all({each.id: each for each in (*batch, *siblings)}.values()))
    await add(differences)


async def _place_all(responses: Collection[Response]) -> Counter[Cell]:
    children = {child.id: child for child in await Child.filter(id__in={each.child_id for each in responses})}
    reviews = await _reviews(children)
    places = _places(responses, children, reviews)
    for response in responses:
        place = places[response.id]
        response.counts_for_id = place.review
        response.period = Period.of(place.day).number if place.day else None
        response.uncounted = place.reason
    await Response.bulk_update(responses, ["counts_for_id", "period", "uncounted"], batch_size=_BATCH)
    return await _rewrite(responses)


async def _reviews(children: Collection[UUID]) -> dict[UUID, list[Review]]:
    found: dict[UUID, list[Review]] = defaultdict(list)
    for review in await Review.filter(child_id__in=children).order_by("date", "id"):
        found[review.child_id].append(review)
    return found


def _places(
    responses: Collection[Response], children: dict[UUID, Child], reviews: dict[UUID, list[Review]]
) -> dict[UUID, Place]:
    """Those with a review of their own first; then what cancelled reviews left behind, oldest first."""
    by_id = {review.id: review for each in reviews.values() for review in each}
    taken: set[UUID | None] = {
        each.review_id
        for each in responses
        if _counts(each) is None and each.review_id and by_id[each.review_id].status != "cancelled"
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
    children: dict[UUID, Child],
    by_id: dict[UUID, Review],
    reviews: dict[UUID, list[Review]],
    taken: Collection[UUID | None],
) -> Place:
    reason = _counts(response)
    if reason:
        return Place(None, reason, response.review_id)
    if response.detached_on and response.child_id is None:
        return _as_it_was(response)
    if response.questionnaire == "exit_interview":
        return _exit_place(response, children.get(response.child_id) if response.child_id else None)
    if response.review_id is None:
        return Place(response.completed_on)
    review = by_id[response.review_id]
    if review.status != "cancelled":
        return Place(review.date, review=review.id)
    heir = _next_planned(review, reviews[review.child_id])
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
    if age_on(child.date_of_birth, child.care_ended) < EXIT_AGE:
        return Place(None, "under 8")
    return Place(child.care_ended)


async def _rewrite(responses: Collection[Response]) -> Counter[Cell]:
    """Write what is counted from these responses now, where that is not what stands; the tally's difference."""
    counted = {each.id: each for each in responses if each.period is not None}
    given = await _given(counted)
    pairs = [pair for pair in PAIRS if any(pair[0].startswith(f"{each.questionnaire}.") for each in responses)]
    asked = {_question(counted[one], name) for one, name, _ in given}
    questions = await numbers("question", asked.union(*pairs))
    standing, due = await _standing(responses), await _due(counted, given, questions)
    moved = {row.response for row in ((standing - due) + (due - standing))}
    if moved:
        await CountedAnswer.filter(response_id__in=moved).delete()
        rows = (row for row in due.elements() if row.response in moved)
        await CountedAnswer.bulk_create([_row(row) for row in rows], batch_size=_BATCH)
    numbered = [(questions[one], questions[other]) for one, other in pairs]
    difference = cells(due.elements(), numbered)
    difference.subtract(cells(standing.elements(), numbered))
    return difference


async def _standing(responses: Collection[Response]) -> Counter[Counted]:
    columns = ("response_id", "period", "area", "age_band", "question", "option")
    rows = await CountedAnswer.filter(response_id__in=[each.id for each in responses]).values_list(*columns)
    return Counter(Counted(*row) for row in rows)


async def _due(
    counted: Mapping[UUID, Response], given: list[tuple[UUID, str, tuple[str, ...]]], questions: Mapping[str, int]
) -> Counter[Counted]:
    areas = await numbers("area", {each.area or "" for each in counted.values()})
    bands = await numbers("age_band", {each.age_band or "" for each in counted.values()})
    options = await numbers("option", {code for _, _, codes in given for code in codes})
    return Counter(
        Counted(
            response=one,
            period=counted[one].period or 0,
            area=areas[counted[one].area or ""],
            age_band=bands[counted[one].age_band or ""],
            question=questions[_question(counted[one], name)],
            option=options[code] if code else SKIPPED,
        )
        for one, name, codes in given
        for code in codes or ("",)
    )


def _row(counted: Counted) -> CountedAnswer:
    columns = counted._asdict()
    return CountedAnswer(response_id=columns.pop("response"), **columns)


def _question(response: Response, name: str) -> str:
    return f"{response.questionnaire}.{name}"


async def _given(counted: Collection[UUID]) -> list[tuple[UUID, str, tuple[str, ...]]]:
    """(response, question, codes) as it stands now; no codes is a skip. Typed answers are not counted here."""
    rows = (
        await Answer.filter(response_id__in=counted)
        .order_by("revision")
        .values_list("response_id", "question", "state", "codes")
    )
    latest = {(one, name): (state, codes) for one, name, state, codes in rows}
    return [
        (one, name, tuple(filter(None, codes.split("|"))))
        for (one, name), (state, codes) in latest.items()
        if state == "skipped" or (state == "answered" and codes)
    ]
