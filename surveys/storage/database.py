"""Opening and closing the database; SQLite or PostgreSQL by its URL."""

import logging
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from pathlib import Path
from typing import Any, cast

from asyncpg import ReadOnlySQLTransactionError
from tortoise import Tortoise
from tortoise.backends.base.client import TransactionalDBClient
from tortoise.connection import get_connection
from tortoise.exceptions import OperationalError, TransactionManagementError
from tortoise.transactions import in_transaction

from surveys import discretion
from surveys.errors import Refused
from surveys.storage.engines.asyncpg import ReturningClient
from surveys.storage.engines.lanes import CONNECTIONS, Patience
from surveys.storage.engines.sqlite import ImmediateClient
from surveys.storage.outages import UNREACHABLE, is_damaged, is_forbidden, is_full, is_locked, is_read_only
from surveys.storage.unreached import NO_CONNECTION, why
from surveys.storage.urls import is_sqlite, postgresql_place, sqlite_file

# Libraries print bound values and tokens in passing. They are held here, in code, because a setting can be changed;
# where somebody makes them speak all the same they say nothing of it.
discretion.keep()
for _noisy in ("tortoise", "tortoise.db_client", "aiosqlite", "asyncpg"):
    logging.getLogger(_noisy).setLevel(logging.WARNING)

#: What Tortoise knows the tables by.
APP = "surveys"
_MODELS = "surveys.storage.models"
_PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "busy_timeout": 15000,
    "secure_delete": "ON",
}
#: A commit is on the server's disk whatever its own settings say; a command that froze in a transaction gives up its locks.
_SERVER_SETTINGS = {"synchronous_commit": "on", "idle_in_transaction_session_timeout": "60000"}
#: Of whoever serves, on PostgreSQL; commands wait for as long as it takes. On SQLite busy_timeout bounds it for everybody.
SERVING = Patience(lock=4.0, answer=6.0, idle=5.0)


class SchemaOutdated(Refused):
    """The database was made by an older version."""


def configuration(url: str, *, patience: Patience | None = None, **pragmas: object) -> dict[str, Any]:
    """Tortoise's configuration for a database URL."""
    if is_sqlite(url):
        engine, credentials = "sqlite", {"file_path": sqlite_file(url), **_PRAGMAS, **pragmas}
    else:
        engine, credentials = "asyncpg", {"dsn": postgresql_place(url), "maxsize": CONNECTIONS, **_patient(patience)}
    connection = {"engine": f"surveys.storage.engines.{engine}", "credentials": credentials}
    app = {"models": [_MODELS], "default_connection": "default", "migrations": "surveys.storage.migrations"}
    return {"connections": {"default": connection}, "apps": {APP: app}, "use_tz": True, "timezone": "UTC"}


def _patient(patience: Patience | None) -> dict[str, Any]:
    """How long may be waited, here and on the server."""
    if patience is None:
        return {"server_settings": _SERVER_SETTINGS}
    limits = {"lock_timeout": patience.lock, "idle_in_transaction_session_timeout": patience.idle}
    milliseconds = {name: f"{seconds * 1000:.0f}" for name, seconds in limits.items()}
    return {"server_settings": _SERVER_SETTINGS | milliseconds, "patience": patience}


@asynccontextmanager
async def connected(url: str, *, patience: Patience | None = None, **pragmas: object) -> AsyncIterator[None]:
    """Hold the database open. Connections are closed whatever happens: an open one keeps the process alive.

    Without ``patience`` everything waits for as long as it takes.

    Raises:
        Refused: the database cannot be reached or written, is damaged or none, has no room, or another program has locked it.
    """
    _require_sound(url)
    await Tortoise.init(config=configuration(url, patience=patience, **pragmas), _enable_global_fallback=True)
    try:
        await _reach(url)
        yield
    except UNREACHABLE as error:
        raise Refused(why(error)) from error
    except (OperationalError, TransactionManagementError, sqlite3.DatabaseError, ReadOnlySQLTransactionError) as error:
        if is_forbidden(error):
            raise Refused(why(error.__cause__ or error)) from error
        if is_read_only(error):
            raise Refused(_unwritable(url)) from error
        if is_damaged(error):
            raise Refused(_damaged(sqlite_file(url))) from error
        if is_full(error):
            raise Refused(
                "There is no room left for the database: make room on its disk, and run this again."
            ) from error
        if not is_locked(error):
            raise
        raise Refused("The database is locked by another program just now; end that, or try again later.") from error
    finally:
        await Tortoise.close_connections()


