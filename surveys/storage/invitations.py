"""Invitations in the database, by the thousand: who may be due, what was issued, issuing and renewing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from surveys.conversation.session import Status
from surveys.errors import Refused, SurveyError
from surveys.invitation.due import EXIT_INTERVIEW, Meeting
from surveys.invitation.links import EXIT_LINK_DAYS
from surveys.invitation.outcomes import REMINDABLE, Event, Outcome, move
from surveys.storage.database import transaction
from surveys.storage.misplaced import misplaced
from surveys.storage.models import Child, Invitation, Response, Review, TelegramAccount
from surveys.storage.parts import parts
from surveys.storage.vault import Vault

_BATCH = 500
#: A code is one of 6.5e11: that so many in a row are taken does not happen by chance.
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """An invitation that ought to exist: who, about what."""

    questionnaire: str
    child: UUID
    review: UUID | None
    subject: str


def review_subject(review: UUID) -> str:
    """What the invitation before a review is about."""
    return f"review:{review}"


def leaving_subject(child: UUID, care_ended: date) -> str:
    """What the invitation on leaving care is about: coming back and leaving again is another matter."""
    return f"leaving:{child}:{care_ended.isoformat()}"


async def reviews_between(first: date, last: date) -> list[Review]:
    """Reviews of any status on these days, with their children, soonest first."""
    return await Review.filter(date__gte=first, date__lte=last).select_related("child").order_by("date", "id")


async def reviews_called(hashes: Collection[str]) -> list[Review]:
    """Reviews by the hashes of their ids, with their children, soonest first."""
    return await Review.filter(ref_hash__in=hashes).select_related("child").order_by("date", "id")


async def leavers_between(first: date, last: date) -> list[Child]:
    """Children whose care ended on these days."""
    return await Child.filter(care_ended__gte=first, care_ended__lte=last).order_by("care_ended", "id")


async def reviews_answered(reviews: Collection[UUID]) -> set[UUID]:
    """Those of these reviews for which a response counts."""
    counting = [Response.filter(counts_for_id__in=part, period__isnull=False) for part in parts(reviews)]
    return {row["counts_for_id"] for query in counting for row in await query.values("counts_for_id")}


async def children_interviewed(children: Collection[UUID]) -> set[UUID]:
    """Those of these children who have given an exit interview."""
    given = Response.filter(questionnaire=EXIT_INTERVIEW, status=Status.FINISHED, voided_at=None)
    queries = [given.filter(child_id__in=part) for part in parts(children)]
    return {row["child_id"] for query in queries for row in await query.values("child_id")}


async def issued(subjects: Collection[str]) -> dict[str, Invitation]:
    """What was issued for these subjects."""
    return {row.subject: row for part in parts(subjects) for row in await Invitation.filter(subject__in=part)}


def _open_on(today: date) -> Q:
    """The rows for which :func:`surveys.invitation.links.is_open` holds (a test compares the two)."""
    before_review = Q(review__date__gte=today) & ~Q(review__status=Meeting.CANCELLED)
    after_leaving = Q(review_id__isnull=True, issued_on__gte=today - timedelta(days=EXIT_LINK_DAYS))
    return before_review | after_leaving


def _closed_on(today: date) -> Q:
    """All other rows; not ``~_open_on``, because in SQL a review that is not there is on neither side."""
    after_review = Q(review__date__lt=today) | Q(review__status=Meeting.CANCELLED)
    expired = Q(review_id__isnull=True, issued_on__lt=today - timedelta(days=EXIT_LINK_DAYS))
    return after_review | expired


async def unfinished(today: date, *, by_telegram: bool = False) -> list[Invitation]:
    """Invitations that work and may be reminded of, with child and review; of all, or of those Telegram reaches.

    Not where answers to a review that was cancelled have come to serve this one: nobody is asked twice.
    """
    some = _unfinished(today).filter(_reached()) if by_telegram else _unfinished(today)
    found = await some.select_related("child", "review").order_by("review__date", "issued_on", "id")
    answered = await reviews_answered([row.review_id for row in found if row.review_id])
    return [row for row in found if row.review_id not in answered]


async def unreminded(today: date, *, after: int) -> int:
    """How many of them that Telegram does not reach were issued so many days ago or longer."""
    return await _unfinished(today).filter(~_reached(), issued_on__lte=today - timedelta(days=after)).count()


def _reached() -> Q:
    """The invitations of children with a Telegram account that lets itself be written to."""
    return Q(child_id__in=Subquery(TelegramAccount.filter(blocked_at=None).values("child_id")))


def _unfinished(today: date) -> QuerySet[Invitation]:
    return Invitation.filter(_open_on(today), outcome__in=REMINDABLE)


async def keep_reminders(rows: Sequence[Invitation]) -> None:
    """Store how often and when these were reminded."""
    await Invitation.bulk_update(rows, ["reminders", "reminded_on"], batch_size=_BATCH)


async def lapse(today: date) -> int:
    """Move the outcome of invitations whose link works no more. How many were moved."""
    moved = 0
    for outcome in Outcome:
        after = move(outcome, Event.CLOSED)
        if after is not outcome:
            closed = await Invitation.filter(_closed_on(today), outcome=outcome).values_list("id", flat=True)
            for part in parts(closed):
                moved += await Invitation.filter(id__in=part, outcome=outcome).update(outcome=after)
    return moved


async def issue(
    vault: Vault, wanted: Sequence[Wanted], *, today: date, known: Mapping[str, Invitation] | None = None
) -> dict[str, Invitation]:
    """The invitations wanted, by subject: those that exist as they are, the others made now.

    ``known`` is what :func:`issued` has just given for them, to save asking twice.

    The unique keys decide, so two at once make no second one; where a code is taken, the next
    generation gives another.

    Raises:
        Refused: a review has become another child's since it was looked at.
    """
    found = dict(known) if known is not None else await issued([each.subject for each in wanted])
    for generation in range(1, _TRIES):
        missing = [each for each in wanted if each.subject not in found]
        if not missing:
            return found
        rows = [_row(vault, each, generation, today) for each in missing]
        async with transaction():
            await Invitation.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
            if await misplaced("invitation", "id", [row.id for row in rows]):
                raise Refused("An import has just given a review to another child; run this again.")
        found |= await issued([each.subject for each in missing])
    raise SurveyError("Some invitations could not be stored, though nothing was in their way.")


async def renew(vault: Vault, invitations: Collection[UUID], *, today: date) -> None:
    """Give invitations new links and codes; the old ones, and what they opened, end. Answers stay."""
    for part in parts(invitations):
        async with transaction():
            rows = await Invitation.filter(id__in=part).select_for_update()
            for row in rows:
                _reissue(vault, row, today)
            await _avoid_taken_codes(vault, rows)
            await Invitation.bulk_update(rows, _RENEWED, batch_size=_BATCH)


async def replace_link(vault: Vault, invitation: UUID) -> None:
    """Give an invitation a new link and code inside the caller's transaction; the old ones, and what they opened, end.

    Nothing else of it changes: it is open for as long as it was, and nobody is reminded of it anew.
    """
    row = await Invitation.select_for_update().get(id=invitation)
    row.update_from_dict(derived(vault, row.id, row.generation + 1))
    await _avoid_taken_codes(vault, [row])
    await row.save(update_fields=_DERIVED)


_DERIVED = ("generation", "token_hash", "code_hash", "telegram_hash")
_RENEWED = (*_DERIVED, "issued_on", "outcome", "reminders", "reminded_on")


def derived(vault: Vault, invitation: UUID, generation: int) -> dict[str, str | int]:
    """What is kept of an invitation's link, code and Telegram payload: their hashes."""
    return {
        "generation": generation,
        "token_hash": vault.hash("token", vault.token(invitation, generation)),
        "code_hash": vault.hash("code", vault.code(invitation, generation)),
        "telegram_hash": vault.hash("telegram", vault.telegram_payload(invitation, generation)),
    }


