"""What has been kept long enough, and deleting it. Every function takes the moment or day before which it is old.

Each says how many rows it is about; with ``dry_run`` it only counts.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, TypeVar
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet, ValuesQuery

from surveys.conversation.session import UNFINISHED, Status
from surveys.storage import belongings, bygones
from surveys.storage.database import transaction
from surveys.storage.models import (
    Alert,
    Answer,
    Audit,
    Child,
    Erasure,
    Failing,
    Outgoing,
    Received,
    Response,
    TelegramAccount,
)
from surveys.storage.outgoing import Sort, State
from surveys.storage.parts import parts

M = TypeVar("M", Received, Failing, Erasure, Audit, Alert)


async def unlink(before: date, *, on: date, dry_run: bool) -> int:
    """Cut finished responses loose from their children, and delete what was typed in them. They go on counting.

    One with a call for help that waits is left: somebody must still be able to see whose it is.
    """
    linked = Q(child_id__isnull=False) | Q(invitation_id__isnull=False) | Q(review_id__isnull=False)
    typed = Q(id__in=Subquery(_with_words(before)))
    old = Response.filter(linked | typed, status__not_in=UNFINISHED, completed_on__lt=before, voided_at=None)
    ids = await _but_waiting(old)
    for part in parts([] if dry_run else ids):
        async with transaction():
            await Answer.filter(response_id__in=part).update(text_sealed=None)
            await Response.filter(id__in=part).update(
                child_id=None, invitation_id=None, review_id=None, counts_for_id=None, detached_on=on
            )
    return len(ids)


async def drop_unfinished(before: datetime, *, dry_run: bool) -> int:
    """Delete sessions that were never finished, and those whose place a paper form took."""
    old = Response.filter(status__in=UNFINISHED | {Status.ON_PAPER}, touched_at__lt=before, voided_at=None)
    return await _drop_responses(await _but_waiting(old), dry_run=dry_run)


async def drop_voided(before: datetime, *, dry_run: bool) -> int:
    """Delete responses that were voided; the audit keeps that they were."""
    return await _drop_responses(await _but_waiting(Response.filter(voided_at__lt=before)), dry_run=dry_run)


async def drop_children(before: date, *, now: datetime, dry_run: bool) -> int:
    """Delete the records of children who left care; what they gave, and that it was asked, goes on counting as nobody's."""
    old = await Child.filter(care_ended__lt=before).order_by("id")
    gone = 0
    for child in old:
        async with transaction():
            theirs = await belongings.of(child)
            if any(alert.acknowledged_at is None for alert in theirs.alerts):
                continue
            gone += 1
            if not dry_run:
                await _leave_the_counted(theirs, on=now.date())
                await belongings.take_out(await belongings.of(child), now=now)
                await bygones.keep(theirs)
    return gone


async def drop_alerts(before: datetime, *, dry_run: bool) -> int:
    """Delete calls for help that were acknowledged."""
    return await _drop(Alert.filter(acknowledged_at__lt=before), dry_run=dry_run)


async def drop_messages(before: datetime, *, dry_run: bool) -> int:
    """Delete what was sent or dropped. A call's mail stays while the call waits: without it, it would be mailed anew."""
    waiting = await Alert.filter(acknowledged_at=None).values_list("response_id", flat=True)
    old = Outgoing.filter(state__in=(State.SENT, State.DROPPED), queued_at__lt=before)
    ids = await old.exclude(kind=Sort.ALERT, subject__in=list(waiting)).values_list("id", flat=True)
    for part in parts([] if dry_run else list(ids)):
        await Outgoing.filter(id__in=part).delete()
    return len(ids)


async def drop_received(before: datetime, *, dry_run: bool) -> int:
    """Delete the keys of inputs that were applied or put aside, long after any of them could come again."""
    failed = await _drop(Failing.filter(at__lt=before), dry_run=dry_run)
    return failed + await _drop(Received.filter(at__lt=before), dry_run=dry_run)


async def drop_erasures(before: date, *, dry_run: bool) -> int:
    """Delete what remembers erasures, when no backup from before them is left."""
    return await _drop(Erasure.filter(erased_on__lt=before), dry_run=dry_run)


async def drop_audit(before: datetime, *, dry_run: bool) -> int:
    """Delete old lines of the audit."""
    return await _drop(Audit.filter(at__lt=before), dry_run=dry_run)


async def unbind_leavers(before: date, *, dry_run: bool) -> int:
    """Let go of the Telegram accounts of young people who left care: there is nothing to ask them any more."""
    old = await TelegramAccount.filter(child__care_ended__lt=before).values_list("id", flat=True)
    if not dry_run:
        await TelegramAccount.filter(id__in=list(old)).delete()
    return len(old)


def _with_words(before: date) -> ValuesQuery[Literal[False]]:
    """Responses that belong to nobody any more and still have typed words: forms from elsewhere without a child."""
    nobodys = {"response__child_id__isnull": True, "response__completed_on__lt": before}
    return Answer.filter(text_sealed__isnull=False, **nobodys).values("response_id")


async def _but_waiting(old: QuerySet[Response]) -> list[UUID]:
    ids = await old.order_by("id").values_list("id", flat=True)
    waiting = set(await Alert.filter(acknowledged_at=None).values_list("response_id", flat=True))
    return [UUID(str(each)) for each in ids if each not in waiting]


async def _drop_responses(ids: Sequence[UUID], *, dry_run: bool) -> int:
    for part in parts([] if dry_run else ids):
        async with transaction():
            await Outgoing.filter(subject__in=part).delete()
            await Response.filter(id__in=part).delete()
    return len(ids)


async def _leave_the_counted(theirs: belongings.Belongings, *, on: date) -> None:
    counted = [row.id for row in theirs.responses if row.period is not None]
    await Answer.filter(response_id__in=counted).update(text_sealed=None)
    await Response.filter(id__in=counted).update(
        child_id=None, invitation_id=None, review_id=None, counts_for_id=None, detached_on=on
    )


async def _drop(old: QuerySet[M], *, dry_run: bool) -> int:
    return await (old.count() if dry_run else old.delete())
