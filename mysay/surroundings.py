"""What ``mysay doctor`` looks at around the program: the disk, how the database keeps what it is given, backups."""

import shutil
import stat
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tortoise.connection import get_connection

from mysay.findings import Finding, fine, noted, to_mend
from surveys.clock import Clock
from surveys.plurals import many
from surveys.storage import tallying
from surveys.storage.failing import put_aside
from surveys.storage.models import Audit
from surveys.storage.urls import is_sqlite, sqlite_file

_GIGABYTE = 1_000_000_000
#: Room that must be left beside the database's own size, which an upgrade or a backup may need again.
_LEAST_FREE = _GIGABYTE
_BACKUP = timedelta(days=2)

#: What SQLite must say so that an answer that was acknowledged outlives a power cut, and a deleted one is gone.
_SQLITE: Mapping[str, tuple[object, ...]] = {
    "journal_mode": ("wal",),
    "synchronous": (2, 3),
    "foreign_keys": (1,),
    "secure_delete": (1,),
}
_POSTGRESQL: Mapping[str, tuple[object, ...]] = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on",),
}


async def surroundings(url: str, clock: Clock) -> AsyncIterator[Finding]:
    """Look at everything around the open database."""
    yield await _durable(url)
    if is_sqlite(url):
        yield await _whole()
        for finding in _file(Path(sqlite_file(url))):
            yield finding
    else:
        yield await _size()
    yield await _tallied()
    yield await _backup(clock)
    yield await _put_aside()


async def _durable(url: str) -> Finding:
    wanted, ask = (_SQLITE, "PRAGMA") if is_sqlite(url) else (_POSTGRESQL, "SHOW")
    told = {name: await _value(f"{ask} {name}") for name in wanted}
    wrong = [f"{name} is {told[name]}, not {wanted[name][0]}" for name in wanted if told[name] not in wanted[name]]
    if wrong:
        return to_mend(
            f"What is acknowledged may be lost in a power cut, or what is deleted kept: {'; '.join(wrong)}. Set them right."
        )
    return fine("The database keeps what it acknowledges through a power cut.")


async def _whole() -> Finding:
    told = await _value("PRAGMA quick_check(1)")
    if told != "ok":
        return to_mend("The database file is damaged: stop 'serve', keep the file, and restore the latest backup.")
    return fine("The database file is whole.")


async def _tallied() -> Finding:
    if amiss := await tallying.amiss():
        return to_mend(
            f"Figures are wrong in {many(amiss, 'place')}: what is added up for reports is not what the answers come to. Something else "
            "has written to the database: keep a copy of it, and restore the latest backup."
        )
    return fine("What is added up for reports is what the answers come to.")


def _file(path: Path) -> Iterator[Finding]:
    """Its room, and who may read it."""
    free, size = shutil.disk_usage(path.parent).free, path.stat().st_size
    room = f"{free / _GIGABYTE:.1f} GB are free beside the database, which has {size / _GIGABYTE:.3f} GB"
    if free < _LEAST_FREE + size:
        yield to_mend(f"{room}: make room, before answers can no longer be kept.")
    else:
        yield fine(f"{room}.")
    if path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        yield to_mend(f"Others on this machine may read the database: chmod 600 {path}")
    folder = path.resolve().parent
    if folder.stat().st_mode & stat.S_IWOTH:
        yield to_mend(f"Anybody on this machine may put another file in the database's place: chmod 700 {folder}")


async def _size() -> Finding:
    size = await _value("SELECT pg_database_size(current_database())")
    return noted(f"The database has {size / _GIGABYTE:.3f} GB. Watch the free room of its server there.")


async def _backup(clock: Clock) -> Finding:
    latest = await Audit.filter(action="backup").order_by("-at").first()
    if latest is None:
        return noted(
            "'mysay backup' has made no backup of this database yet; something else may have, and only you can tell."
        )
    age = clock.now() - latest.at
    if age > _BACKUP:
        return to_mend(
            f"The last backup was made on {_day(latest.at, clock)}, {age.days} days ago: see why there is none since."
        )
    return fine(f"The last backup was made on {_day(latest.at, clock)}.")


def _day(moment: datetime, clock: Clock) -> str:
    return f"{moment.astimezone(clock.zone):%d/%m/%Y at %H:%M}"


async def _put_aside() -> Finding:
    from bot.updates import FAILURES

    number = await put_aside(FAILURES)
    if number:
        return to_mend(
            f"{many(number, 'message')} of young people could not be applied and {'was' if number == 1 else 'were'} put aside: look for "
            "'update put aside' in the log, and report what it says."
        )
    return fine("No message of a young person's was put aside.")


async def _value(statement: str) -> Any:
    rows = await get_connection("default").execute_query_dict(statement)
    return next(iter(rows[0].values()))