def _row(vault: Vault, wanted: Wanted, generation: int, today: date) -> Invitation:
    key = uuid4()
    return Invitation(
        id=key,
        questionnaire=wanted.questionnaire,
        child_id=wanted.child,
        review_id=wanted.review,
        subject=wanted.subject,
        outcome=Outcome.INVITED,
        issued_on=today,
        **derived(vault, key, generation),
    )


def _reissue(vault: Vault, row: Invitation, today: date) -> None:
    row.update_from_dict(derived(vault, row.id, row.generation + 1))
    row.outcome = move(Outcome(row.outcome), Event.RENEWED)
    row.issued_on, row.reminders, row.reminded_on = today, 0, None


async def _avoid_taken_codes(vault: Vault, rows: Sequence[Invitation]) -> None:
    """Move on to the next generation where a code is somebody else's, or another's in this batch."""
    for _ in range(_TRIES):
        holders = {row.code_hash: row.id for row in reversed(rows)}
        holders |= dict(await Invitation.filter(code_hash__in=list(holders)).values_list("code_hash", "id"))
        clashing = [row for row in rows if holders[row.code_hash] != row.id]
        for row in clashing:
            row.update_from_dict(derived(vault, row.id, row.generation + 1))
        if not clashing:
            return
    raise SurveyError("Some invitations could not be renewed: every code that was tried is taken.")
