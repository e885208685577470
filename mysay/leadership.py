"""Who may serve, and who leads: one process on an SQLite file, one leader among replicas on PostgreSQL.

Only the leader runs the clock and, without a webhook, asks Telegram for updates.
"""

import asyncio
import fcntl
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # the library brings no types

from surveys.errors import Refused
from surveys.storage.database import is_sqlite, postgresql_place, sqlite_file

log = logging.getLogger(__name__)

#: The advisory lock of the leader: any number, as long as every replica uses the same.
_LOCK = 0x6D797361
_RETRY_SECONDS = 5.0
_CHECK_SECONDS = 2.0
#: A leader that the server has not heard from for so long is frozen: the server lets go of it, and another leads.
_FROZEN_MILLISECONDS = "10000"
_IN_USE = "A 'mysay serve' is using this database; stop every one of them first."


def sole_server(url: str) -> AbstractContextManager[None]:
    """Hold an SQLite file for serving; the operating system lets go of it when this process dies.

    Raises:
        Refused: another process serves it.
    """
    return _held(url, "Another 'mysay serve' is using this database; stop it first, or use PostgreSQL.")


@contextmanager
def _held(url: str, refusal: str) -> Iterator[None]:
    if not is_sqlite(url):
        yield
        return
    with Path(f"{sqlite_file(url)}.serve-lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(refusal) from error
        yield


@asynccontextmanager
async def nobody_serves(url: str) -> AsyncIterator[None]:
    """Hold a database for oneself, so that no server begins meanwhile.

    Raises:
        Refused: one serves it now.
    """
    if is_sqlite(url):
        with _held(url, _IN_USE):
            yield
        return
    connection = await asyncpg.connect(postgresql_place(url))
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):
            raise Refused(_IN_USE)
        yield
    finally:
        await connection.close()


async def lead(url: str, duties: Callable[[], Awaitable[None]]) -> None:
    """Do the leader's duties whenever this process leads, until cancelled. On SQLite it always does.

    Duties that end in an error, or a lost database, are taken up again a little later.
    """
    while True:
        try:
            await (duties() if is_sqlite(url) else _lead_once(url, duties))
        except Exception:  # whatever it was, children must not go unheard for it
            log.exception("leading was interrupted")
        await asyncio.sleep(_RETRY_SECONDS)


async def _lead_once(url: str, duties: Callable[[], Awaitable[None]]) -> None:
    connection = await asyncpg.connect(
        postgresql_place(url), server_settings={"idle_session_timeout": _FROZEN_MILLISECONDS}
    )
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):
            return
        log.info("leading")
        await _until_lost(connection, asyncio.ensure_future(duties()))
    finally:
        await connection.close(timeout=_CHECK_SECONDS)


async def _until_lost(connection: asyncpg.Connection, work: asyncio.Future[None]) -> None:
    """The lock lasts as long as its connection: duties end with either."""
    try:
        while not work.done():
            await asyncio.wait([work], timeout=_CHECK_SECONDS)
            await connection.fetchval("SELECT 1")
        work.result()
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
