"""Moments that outlive the process."""

from datetime import datetime
from enum import StrEnum

from surveys.storage.database import transaction
from surveys.storage.models import Mark


class Name(StrEnum):
    """What is kept: when Telegram last reached us, and since when questions on phones may have gone stale; when those
    were last put again that nobody had answered for long, and up to which move that is still to be done.
    """

    REACHED = "telegram reached"
    ASK_SINCE = "ask again since"
    ALL_ASKED = "all asked again"
    ASK_IDLE = "ask again up to"


async def at(name: Name) -> datetime | None:
    """The moment under a name."""
    row = await Mark.get_or_none(name=name)
    return row.at if row else None


async def move(name: Name, moment: datetime) -> None:
    """Put a mark at this moment, wherever it was."""
    await Mark.update_or_create(name=name, defaults={"at": moment})


async def put_back(name: Name, moment: datetime) -> None:
    """Put a mark at this moment, unless it is at an earlier one."""
    async with transaction():
        before = await at(name)
        await move(name, min(moment, before) if before else moment)


async def drop(name: Name, moment: datetime) -> None:
    """Take a mark away, unless it has moved from this moment since."""
    await Mark.filter(name=name, at=moment).delete()