async def _reach(url: str) -> None:
    """The first connection to PostgreSQL: what is wrong with it is told apart from what is wrong with a statement."""
    if is_sqlite(url):
        return
    try:
        await get_connection("default").acquire_connection().ensure_connection()
    except NO_CONNECTION as error:
        raise Refused(why(error)) from error


def require_there(url: str) -> None:
    """Refuse an SQLite file that is not there: opening it would leave an empty one, which anybody may read.

    Raises:
        Refused: with what to do.
    """
    if not is_sqlite(url):
        return
    file = Path(sqlite_file(url))
    try:
        is_file, is_there = file.is_file(), file.exists()
    except OSError as error:  # a folder on the way that may not be looked into
        raise Refused(_closed(str(file), error.strerror)) from error
    if is_there and not is_file:
        raise Refused(f"{file} is not a file: set MYSAY_DATABASE_URL to the database's.")
    if not is_there:
        raise SchemaOutdated("There is no mysay database there yet: run 'mysay migrate' first.")


def _require_sound(url: str) -> None:
    """Refuse a file that is there and is no database. The driver, refused while it connects, would never let the program end."""
    file = sqlite_file(url)
    if not is_sqlite(url) or not os.path.exists(file):  # noqa: PTH110  # unlike a path's, it fails for nothing
        return
    try:
        with closing(sqlite3.connect(file, timeout=0)) as connection:
            connection.execute("SELECT COUNT(*) FROM sqlite_master")
    except sqlite3.DatabaseError as error:
        if is_damaged(error):
            raise Refused(_damaged(file)) from error
        if not is_locked(error):
            raise Refused(_closed(file, str(error))) from error


def _damaged(file: str) -> str:
    return (
        f"{file} is damaged, or no SQLite database. If MYSAY_DATABASE_URL names the right file, keep a copy of it and put back "
        "the latest backup: move it out of the way, and run 'mysay restore FILE'."
    )


def _unwritable(url: str) -> str:
    if is_sqlite(url):
        return _closed(sqlite_file(url), "it may be read and not written")
    return (
        "PostgreSQL takes no writing there just now: the server is a standby, or default_transaction_read_only is on for the "
        "database or its user. Name the server that takes writing in MYSAY_DATABASE_URL, or switch that off."
    )


def _closed(file: str, why: str | None) -> str:
    return f"The database {file} cannot be opened ({why}): check MYSAY_DATABASE_URL, that the disk has room, and that you may read and write the file."


def on_one_file() -> bool:
    """Whether the open database is an SQLite file: whoever writes to it holds all of it, and there is one writer."""
    return bool(get_connection("default").capabilities.dialect == "sqlite")


async def scrub() -> bool:
    """Overwrite what was deleted, as far as the database can: call it after the commit, outside any transaction.

    On SQLite deleted rows are overwritten with noughts as they go (secure_delete), and the write-ahead
    log, which still has them, is emptied; that waits for others as long as anything does (busy_timeout), and is
    not done while one of them goes on reading what was there before. On PostgreSQL dead rows are vacuumed away, and
    what it keeps of values to plan by is taken anew from what is left; the rows' place in a file, and older segments of its
    log, are written over in time. Whether it was done.
    """
    connection = get_connection("default")
    if on_one_file():
        (told,) = await connection.execute_query_dict("PRAGMA wal_checkpoint(TRUNCATE)")
        return not told["busy"]
    await connection.execute_script("VACUUM (ANALYZE)")
    return True


async def require_writable(url: str) -> None:
    """Try a write that changes nothing.

    Raises:
        Refused: the database may be read only.
    """
    try:
        async with transaction() as tried:
            await tried.execute_query("DELETE FROM failing WHERE key = ''")
    except (OperationalError, TransactionManagementError, ReadOnlySQLTransactionError) as error:
        if not is_read_only(error):
            raise
        raise Refused(_unwritable(url)) from error


def transaction() -> AbstractAsyncContextManager[TransactionalDBClient]:
    """One transaction; on SQLite it takes the write lock at once. No network await inside."""
    return in_transaction("default")


def one_moment() -> AbstractAsyncContextManager[TransactionalDBClient]:
    """What is read in the block is of one moment, whatever others commit meanwhile; nobody waits for it, and nothing is written.

    It goes in no transaction. Do not stay in it for long: while it lasts nothing that is deleted can be overwritten.
    """
    client = cast("ImmediateClient | ReturningClient", get_connection("default"))
    return cast("AbstractAsyncContextManager[TransactionalDBClient]", client.moment())
