"""What is laid ready is seen whole by the transaction over it, keeps nobody from writing before, and is gone after it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from uuid import UUID

import pytest
from tortoise.connection import get_connection

from surveys.storage.models import Staff
from surveys.storage.rising import rising
from surveys.storage.roster_staging import Sheet, transaction_over
from surveys.storage.urls import is_sqlite, sqlite_file
from tests.support import keys

pytestmark = pytest.mark.usefixtures("service")
COLUMNS = ("email_hash", "id", "email_sealed", "role", "area")
NAMES = ", ".join(COLUMNS)


def _staff() -> Sheet:
    rows = [[f"{number:064}", str(UUID(int=number)), "sealed", "iro", None] for number in range(3, 0, -1)]
    return Sheet(f"SELECT {NAMES} FROM staff", COLUMNS, rows)  # noqa: S608  # names of ours


async def test_rows_come_in_by_one_statement(database_url: str) -> None:
    sheets = (_staff(), Sheet("SELECT id FROM child", ("id",), []))
    async with transaction_over(sheets) as db:
        await db.execute_query(f"INSERT INTO staff ({NAMES}) SELECT {NAMES} FROM {sheets[0].name}", [])  # noqa: S608  # as above
    assert [(row.id.int, row.area) for row in await Staff.all().order_by("email_hash")] == [
        (1, None), (2, None), (3, None)]  # fmt: skip
    assert await _left() == []


async def test_nothing_of_them_is_left_where_the_transaction_fails(database_url: str) -> None:
    with pytest.raises(ZeroDivisionError):
        async with transaction_over([_staff()]):
            raise ZeroDivisionError
    assert await _left() == []


class _Elsewhere(list[list[str]]):
    """Rows that, when they are taken, have somebody else begin to write."""

    url = ""
    begun = 0

    def __iter__(self) -> Iterator[list[str]]:
        with closing(sqlite3.connect(sqlite_file(self.url), timeout=0, isolation_level=None)) as somebody:
            somebody.execute("BEGIN IMMEDIATE")
            somebody.execute("ROLLBACK")
        self.begun += 1
        return super().__iter__()


async def test_while_they_are_laid_ready_nobody_waits(database_url: str) -> None:
    rows = _Elsewhere([[str(UUID(int=1))]])
    if is_sqlite(database_url):
        rows.url = database_url
        async with transaction_over((_staff(), Sheet("SELECT id FROM child", ("id",), rows))):
            pass
    assert rows.begun == is_sqlite(database_url)


def test_ids_rise_and_begin_with_their_moment() -> None:
    new_id = rising(keys.NOW)
    made = [new_id() for _ in range(1000)]
    assert made == sorted(set(made))
    assert {(each.version, each.int >> 80) for each in made} == {(7, int(keys.NOW.timestamp() * 1000))}
    assert made[0] != rising(keys.NOW)()


async def _left() -> list[object]:
    """The temporary tables that there are."""
    db = get_connection("default")
    if db.capabilities.dialect == "sqlite":
        return list(await db.execute_query_dict("SELECT name FROM sqlite_temp_master"))
    return list(await db.execute_query_dict("SELECT relname FROM pg_class WHERE relpersistence = 't'"))
