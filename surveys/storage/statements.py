"""Statements without the ORM, for the path of every answer: the same on SQLite and PostgreSQL.

Work is a generator of statements that is sent the rows of each; whoever drives it decides on which
connection. Work that is written shares its commit with what arrives at the same time where the database
is a file (:mod:`surveys.storage.engines.ledger`) and has a transaction of its own on PostgreSQL. Inside a
transaction of the ORM's it is part of that.
"""

import sqlite3
import time
from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]  # the library brings no types
from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError, OperationalError

from surveys.meters import DATABASE
from surveys.storage.database import transaction
from surveys.storage.engines.ledger import Many, Rows, Statement, Work, in_sqlite
from surveys.storage.engines.sqlite import ImmediateClient

T = TypeVar("T")
Row = Sequence[Any]


async def read(sql: str, *values: object) -> Rows:
    """The rows of a statement that changes nothing; inside a transaction, as that transaction sees them."""
    began, client = time.perf_counter(), get_connection("default")
    try:
        if isinstance(client, ImmediateClient):
            return await client.ledger.read((sql, values))
        return await _fetched(client, (sql, values))
    except sqlite3.OperationalError as error:
        raise OperationalError(error) from error
    finally:
        DATABASE.observe("read", time.perf_counter() - began)


async def write(work: Work[T]) -> T:
    """Do this work, all or nothing; committed when this returns, but for a transaction that is under way.

    Raises:
        IntegrityError: a key that must be unique is taken.
    """
    began, client = time.perf_counter(), get_connection("default")
    try:
        if isinstance(client, TransactionalDBClient):
            return await _driven(client, work)
        if isinstance(client, ImmediateClient):
            return await client.ledger.write(work)
        async with transaction() as own:
            return await _driven(own, work)
    except (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError) as error:
        raise IntegrityError(error) from error
    except sqlite3.OperationalError as error:
        raise OperationalError(error) from error
    finally:
        DATABASE.observe("write", time.perf_counter() - began)


def one(sql: str, *values: object) -> Work[None]:
    """Work that is a single statement."""
    yield sql, values


async def _driven(client: BaseDBAsyncClient, work: Work[T]) -> T:
    try:
        statement = next(work)
        while True:
            statement = work.send(await _fetched(client, statement))
    except StopIteration as end:
        result: T = end.value
        return result


async def _fetched(client: BaseDBAsyncClient, statement: Statement | Many) -> Rows:
    sql, values = statement
    found: Rows = ()
    async with client.acquire_connection() as connection:
        sqlite = client.capabilities.dialect == "sqlite"
        if isinstance(statement, Many):
            await connection.executemany(in_sqlite(sql) if sqlite else sql, values)
        elif sqlite:
            found = [tuple(row) for row in await connection.execute_fetchall(in_sqlite(sql), values)]
        else:
            found = await connection.fetch(sql, *values)
    return found


def uuid_of(value: Any) -> UUID:
    """A key as it came; SQLite keeps them as text."""
    return value if isinstance(value, UUID) else UUID(value)


def day_of(value: Any) -> date | None:
    """A day as it came; SQLite keeps them as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
