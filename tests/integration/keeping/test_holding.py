"""Whoever serves a database holds it, by whatever name it is called: nobody else serves an SQLite file, nobody restores."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # the library brings no types
import pytest

from mysay.house import House
from mysay.leadership import nobody_serves, serving
from mysay.serve import serve
from surveys.errors import Refused
from surveys.storage.database import is_sqlite, sqlite_file
from tests.support.programs import free_port

SERVES = 0x6D797362
LET_GO = f"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = {SERVES} AND granted"  # noqa: S608  # our own number


def aliased(url: str, folder: Path) -> str:
    """The same database by another name, where it can have one."""
    if not is_sqlite(url):
        return url
    (folder / "alias.db").symlink_to(sqlite_file(url))
    return f"sqlite://{folder}/alias.db"


async def test_nobody_restores_what_is_served_and_nobody_serves_what_is_restored(
    database_url: str, tmp_path: Path
) -> None:
    alias = aliased(database_url, tmp_path)
    async with serving(database_url):
        with pytest.raises(Refused, match=r"^A 'mysay serve' is using this database; stop every one"):
            async with nobody_serves(alias):
                pass
    async with nobody_serves(alias):
        with pytest.raises(Refused, match="serve"):
            async with serving(database_url):
                pass
    async with serving(alias):
        pass


async def test_one_server_for_a_file_and_many_on_postgresql(database_url: str, tmp_path: Path) -> None:
    alias, refused = aliased(database_url, tmp_path), False
    async with serving(database_url):
        try:
            async with serving(alias):
                pass
        except Refused as error:
            refused = str(error).startswith("Another 'mysay serve' is using this database")
    assert refused == is_sqlite(database_url)


@asynccontextmanager
async def taken_away(url: str) -> AsyncIterator[None]:
    """Take from under a server what it holds: another file stands in its place, or somebody restores."""
    if is_sqlite(url):
        replaced(Path(sqlite_file(url)))
        yield
        return
    async with asking(url) as connection:
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", SERVES):
            await connection.execute(LET_GO)
        yield


def replaced(file: Path) -> None:
    copy = file.with_suffix(".copy")
    shutil.copyfile(file, copy)
    copy.replace(file)


def unlocked(url: str) -> None:
    Path(f"{sqlite_file(url)}.serve-lock").unlink()


@asynccontextmanager
async def asking(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def test_a_server_whose_database_is_replaced_under_it_stops_and_says_why(house: House) -> None:
    house, announced = replace(house, settings=replace(house.settings, port=free_port())), asyncio.Event()
    url = house.settings.database_url
    running = asyncio.create_task(serve(house, announce=announced.set))
    async with asyncio.timeout(60):
        await announced.wait()
        told = "was replaced or taken away while it was served" if is_sqlite(url) else "is being restored just now"
        async with taken_away(url):
            with pytest.raises(Refused, match=told):
                await running


async def test_a_hold_that_was_lost_in_an_outage_is_taken_anew(database_url: str) -> None:
    async with serving(database_url) as hold, asyncio.timeout(60):
        if is_sqlite(database_url):
            unlocked(database_url)
        else:
            async with asking(database_url) as connection:
                await connection.execute(LET_GO)
        await held_again(database_url)
        assert not hold.done()


async def held_again(url: str) -> None:
    """Wait until nobody can take the database for themselves."""
    while True:
        try:
            async with nobody_serves(url):
                pass
        except Refused:
            return
        if is_sqlite(url):
            unlocked(url)
        await asyncio.wait([asyncio.create_task(asyncio.Event().wait())], timeout=0.2)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("nowhere/own.db", "There is no mysay database there yet: run 'mysay migrate' first."),
        ("own.db", "There is no mysay database there yet: run 'mysay migrate' first."),
        (".", "is not a file: set MYSAY_DATABASE_URL to the database's."),
    ],
)
async def test_where_there_is_no_file_nothing_is_served_and_nothing_made(
    house: House, tmp_path: Path, place: str, told: str
) -> None:
    at = replace(house, settings=replace(house.settings, database_url=f"sqlite://{tmp_path / place}"))
    for trying in (serve(at), at.opened().__aenter__()):
        with pytest.raises(Refused, match=f"{told}$"):
            await trying
    assert [*tmp_path.iterdir()] == []  # noqa: ASYNC240  # a test
