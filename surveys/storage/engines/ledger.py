"""SQLite for what happens with every answer: statements as they are, and commits that many share.

A commit waits for the disk. Work that arrives while one is under way goes into the next transaction
together, each piece behind a savepoint of its own, and is acknowledged after that commit: as durable as
one by one, for a fraction of the waiting. A few rows cost less than handing them to a thread and taking
turns with it at every step would: they are read and written where that is asked for, and only what may
wait is beside the loop, which is a commit, for the disk, and a file that somebody else holds.
"""

import asyncio
import re
import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from surveys.storage.work import AnyStatement, Chain, Many, Rows, Statement, Work

T = TypeVar("T")
_READ_PATIENCE_MS = 50
_PATIENCE = "busy_timeout"
_BEGIN, _IMPATIENT = "BEGIN IMMEDIATE", f"PRAGMA {_PATIENCE}=0"

sqlite3.register_adapter(UUID, str)


class _Came(NamedTuple):
    """What became of a piece of work: its result, or why not."""

    result: Any = None
    error: BaseException | None = None


class Ledger:
    """One file's writer, in a thread of its own, and its reader.

    ``turn`` is the lock of the ORM's connection in this process: two of one process's connections never
    wait for each other inside SQLite.
    """

    def __init__(self, file: str, pragmas: Mapping[str, object], turn: asyncio.Lock) -> None:
        self._file, self._pragmas, self._turn = file, pragmas, turn
        self._waiting: list[tuple[Work[Any], asyncio.Future[Any]]] = []
        self._flushing: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "ledger")
        self._writer: sqlite3.Connection | None = None
        self._reader: sqlite3.Connection | None = None

    async def write(self, work: Work[T]) -> T:
        """Do this work in a transaction; it is committed when this returns."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush())
        return await done

    async def read(self, statement: Statement) -> Rows:
        """The rows of a statement that changes nothing, as they are committed."""
        await asyncio.sleep(0)  # whoever reads again and again lets the others have their turn
        try:
            return _fetched(self._reading(), statement)
        except sqlite3.OperationalError:  # somebody holds the file for a moment: wait for it beside the loop
            rows: Rows = await self._beside(lambda: self._read_patiently(statement))
            return rows

    async def close(self) -> None:
        """Finish what was begun, and close the file."""
        if self._flushing is not None:
            await asyncio.wait([self._flushing])
        for connection in (self._reader, self._writer):
            if connection is not None:
                connection.close()
        self._reader = self._writer = None
        self._thread.shutdown()

    async def _flush(self) -> None:
        while self._waiting:
            async with self._turn:
                batch, self._waiting = self._waiting, []
                came = await self._together([work for work, _ in batch])
            for (_, done), each in zip(batch, came, strict=True):
                _settle(done, each)

    async def _together(self, works: list[Work[Any]]) -> list[_Came]:
        """One transaction; when it fails as a whole, so has every piece of work in it."""
        try:
            connection = self._begun()
            if connection is None:
                connection = await self._beside(self._begun_patiently)
            came = _carried_out(connection, works)
            await self._beside(lambda: _committed(connection))
        except Exception as error:  # noqa: BLE001  # handed to whoever waits for it
            return [_Came(error=error)] * len(works)
        return came

    async def _beside(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    def _begun(self) -> sqlite3.Connection | None:
        """The writer in a transaction; None where that has to wait for somebody."""
        if self._writer is None:
            return None
        try:
            self._writer.execute(_BEGIN)
        except sqlite3.OperationalError:
            return None
        return self._writer

    def _begun_patiently(self) -> sqlite3.Connection:
        if self._writer is None:
            self._writer = self._opened(self._pragmas)
        self._writer.execute(f"PRAGMA {_PATIENCE}={self._pragmas[_PATIENCE]}")
        try:
            self._writer.execute(_BEGIN)
        finally:
            self._writer.execute(_IMPATIENT)
        return self._writer

    def _reading(self) -> sqlite3.Connection:
        if self._reader is None:
            self._reader = self._opened({**self._pragmas, _PATIENCE: _READ_PATIENCE_MS, "query_only": "ON"})
        return self._reader

    def _read_patiently(self, statement: Statement) -> Rows:
        with closing(self._opened({**self._pragmas, "query_only": "ON"})) as connection:
            return _fetched(connection, statement)

    def _opened(self, pragmas: Mapping[str, object]) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, isolation_level=None, check_same_thread=False)
        # The patience first: the others may have to wait for the file.
        for name, value in sorted(pragmas.items(), key=lambda pragma: pragma[0] != _PATIENCE):
            connection.execute(f"PRAGMA {name}={value}")
        return connection


def _settle(done: asyncio.Future[Any], came: _Came) -> None:
    if done.cancelled():
        return
    if came.error is None:
        done.set_result(came.result)
    else:
        done.set_exception(came.error)


def _carried_out(connection: sqlite3.Connection, works: list[Work[Any]]) -> list[_Came]:
    """What became of each, in the transaction that has begun; where it fails as a whole, nothing is left of it."""
    try:
        return [_Came(_done(connection, works[0]))] if len(works) == 1 else _each_apart(connection, works)
    except BaseException:
        _undo(connection)
        raise


def _committed(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("COMMIT")
    except BaseException:
        _undo(connection)
        raise


def _undo(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _each_apart(connection: sqlite3.Connection, works: list[Work[Any]]) -> list[_Came]:
    return [_apart(connection, work) for work in works]


def _apart(connection: sqlite3.Connection, work: Work[Any]) -> _Came:
    """One piece of work behind its savepoint: its failure undoes nobody else's."""
    connection.execute("SAVEPOINT apart")
    try:
        came = _Came(_done(connection, work))
    except Exception as error:
        if not connection.in_transaction:
            raise  # a full disk, for one, has undone everything
        connection.execute("ROLLBACK TO apart")
        came = _Came(error=error)
    connection.execute("RELEASE apart")
    return came


def _done(connection: sqlite3.Connection, work: Work[T]) -> T:
    try:
        statement = next(work)
        while True:
            statement = work.send(_fetched(connection, statement))
    except StopIteration as end:
        result: T = end.value
        return result


def _fetched(connection: sqlite3.Connection, statement: AnyStatement) -> Rows:
    if isinstance(statement, Chain):
        rows = _fetched(connection, statement.decides)
        for each in statement.others if rows else ():
            _fetched(connection, each)
        return rows
    sql, values = statement
    if isinstance(statement, Many):
        return connection.executemany(in_sqlite(sql), statement.values).fetchall()
    return connection.execute(in_sqlite(sql), values).fetchall()


@lru_cache(maxsize=512)
def in_sqlite(sql: str) -> str:
    """The statement with its places as SQLite numbers them."""
    return re.sub(r"\$(\d+)", r"?\1", sql)
