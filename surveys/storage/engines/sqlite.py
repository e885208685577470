"""Tortoise's SQLite engine with BEGIN IMMEDIATE, and with transactions that are whole.

Tortoise opens transactions with a deferred BEGIN: one that reads and then writes fails at once with
"database is locked" when another connection has written in between, whatever the busy timeout. Taking
the write lock at the start makes such a transaction wait its turn instead.

What only reads, and must see one moment, begins with the deferred one: it waits for nobody, and nobody for it.

Two more things are mended. A BEGIN that fails would leave the connection's lock taken for ever. And a
script, which is what migrations run, commits what stands before it: it goes statement by statement.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

from aiosqlite import Connection
from tortoise.backends.base.client import NestedTransactionContext, TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.connection import get_connections
from tortoise.exceptions import TransactionManagementError

from surveys.storage.engines import note_schema_statement
from surveys.storage.engines.ledger import Ledger, in_sqlite
from surveys.storage.work import AnyStatement, Chain, Many, Rows


class Moment(SqliteTransactionWrapper):
    """A transaction that only reads: all of it sees the database as its first statement found it, and it takes no lock."""

    _begins = "BEGIN"

    async def begin(self) -> None:
        try:
            await self._connection.execute(self._begins)
        except sqlite3.OperationalError as error:
            raise TransactionManagementError(error) from error


class ImmediateTransaction(Moment):
    """A transaction that holds the write lock from its first moment."""

    _begins = "BEGIN IMMEDIATE"

    async def execute_script(self, query: str) -> None:
        for statement in statements(query):
            await self.execute_query(statement)

    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, Sequence[dict[Any, Any]]]:
        result: tuple[int, Sequence[dict[Any, Any]]] = await super().execute_query(query, values)
        if values is None:  # only what makes and alters tables comes without
            note_schema_statement()
        return result

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(ImmediateTransaction(self))


class _Context(SqliteTransactionContext):
    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            await self._let_go()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection  # type: ignore[no-any-return]  # the library leaves its type open

    async def _let_go(self) -> None:
        """As if it had never been tried: nothing open, nobody locked out."""
        try:
            if self.connection._connection is not None:  # noqa: SLF001  # the library keeps it there
                await self.connection._connection.rollback()  # noqa: SLF001  # as above
        finally:
            self._trxlock.release()


class ImmediateClient(SqliteClient):
    """The stock client but for its transactions, and the ledger beside it."""

    _ledger: Ledger | None = None

    @property
    def answers(self) -> Ledger:
        """For what happens with every answer, without the ORM."""
        if self._ledger is None:
            self._ledger = Ledger(self.filename, self.pragmas, self._lock)
        return self._ledger

    async def close(self) -> None:
        if self._ledger is not None:
            await self._ledger.close()
            self._ledger = None
        await super().close()

    def moment(self) -> TransactionContext:
        """A transaction that only reads, and sees one moment."""
        return _Context(Moment(self), self._lock)

    def _in_transaction(self) -> TransactionContext:
        return _Context(ImmediateTransaction(self), self._lock)


async def fetched(connection: Connection, statement: AnyStatement) -> Rows:
    """What the connection of a transaction that is under way answers to this."""
    if isinstance(statement, Chain):
        rows = await fetched(connection, statement.decides)
        for each in statement.others if rows else ():
            await fetched(connection, each)
        return rows
    sql, values = statement
    if isinstance(statement, Many):
        await connection.executemany(in_sqlite(sql), statement.values)
        return ()
    return [tuple(row) for row in await connection.execute_fetchall(in_sqlite(sql), values)]


def statements(script: str) -> list[str]:
    """The statements of a script, one by one."""
    found: list[Any] = [""]
    for piece in script.split(";"):
        found[-1] += piece + ";"
        if sqlite3.complete_statement(found[-1]):
            found.append("")
    return [each for each in found if each.strip(" ;\n\t")]


client_class = ImmediateClient
