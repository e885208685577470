"""A database that has no room left is no fault of ours."""

import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest
from tortoise.exceptions import OperationalError

from surveys.errors import Refused
from surveys.storage.database import connected
from surveys.storage.outages import is_full


def of_sqlite(*, pages: int, text: str = "x" * 100_000) -> sqlite3.Error | None:
    """What SQLite says to a long text in a file that may have so many pages."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"PRAGMA max_page_count = {pages}")
        try:
            connection.execute("CREATE TABLE told (words TEXT)")
            connection.execute("INSERT INTO told VALUES (?)", (text,))
        except sqlite3.Error as error:
            return error
    return None


def test_no_room_is_known_from_other_errors() -> None:
    full, fine = of_sqlite(pages=8), of_sqlite(pages=80)
    assert full is not None
    told = [
        full,
        asyncpg.DiskFullError("none"),
        asyncpg.TooManyConnectionsError("none"),
        sqlite3.OperationalError("odd"),
    ]
    assert ([is_full(each) for each in told], fine) == ([True, True, False, False], None)


async def test_a_command_that_finds_no_room_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no room left for the database: make room on its disk"):
        async with connected(f"sqlite://{tmp_path}/own.db"):
            raise OperationalError from of_sqlite(pages=8)
