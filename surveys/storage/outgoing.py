"""What must be sent and cannot be derived from anything else: reminders and alert mails.

Sending is at least once: a row is marked sent after the sending, never before. After a restored backup
reminders are held, until somebody has looked and says that they may go: what the backup takes for
waiting may have been sent since it was made. Alert mails go to staff, and are never held.
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
    HELD = "held"


#: The key of the row that is there while reminders are held.
HOLD = "held since a restore"


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
    """What may be sent now, oldest first; no reminders while they are held."""
    if sort is Sort.REMINDER and await held():
        return []
    return await Outgoing.filter(kind=sort, state=State.WAITING, not_before__lte=now).order_by("queued_at").limit(most)


async def settle(outgoing: UUID, state: State) -> None:
    """It has been sent, or is to be dropped."""
    await Outgoing.filter(id=outgoing).update(state=state)


async def put_off(outgoing: Outgoing, *, until: datetime) -> None:
    """It could not be sent; try again then."""
    await Outgoing.filter(id=outgoing.id).update(attempts=outgoing.attempts + 1, not_before=until)


async def held() -> bool:
    """Whether reminders are held since a restore."""
    return await Outgoing.exists(key=HOLD)


async def hold(now: datetime) -> None:
    """Hold reminders until :func:`release`."""
    row = Outgoing(key=HOLD, kind="hold", state=State.HELD, not_before=now, queued_at=now)
    await Outgoing.bulk_create([row], ignore_conflicts=True)


async def release() -> int:
    """Let reminders go again; how many are waiting."""
    await Outgoing.filter(key=HOLD).delete()
    return await Outgoing.filter(kind=Sort.REMINDER, state=State.WAITING).count()
