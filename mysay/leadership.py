"""Who may serve, and who leads: one process on an SQLite file, one leader among replicas on PostgreSQL.

Whoever serves holds the database, so that no backup is put in its place meanwhile. Only the leader runs the
clock and, without a webhook, asks Telegram for updates.
"""

import asyncio
import fcntl
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg

from mysay.troubles import Trouble
from surveys.ending import end_if_cancelled
from surveys.errors import Refused
from surveys.storage.database import require_there
from surveys.storage.unreached import NO_CONNECTION, why
from surveys.storage.urls import is_sqlite, postgresql_place, sqlite_file

log = logging.getLogger(__name__)

#: The advisory locks of the leader, and of all that serve together: any numbers, as long as every replica uses the same.
_LEADS, _SERVES = 0x6D797361, 0x6D797362
_RETRY_SECONDS = 5.0
_CHECK_SECONDS = 2.0
_PATIENCE_SECONDS = 10.0
#: A leader that the server has not heard from for so long is frozen: the server lets go of it, and another leads.
_FROZEN_MILLISECONDS = "10000"
_IN_USE = "A 'mysay serve' is using this database; stop every one of them first."
_ANOTHER = "Another 'mysay serve' is using this database; stop it first, or use PostgreSQL."
_REPLACED = (
    "The database's file was replaced or taken away while it was served, so nothing more is answered: what was said would "
    "be lost with the old one. Start 'mysay serve' again when the right file is in its place."
)


class _BeingRestored(Refused):
    """Somebody holds the database alone."""

    def __init__(self) -> None:
        super().__init__("The database is being restored just now; start 'mysay serve' again when that is done.")


@asynccontextmanager
async def serving(url: str) -> AsyncIterator[asyncio.Task[None]]:
    """Hold a database for serving: alone on SQLite, together with other servers on PostgreSQL.

    The task that it gives ends, with a refusal that says why, when the hold is lost: then serving must end.

    Raises:
        Refused: there is no such database, another process serves it, or it is being restored.
    """
    with ExitStack() as stack:
        require_there(url)
        if is_sqlite(url):
            keeping = _until_replaced(
                url, stack, stack.enter_context(_locked(url, _ANOTHER)), _identity(sqlite_file(url))
            )
        else:
            keeping = _keep_sharing(url, await _share(url))
        task = asyncio.create_task(keeping)
        await asyncio.sleep(0)  # it has begun, so that however soon it is told to end, it ends what it began
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def sole_server(url: str) -> AbstractContextManager[int]:
    """Hold an SQLite file for serving; the operating system lets go of it when this process dies.

    Raises:
        Refused: another process serves it.
    """
    return _locked(url, _ANOTHER)


@contextmanager
def _locked(url: str, refusal: str) -> Iterator[int]:
    """The lock beside the file itself, by whatever name the file was called; gives its descriptor."""
    lock = _lock_file(url)
    try:
        held = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise Refused(f"The database cannot be used: {lock} cannot be written: {error.strerror}.") from error
    try:
        _take(held, refusal)
        yield held
    finally:
        os.close(held)


def _take(held: int, refusal: str) -> None:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Refused(refusal) from error


def _lock_file(url: str) -> str:
    return f"{Path(sqlite_file(url)).resolve()}.serve-lock"


def _identity(file: str | int) -> tuple[int, int] | None:
    try:
        found = os.stat(file)  # noqa: PTH116  # takes a descriptor as well, which a path cannot
    except OSError:
        return None
    return found.st_dev, found.st_ino


async def _until_replaced(url: str, stack: ExitStack, held: int, first: tuple[int, int] | None) -> None:
    """Look after the file that is served; a lock that somebody removed is taken anew.

    Raises:
        Refused: another file is in its place, or another server has begun meanwhile.
    """
    while _identity(sqlite_file(url)) == first:
        if _identity(_lock_file(url)) != _identity(held):
            held = stack.enter_context(_locked(url, _ANOTHER))
        await asyncio.sleep(_CHECK_SECONDS)
    raise Refused(_REPLACED)


async def _reached(url: str) -> asyncpg.Connection:
    """A connection that lasts however long nothing is heard from this process: who is frozen has not let go."""
    try:
        return await asyncpg.connect(postgresql_place(url), server_settings={"idle_session_timeout": "0"})
    except NO_CONNECTION as error:
        raise Refused(why(error)) from error


async def _share(url: str) -> asyncpg.Connection:
    connection = await _reached(url)
    if await connection.fetchval("SELECT pg_try_advisory_lock_shared($1)", _SERVES):
        return connection
    await connection.close()
    raise _BeingRestored


async def _keep_sharing(url: str, connection: asyncpg.Connection) -> None:
    """The lock lasts as long as its connection, frozen or not: one that ended is made anew, unless somebody restores."""
    while True:
        try:
            while True:
                await asyncio.sleep(_CHECK_SECONDS)
                await connection.fetchval("SELECT 1", timeout=_PATIENCE_SECONDS)
        except Exception:  # noqa: BLE001  # whatever it was, this connection holds nothing any more
            log.warning("the hold on the database was lost and is taken anew")
        finally:
            connection.terminate()
        end_if_cancelled()
        connection = await _shared_again(url)


async def _shared_again(url: str) -> asyncpg.Connection:
    while True:
        try:
            return await _share(url)
        except _BeingRestored:
            raise
        except Exception:  # noqa: BLE001  # an outage: pages say so meanwhile, and it passes
            end_if_cancelled()
            await asyncio.sleep(_CHECK_SECONDS)


@asynccontextmanager
async def nobody_serves(url: str) -> AsyncIterator[None]:
    """Hold a database for oneself, so that no server begins meanwhile.

    Raises:
        Refused: one serves it now, even one that is frozen.
    """
    if is_sqlite(url):
        with _locked(url, _IN_USE):
            yield
        return
    connection = await _reached(url)
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _SERVES):
            raise Refused(_IN_USE)
        yield
    finally:
        await connection.close()


async def lead(url: str, duties: Callable[[], Awaitable[None]]) -> None:
    """Do the leader's duties whenever this process leads, until cancelled. On SQLite it always does.

    Duties that end in an error, or a lost database, are taken up again a little later.
    """
    reaching = Trouble("reaching the database to lead")
    while True:
        try:
            await (duties() if is_sqlite(url) else _lead_once(url, duties, reaching))
        except Exception:  # whatever it was, children must not go unheard for it
            log.exception("leading was interrupted")
        end_if_cancelled()
        await asyncio.sleep(_RETRY_SECONDS)


async def _lead_once(url: str, duties: Callable[[], Awaitable[None]], reaching: Trouble) -> None:
    try:
        connection = await asyncpg.connect(
            postgresql_place(url), server_settings={"idle_session_timeout": _FROZEN_MILLISECONDS}
        )
    except NO_CONNECTION as error:
        reaching.failed(error)
        return
    reaching.over()
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LEADS):
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
