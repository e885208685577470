"""Everything that is stored about one child, wherever it is: for showing it to them, and for taking it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q

from surveys.storage.called import called
from surveys.storage.counting import recount
from surveys.storage.models import (
    Alert,
    Answer,
    Audit,
    Child,
    Erasure,
    Invitation,
    Outgoing,
    Response,
    Review,
    TelegramAccount,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongings:
    """The rows about a child, oldest first."""

    child: Child
    reviews: Sequence[Review]
    invitations: Sequence[Invitation]
    responses: Sequence[Response]
    answers: Sequence[Answer]
    alerts: Sequence[Alert]
    account: TelegramAccount | None
    outgoing: Sequence[Outgoing]
    audit: Sequence[Audit]


async def child_called(*hashes: str) -> Child | None:
    """The child with this hash of their id, or the next of these; inside a transaction nobody adds to what is theirs meanwhile."""
    return await called(Child.all().select_for_update(), hashes)


async def of(child: Child) -> Belongings:
    """Gather what is stored about a child."""
    reviews = await Review.filter(child_id=child.id).order_by("date", "id")
    invitations = await Invitation.filter(child_id=child.id).order_by("issued_on", "id")
    theirs = Q(child_id=child.id) | Q(invitation__child_id=child.id) | Q(review__child_id=child.id)
    responses = await Response.filter(theirs).order_by("started_at", "id")
    ids = [each.id for each in responses]
    alerts = await Alert.filter(response_id__in=ids).order_by("id")
    account = await TelegramAccount.get_or_none(child_id=child.id)
    rows = (child, *reviews, *invitations, *responses, *alerts)
    return Belongings(
        child=child,
        reviews=reviews,
        invitations=invitations,
        responses=responses,
        answers=await Answer.filter(response_id__in=ids).order_by("response_id", "revision"),
        alerts=alerts,
        account=account,
        outgoing=await Outgoing.filter(subject__in=[*ids, *(each.id for each in invitations)]).order_by("queued_at"),
        audit=await Audit.filter(subject__in=[f"{_kind(row)}:{row.pk}" for row in rows]).order_by("at"),
    )


def _kind(row: object) -> str:
    """What the audit calls a row of this kind."""
    return type(row).__name__.lower()


async def take_out(theirs: Belongings, *, now: datetime) -> None:
    """Delete everything about a child; figures are recounted without it. Call it inside a transaction.

    The audit keeps what was done to which row, which no longer leads anywhere, and loses the reasons,
    which may name somebody.
    """
    responses = _ids(theirs.responses)
    await Response.filter(id__in=responses).update(voided_at=now)
    await recount(responses)
    await Outgoing.filter(id__in=_ids(theirs.outgoing)).delete()
    await Audit.filter(id__in=_ids(theirs.audit)).update(reason_sealed=None)
    await TelegramAccount.filter(child_id=theirs.child.id).delete()
    await Response.filter(id__in=responses).delete()
    await Invitation.filter(id__in=_ids(theirs.invitations)).delete()
    await Review.filter(id__in=_ids(theirs.reviews)).delete()
    await Child.filter(id=theirs.child.id).delete()


async def list_as_erased(erased: Erasure) -> None:
    """Remember that a child was erased, and when that was last."""
    await Erasure.bulk_create([erased], on_conflict=["ref_hash"], update_fields=["erased_on", "erased_at"])


def _ids(
    rows: Sequence[Review] | Sequence[Invitation] | Sequence[Response] | Sequence[Outgoing] | Sequence[Audit],
) -> list[UUID]:
    return [row.id for row in rows]
