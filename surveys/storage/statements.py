"""Statements without the ORM, for the path of every answer: the same on SQLite and PostgreSQL.

Work (:mod:`surveys.storage.work`) is a generator of statements that is sent the rows of each; whoever drives it
decides on which connection. Work that is written shares its commit with what arrives at the same time where the
database is a file (:mod:`surveys.storage.engines.ledger`) and has a transaction of its own on PostgreSQL. Inside a
transaction of the ORM's it is part of that.
"""

import sqlite3
import time
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, TypeVar, cast
from uuid import UUID

import asyncpg
from tortoise.backends.base.client import TransactionalDBClient
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError, OperationalError

from surveys.meters import DATABASE
from surveys.storage.engines import lanes, sqlite
from surveys.storage.engines.asyncpg import ReturningClient
from surveys.storage.engines.sqlite import ImmediateClient
from surveys.storage.work import Chain, Rows, Work, driven

T = TypeVar("T")
Row = Sequence[Any]


async def read(sql: str, *values: object) -> Rows:
    """The rows of a statement that changes nothing; inside a transaction, as that transaction sees them."""
    began, client = time.perf_counter(), _client()
    try:
        if isinstance(client, TransactionalDBClient):
            return await _inside(client, one(sql, *values))
        return await client.answers.read((sql, values))
    except sqlite3.OperationalError as error:
        raise OperationalError(error) from error
    finally:
        DATABASE.observe("read", time.perf_counter() - began)


async def write(work: Work[T]) -> T:
    """Do this work, all or nothing; committed when this returns, but for a transaction that is under way.

    Raises:
        IntegrityError: a key that must be unique is taken.
    """
    began, client = time.perf_counter(), _client()
    try:
        if isinstance(client, TransactionalDBClient):
            return await _inside(client, work)
        return await client.answers.write(work)
    except (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError) as error:
        raise IntegrityError(error) from error
    except sqlite3.OperationalError as error:
        raise OperationalError(error) from error
    finally:
        DATABASE.observe("write", time.perf_counter() - began)


def one(sql: str, *values: object) -> Work[Rows]:
    """Work that is a single statement, which is a transaction by itself; its rows."""
    return (yield Chain((sql, values), (), whole=True))


def _client() -> TransactionalDBClient | ImmediateClient | ReturningClient:
    """What statements are for just now: the transaction that is under way, or else the database."""
    return cast("TransactionalDBClient | ImmediateClient | ReturningClient", get_connection("default"))


async def _inside(client: TransactionalDBClient, work: Work[T]) -> T:
    """Work as part of a transaction of the ORM's."""
    async with client.acquire_connection() as connection:
        fetched = sqlite.fetched if client.capabilities.dialect == "sqlite" else lanes.fetched
        return await driven(partial(fetched, connection), work)


def uuid_of(value: Any) -> UUID:
    """A key as it came; SQLite keeps them as text."""
    return value if isinstance(value, UUID) else UUID(value)


def day_of(value: Any) -> date | None:
    """A day as it came; SQLite keeps them as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
