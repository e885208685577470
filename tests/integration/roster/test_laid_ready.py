"""Rows that are laid ready keep nobody from writing, and come in whole."""

import sqlite3
from contextlib import closing
from uuid import UUID

import pytest
from tortoise.connection import get_connection

from surveys.storage.database import is_sqlite, sqlite_file, transaction
from surveys.storage.models import Staff
from surveys.storage.roster_staging import Upsert, laid_ready

pytestmark = pytest.mark.usefixtures("service")
COLUMNS = ("email_hash", "id", "email_sealed", "role", "area")


def _staff(area: str | None) -> Upsert:
    return Upsert("staff", COLUMNS, [[f"{n:064}", str(UUID(int=n)), "sealed", "iro", area] for n in range(3, 0, -1)])


async def _bring_in(url: str, area: str | None) -> None:
    async with laid_ready([_staff(area), Upsert("child", (), [])]) as ready:
        if is_sqlite(url):
            with closing(sqlite3.connect(sqlite_file(url), timeout=0, isolation_level=None)) as somebody:
                somebody.execute("BEGIN IMMEDIATE")
                somebody.execute("ROLLBACK")
        async with transaction() as db:
            for each in ready:
                await each.write(db)


async def test_rows_are_inserted_and_written_over_and_nobody_waits_until_then(database_url: str) -> None:
    for area in ("North", None):
        await _bring_in(database_url, area)
        assert [(row.id.int, row.area) for row in await Staff.all().order_by("email_hash")] == [
            (1, area), (2, area), (3, area)]  # fmt: skip


async def test_nothing_of_them_is_left_behind(database_url: str) -> None:
    await _bring_in(database_url, "North")
    if is_sqlite(database_url):
        left = await get_connection("default").execute_query_dict("SELECT name FROM temp.sqlite_master")
    else:
        left = await get_connection("default").execute_query_dict(
            "SELECT relname FROM pg_class WHERE relpersistence = 't'"
        )
    assert left == []
