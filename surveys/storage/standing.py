"""How the database stands just now: whether it can be worked with, and what waits in it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pkgutil import iter_modules
from typing import Any

from surveys.storage import migrations
from surveys.storage.database import on_one_file
from surveys.storage.outgoing import State
from surveys.storage.statements import read
from surveys.urgency import urgently

#: Whoever asks how things stand is not left waiting for longer.
_PATIENCE_SECONDS = 3.0

#: The names of this program's migrations, listed as it starts: an upgrade puts newer ones there, for a newer program.
KNOWN_MIGRATIONS = frozenset(each.name for each in iter_modules(migrations.__path__))

_APPLIED = "SELECT name FROM tortoise_migrations WHERE app = $1"
#: Of a standby, or a database that is set to be read only, no row comes.
_WRITABLE = " AND current_setting('transaction_read_only') = 'off'"
_OUTGOING = (
    "SELECT kind, state, COUNT(*), MIN(queued_at) FROM outgoing WHERE state NOT IN ($1, $2) GROUP BY kind, state"
)
_FAILING = "SELECT COUNT(*) FROM failing"
_ALERTS = "SELECT COUNT(*), MIN(raised_at) FROM alert WHERE acknowledged_at IS NULL"


@dataclass(frozen=True, slots=True)
class Queue:
    """How much waits, and for how many seconds the oldest of it has."""

    length: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Standing:
    """What waits: to be sent, by "kind state"; for somebody to see to a call for help; inputs that have failed so far."""

    outgoing: Mapping[str, Queue]
    alerts: Queue
    failing: int = 0


async def ready() -> bool:
    """Whether the database answers, takes writing (as far as PostgreSQL says) and has had every migration that this program knows. What waits for it is not asked."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            with urgently():
                asked = _APPLIED if on_one_file() else _APPLIED + _WRITABLE
                applied = {row[0] for row in await read(asked, "surveys")}
    except Exception:  # noqa: BLE001  # whatever keeps it from answering, it does not answer
        return False
    return applied >= KNOWN_MIGRATIONS


async def standing(now: datetime) -> Standing | None:
    """What waits at this moment; None while the database does not answer."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            rows = await read(_OUTGOING, State.SENT, State.DROPPED)
            ((waiting, oldest),) = await read(_ALERTS)
            ((failing,),) = await read(_FAILING)
    except Exception:  # noqa: BLE001  # as above: that nothing is known is itself an answer
        return None
    outgoing = {f"{kind} {state}": Queue(number, _age(since, now)) for kind, state, number, since in rows}
    return Standing(outgoing, Queue(waiting, _age(oldest, now)), failing)


def _age(since: Any, now: datetime) -> float:
    """Seconds since then, 0 for never; SQLite keeps moments as text."""
    if since is None:
        return 0.0
    moment = datetime.fromisoformat(since) if isinstance(since, str) else since
    return max(0.0, (now - moment).total_seconds())
