"""What must be sent and cannot be derived from anything else: reminders and alert mails.

Sending is at least once: a row is marked sent after the sending, never before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from surveys.storage.models import Outgoing

_BATCH = 500


class Sort(StrEnum):
    """What kind of thing is sent, which decides who sends it: the bot, or the mail."""

    REMINDER = "reminder"
    ALERT = "alert"


class State(StrEnum):
    """Waiting to be sent, sent, or dropped because it is of no use any more."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Queued:
    """One thing to send. ``key`` names it for ever: the same key is queued once. ``subject`` is the row it is about."""

    key: str
    subject: UUID


async def queue(sort: Sort, things: Iterable[Queued], *, now: datetime) -> None:
    """Queue these, but for those that have been queued before."""
    rows = [
        Outgoing(key=each.key, kind=sort, subject=each.subject, state=State.WAITING, not_before=now, queued_at=now)
        for each in things
    ]
    await Outgoing.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)


async def waiting(sort: Sort, *, now: datetime, most: int = 100) -> list[Outgoing]:
    """What may be sent now, oldest first."""
    return await Outgoing.filter(kind=sort, state=State.WAITING, not_before__lte=now).order_by("queued_at").limit(most)


async def settle(outgoing: UUID, state: State) -> None:
    """It has been sent, or is to be dropped."""
    await Outgoing.filter(id=outgoing).update(state=state)


async def put_off(outgoing: Outgoing, *, until: datetime) -> None:
    """It could not be sent; try again then."""
    await Outgoing.filter(id=outgoing.id).update(attempts=outgoing.attempts + 1, not_before=until)
