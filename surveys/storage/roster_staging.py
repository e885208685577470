"""Lays an import's rows ready, so that the transaction that brings them in is a few statements over whole sets.

They go into temporary tables, here called sheets. While a transaction writes to an SQLite file nobody else can: there
the sheets are filled before it begins; they are in memory and lock nothing. On PostgreSQL they belong to the
transaction's connection, and are filled, by COPY, before it locks anything that somebody could wait for.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, cast
from uuid import uuid4

from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.connection import get_connection

from surveys.storage.database import on_one_file, transaction

#: What SQLite may keep of a file in memory while much is written to it, in KiB, and what it does otherwise.
_CACHE, _USUAL_CACHE = 32 * 1024, 2000
#: Rows that are laid at a time.
_PART = 5000


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Rows as they are bound, to be laid once. ``like`` selects such columns of what is stored; it is never run for rows."""

    like: str
    columns: tuple[str, ...]
    rows: Iterable[list[Any]]
    name: str = field(default_factory=lambda: f"sheet_{uuid4().hex}")

    @property
    def shape(self) -> str:
        """How a table for it is made."""
        return f"AS {self.like} WHERE false"


@asynccontextmanager
async def transaction_over(sheets: Iterable[Sheet]) -> AsyncIterator[BaseDBAsyncClient]:
    """A transaction that sees these sheets by their names; they are gone when it has ended."""
    every = tuple(sheets)
    if on_one_file():
        async with _filled_before(every), transaction() as db:
            yield db
    else:
        async with transaction() as db:
            for each in every:
                await _fill_within(db, each)
            yield db


@asynccontextmanager
async def _filled_before(sheets: Sequence[Sheet]) -> AsyncIterator[None]:
    db = get_connection("default")
    await db.execute_query("PRAGMA temp_store = MEMORY", [])
    await db.execute_query(f"PRAGMA cache_size = -{_CACHE}", [])
    try:
        for each in sheets:
            await db.execute_query(f"CREATE TEMPORARY TABLE {each.name} {each.shape}", [])
            places = ", ".join("?" * len(each.columns))
            for part in _parts(each.rows):
                await db.execute_many(f"INSERT INTO temp.{each.name} VALUES ({places})", part)  # noqa: S608  # our own names only
        yield
    finally:
        for each in sheets:
            await db.execute_query(f"DROP TABLE IF EXISTS temp.{each.name}", [])
        await db.execute_query(f"PRAGMA cache_size = -{_USUAL_CACHE}", [])


async def _fill_within(db: TransactionalDBClient, sheet: Sheet) -> None:
    await db.execute_query(f"CREATE TEMPORARY TABLE {sheet.name} ON COMMIT DROP {sheet.shape}", [])
    async with db.acquire_connection() as connection:
        await cast("Any", connection).copy_records_to_table(sheet.name, records=sheet.rows, columns=sheet.columns)


def _parts(rows: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    each = iter(rows)
    return iter(lambda: list(islice(each, _PART)), [])
