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

from surveys.errors import Refused
from surveys.invitation.outcomes import REMINDABLE, Event
from surveys.storage.models import Outgoing
from surveys.storage.outcomes import moved
from surveys.storage.statements import one, read, uuid_of, write
from surveys.storage.work import Work

_BATCH = 500
#: Reminders that are leased at once: two seconds' worth of sending.
_TAKEN = 60
_FREE = "kind = $1 AND state = $2 AND not_before <= $3"
_LEASE = f"""UPDATE outgoing SET not_before = $4 WHERE {_FREE} AND id IN (
SELECT id FROM outgoing WHERE {_FREE} AND NOT EXISTS (SELECT 1 FROM outgoing WHERE key = $5)
ORDER BY not_before LIMIT {_TAKEN}) RETURNING id, subject, attempts"""  # noqa: S608  # put together from what stands here
_SETTLE = "UPDATE outgoing SET state = $1 WHERE id = $2"


class Sort(StrEnum):
    """What kind of thing is sent, which decides who sends it: the bot, or the mail."""

    REMINDER = "reminder"
    ALERT = "alert"


class State(StrEnum):
    """Waiting to be sent, sent, or dropped because it is of no use any more.

    Of the row of :data:`HOLD`: held, or from a restore that is not finished.
    """

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"
    HELD = "held"
    HALF = "half"


#: The key of the row that is there while reminders are held.
HOLD = "held since a restore"


@dataclass(frozen=True, slots=True)
class Queued:
    """One thing to send. ``key`` names it for ever: the same key is queued once. ``subject`` is the row it is about."""

    key: str
    subject: UUID


@dataclass(frozen=True, slots=True)
class Leased:
    """A reminder that this process alone may send for a while. ``subject`` is the invitation it is about."""

    id: UUID
    subject: UUID | None
    attempts: int
    until: datetime


async def queue(sort: Sort, things: Iterable[Queued], *, now: datetime) -> None:
    """Queue these, but for those that have been queued before."""
    rows = [
        Outgoing(key=each.key, kind=sort, subject=each.subject, state=State.WAITING, not_before=now, queued_at=now)
        for each in things
    ]
    await Outgoing.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)


async def waiting(sort: Sort, *, now: datetime, most: int = 100) -> list[Outgoing]:
    """What is due, oldest first."""
    return await Outgoing.filter(kind=sort, state=State.WAITING, not_before__lte=now).order_by("queued_at").limit(most)


async def lease(*, now: datetime, until: datetime) -> list[Leased]:
    """Take up some of the reminders that may be sent now, those that have waited longest; none while they are held."""
    rows = await write(one(_LEASE, Sort.REMINDER, State.WAITING, now, until, HOLD))
    return [Leased(uuid_of(row), subject and uuid_of(subject), attempts, until) for row, subject, attempts in rows]


async def next_due() -> datetime | None:
    """When the next reminder may be sent; None where none waits, or they are held."""
    first = await Outgoing.filter(kind=Sort.REMINDER, state=State.WAITING).order_by("not_before").first()
    return first.not_before if first and not await held() else None


async def settle(outgoing: UUID, state: State) -> None:
    """It has been sent, or is to be dropped."""
    await write(one(_SETTLE, state, outgoing))


async def delivered(outgoing: UUID, invitation: UUID) -> None:
    """A reminder has arrived: it is settled, and its invitation's outcome moved."""
    await write(_delivered(outgoing, invitation))


def _delivered(outgoing: UUID, invitation: UUID) -> Work[None]:
    yield _SETTLE, (State.SENT, outgoing)
    yield moved(invitation, Event.DELIVERED)


async def put_off(outgoing: Outgoing | Leased, *, until: datetime) -> None:
    """It could not be sent; try again then."""
    sql = "UPDATE outgoing SET attempts = $1, not_before = $2 WHERE id = $3"
    await write(one(sql, outgoing.attempts + 1, until, outgoing.id))


async def held() -> bool:
    """Whether reminders are held since a restore."""
    return await Outgoing.exists(key=HOLD)


async def hold(now: datetime) -> None:
    """Hold reminders until :func:`release`. A restore that was not finished until now is."""
    row = Outgoing(key=HOLD, kind="hold", state=State.HELD, not_before=now, queued_at=now)
    await Outgoing.bulk_create([row], on_conflict=["key"], update_fields=["state"])


async def require_settled() -> None:
    """Refuse a database into which a backup was put back, and in which whoever was erased since may be again.

    Raises:
        Refused: with what to do.
    """
    if await Outgoing.exists(key=HOLD, state=State.HALF):
        raise Refused(
            "A restore of this database was broken off before it was finished, and children who were erased may be in it "
            "again: run the same 'mysay restore FILE --replace' once more."
        )


async def release() -> int:
    """Let reminders go again; how many are waiting."""
    await Outgoing.filter(key=HOLD).delete()
    return await Outgoing.filter(kind=Sort.REMINDER, state=State.WAITING).count()


async def may_be_reminded(invitation: UUID) -> bool:
    """Whether an invitation still waits, and nobody has asked to be left alone."""
    rows = await read("SELECT outcome FROM invitation WHERE id = $1", invitation)
    return bool(rows) and rows[0][0] in REMINDABLE
