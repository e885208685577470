"""Whoever serves a database holds it, by whatever name it is called: nobody else serves an SQLite file, nobody restores."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from mysay.house import House
from mysay.leadership import nobody_serves, serving
from mysay.restoring import restore
from mysay.serve import serve
from surveys.errors import Refused
from surveys.service.backing_up import back_up
from surveys.service.erasing import ErasedAgain
from surveys.storage.snapshots import alone, put_in_place
from surveys.storage.urls import is_sqlite, sqlite_file
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


@pytest.mark.parametrize("begin", ["SELECT 1", "BEGIN IMMEDIATE", "BEGIN"])
def test_a_file_that_another_program_has_open_is_not_taken_from_it(tmp_path: Path, begin: str) -> None:
    file = made(tmp_path / "own.db", "old")
    with opened(file) as other:
        other.execute(begin)
        other.execute("SELECT name FROM child").fetchall()
        with pytest.raises(Refused, match=r"own\.db open: end every one of them first"), alone(f"sqlite://{file}"):
            pass
        other.execute("UPDATE child SET name = 'kept'")
        other.commit()
    assert names_in(file) == ["kept"]


def test_a_file_that_is_held_alone_is_put_back_in_its_place_and_nobody_comes_between(tmp_path: Path) -> None:
    database, staged = made(tmp_path / "own.db", "old"), made(tmp_path / "staged.db", "new")
    (tmp_path / "alias.db").symlink_to(database)
    url, place = f"sqlite://{tmp_path}/alias.db", database.stat().st_ino
    with alone(url) as held, opened(database) as other:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("SELECT name FROM child")
        put_in_place(staged, url, held)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("UPDATE child SET name = 'lost'")
    assert names_in(database) == ["new"]
    assert (database.stat().st_ino, (tmp_path / "alias.db").is_symlink()) == (place, True)
    assert database.stat().st_mode & 0o777 == 0o600


def made(file: Path, name: str) -> Path:
    """A database in the mode that ours are in, with one name in it."""
    with opened(file) as connection:
        connection.executescript("PRAGMA journal_mode = WAL; CREATE TABLE child (name TEXT)")
        connection.execute("INSERT INTO child VALUES (?)", (name,))
    return file


def names_in(file: Path) -> list[str]:
    with opened(file) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM child")]


def opened(file: Path) -> AbstractContextManager[sqlite3.Connection]:
    return closing(sqlite3.connect(file, isolation_level=None, timeout=0.1))


async def test_a_server_whose_lock_was_removed_keeps_a_restore_away_all_the_same(house: House, tmp_path: Path) -> None:
    url = house.settings.database_url
    async with house.opened() as service:
        await back_up(service, url, tmp_path / "b.zip", actor="admin")
        if is_sqlite(url):
            with pytest.raises(Refused, match="Another program has"):
                await restore(house, tmp_path / "b.zip", over=True, newer=(), actor="admin")
    restored = await restore(house, tmp_path / "b.zip", over=True, newer=(), actor="admin")
    assert restored.again == ErasedAgain()
