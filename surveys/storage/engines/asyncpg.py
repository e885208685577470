"""Tortoise's PostgreSQL engine, which gives a connection back when a transaction could not begin.

The stock one keeps it: after a server that restarts as many times as the pool has connections, every
transaction would wait for ever.
"""

import asyncio
from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    NestedTransactionContext,
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.connection import get_connections

from surveys.storage.engines import note_schema_statement
from surveys.storage.engines.lanes import Lanes, Patience

_OF_THE_URL = frozenset({"host", "port", "user", "password", "database"})


class _Connection(asyncpg.Connection):  # type: ignore[misc]  # the library brings no types
    """Nothing here sets, listens or locks for longer than a transaction: there is nothing to reset, so nothing is sent."""

    def get_reset_query(self) -> str:
        return ""


class _Transaction(TransactionWrapper):
    async def execute_script(self, query: str) -> None:
        await super().execute_script(query)
        note_schema_statement()

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(_Transaction(self))


class _Moment(_Transaction):
    """A transaction that only reads: all of it sees the database as its first statement found it."""

    async def begin(self) -> None:
        self.transaction = self._connection.transaction(isolation="repeatable_read", readonly=True)
        await self.transaction.start()


class _Context(TransactionContextPooled):
    async def __aenter__(self) -> TransactionalDBClient:
        try:
            return await super().__aenter__()
        except BaseException:
            await self._let_go()
            raise

    async def _let_go(self) -> None:
        connection, pool = self.client._connection, self.client._parent._pool  # noqa: SLF001  # the library keeps them there
        if hasattr(self, "token"):
            get_connections().reset(self.token)
        if pool and connection:
            await pool.release(connection)


class ReturningClient(AsyncpgDBClient):
    """The stock client but for its transactions, and for what giving a connection back costs."""

    connection_class = _Connection

    def __init__(self, *, patience: Patience | None = None, **known: Any) -> None:
        super().__init__(**known)
        self._patience = patience

    async def create_pool(self, **known: object) -> asyncpg.Pool:
        """A pool by the URL as it was given: it may name several hosts, which the stock client cannot."""
        settings = {name: value for name, value in known.items() if name not in _OF_THE_URL}
        return await asyncpg.create_pool(settings.pop("dsn"), **settings)

    _lanes: Lanes | None = None

    @property
    def answers(self) -> Lanes:
        """For what happens with every answer, without the ORM."""
        if self._lanes is None:
            self._lanes = Lanes(self, self._patience)
        return self._lanes

    async def take(self, seconds: float | None) -> Any:
        """A connection of the pool's. Raises TimeoutError where there is none for so long."""
        async with asyncio.timeout(seconds):
            await self.acquire_connection().ensure_connection()
            pool: Any = self._pool
            return await pool.acquire()

    async def give_back(self, connection: Any) -> None:
        """Give a connection back to the pool."""
        if self._pool:
            await self._pool.release(connection)

    async def close(self) -> None:
        if self._lanes is not None:
            await self._lanes.close()
        await super().close()

    def moment(self) -> TransactionContext:
        """A transaction that only reads, and sees one moment."""
        return _Context(_Moment(self), self._pool_init_lock)

    def _in_transaction(self) -> TransactionContext:
        return _Context(_Transaction(self), self._pool_init_lock)


client_class = ReturningClient
