"""Lays an import's rows ready before the transaction that brings them in, which then is short.

While a transaction writes to an SQLite file nobody else can. So there the rows go into temporary tables of
this connection first, which are in memory and lock nothing, and the transaction is a statement for each
table. PostgreSQL locks rows and not files: there the transaction takes them as they are.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection

#: What SQLite may keep of a file in memory while much is written to it, in KiB, and what it does otherwise.
_CACHE, _USUAL_CACHE = 128 * 1024, 2000


@dataclass(frozen=True, slots=True)
class Upsert:
    """Rows to insert, or to write over those with the same id, as they are bound."""

    table: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Ready:
    """A statement that brings rows in, for the transaction: with them, or where they are laid ready without."""

    sql: str
    rows: Sequence[Sequence[Any]] = ()

    async def write(self, db: BaseDBAsyncClient) -> None:
        """Bring the rows in."""
        if self.rows:
            await db.execute_many(self.sql, [list(row) for row in self.rows])
        else:
            await db.execute_query(self.sql, [])


@asynccontextmanager
async def laid_ready(upserts: Iterable[Upsert]) -> AsyncIterator[tuple[Ready, ...]]:
    """The statements for these rows, good for the length of the block; open the transaction inside it."""
    filled, db = [each for each in upserts if each.rows], get_connection("default")
    if db.capabilities.dialect != "sqlite":
        yield tuple(_with_rows(each) for each in filled)
        return
    name = f"import_{uuid4().hex}"
    await db.execute_query("PRAGMA temp_store = MEMORY", [])
    await db.execute_query(f"PRAGMA cache_size = -{_CACHE}", [])
    try:
        for each in filled:
            await _lay_ready(db, f"{name}_{each.table}", each)
        yield tuple(_without(each, f"{name}_{each.table}") for each in filled)
    finally:
        for each in filled:
            await db.execute_query(f'DROP TABLE IF EXISTS temp."{name}_{each.table}"', [])
        await db.execute_query(f"PRAGMA cache_size = -{_USUAL_CACHE}", [])


async def _lay_ready(db: BaseDBAsyncClient, name: str, upsert: Upsert) -> None:
    """In the order of the keys, in which they are brought in fastest."""
    await db.execute_query(f'CREATE TEMPORARY TABLE "{name}" ({_names(upsert)})', [])
    places = ", ".join("?" * len(upsert.columns))
    place = upsert.columns.index("id")
    rows = sorted(upsert.rows, key=lambda row: str(row[place]))
    await db.execute_many(f'INSERT INTO temp."{name}" VALUES ({places})', [list(row) for row in rows])  # noqa: S608  # our own names only


def _with_rows(upsert: Upsert) -> Ready:
    places = ", ".join(f"${number}" for number in range(1, len(upsert.columns) + 1))
    return Ready(f"{_into(upsert)} VALUES ({places}) {_over(upsert)}", upsert.rows)


def _without(upsert: Upsert, name: str) -> Ready:
    return Ready(f'{_into(upsert)} SELECT * FROM temp."{name}" WHERE true {_over(upsert)}')  # noqa: S608  # our own names only


def _into(upsert: Upsert) -> str:
    return f'INSERT INTO "{upsert.table}" ({_names(upsert)})'


def _over(upsert: Upsert) -> str:
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in upsert.columns if name != "id")
    return f'ON CONFLICT ("id") DO UPDATE SET {sets}'


def _names(upsert: Upsert) -> str:
    return ", ".join(f'"{name}"' for name in upsert.columns)
