"""What can befall an SQLite file: somebody else has it locked, or there is no room left."""

import asyncio
import resource
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from surveys.errors import Refused
from surveys.storage.database import connected, transaction
from surveys.storage.keys import unlocked
from surveys.storage.models import Staff
from surveys.storage.outages import is_outage
from surveys.storage.sessions import claim
from surveys.storage.statements import read, write
from surveys.storage.urls import sqlite_file
from surveys.storage.vault import Vault
from tests.support.invited import invite
from tests.support.kill.killing import a_while
from tests.support.kill.servers import Server
from tests.support.kill.world import World

NOW = datetime(2014, 3, 28, 10, tzinfo=UTC)


async def test_locked_by_another_program_for_ten_seconds_under_load(crowd: World, database_url: str) -> None:
    await crowd.stock(60)
    async with crowd.busy():
        await crowd.up()
        await a_while(0.5)
        with closing(sqlite3.connect(sqlite_file(database_url), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await a_while(10)
            other.execute("COMMIT")
        await a_while(0.5)
    account = await crowd.account()
    assert (account.wrongs, account.finished > 0) == ([], True)


async def test_a_file_that_nobody_else_may_read_is_locked_and_not_missing(database_url: str, vault: Vault) -> None:
    with closing(sqlite3.connect(sqlite_file(database_url), isolation_level=None)) as other:
        async with connected(database_url, busy_timeout=20):
            await unlocked(vault)  # nothing is wrong with it
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Refused, match=r"^The database is locked by another program just now"):
            async with connected(database_url, busy_timeout=20):
                await unlocked(vault)


async def test_a_command_that_finds_the_file_locked_against_writing_says_so(database_url: str) -> None:
    async def add() -> None:
        async with connected(database_url, busy_timeout=20):
            await Staff.create(email_hash="0" * 64, email_sealed="", role="iro")

    with closing(sqlite3.connect(sqlite_file(database_url), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refused, match=r"^The database is locked by another program just now"):
            await add()
        other.execute("ROLLBACK")
        await add()


async def test_nobody_waits_with_whoever_waits_to_write(database_url: str) -> None:
    async with connected(database_url):
        await write(claim("before", NOW))
        with closing(sqlite3.connect(sqlite_file(database_url), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            waiting = asyncio.gather(write(claim("a", NOW)), write(claim("b", NOW)))
            for _ in range(100):
                await read("SELECT key FROM received")
            is_waiting = not waiting.done()
            other.execute("COMMIT")
            await waiting
        kept = await read("SELECT key FROM received ORDER BY key")
    assert (is_waiting, kept) == (True, [("a",), ("b",), ("before",)])


async def test_work_that_waits_in_vain_fails_as_one_and_what_comes_after_it_does_not(database_url: str) -> None:
    async with connected(database_url, busy_timeout=20):
        with closing(sqlite3.connect(sqlite_file(database_url), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            came = await asyncio.gather(write(claim("a", NOW)), write(claim("b", NOW)), return_exceptions=True)
            other.execute("COMMIT")
        await write(claim("c", NOW))
        kept = await read("SELECT key FROM received")
    assert [is_outage(each) for each in came if isinstance(each, Exception)] == [True, True]
    assert kept == [("c",)]


async def test_a_transaction_that_cannot_begin_leaves_nobody_locked_out(database_url: str) -> None:
    with closing(sqlite3.connect(sqlite_file(database_url), isolation_level=None)) as other:
        async with connected(database_url, busy_timeout=20):
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Exception, match="locked") as refused:
                async with transaction():
                    pass
            other.execute("COMMIT")
            async with transaction():
                assert await Staff.all().count() == 0
    assert is_outage(refused.value)


async def test_without_room_it_says_so_still_reads_and_goes_on_once_there_is_some(crowd: World, tmp_path: Path) -> None:
    invited = await invite(crowd.service, age=17)
    server = await crowd.up()
    opened = await _asked(crowd, "POST", "/api/v1/sessions", {"token": invited.token}, {})
    bearer = {"Authorization": f"Bearer {opened[1]['session']}"}
    question = opened[1]["step"]["question"]["id"]
    reply = {"to": question, "revision": 0, "action": "skip"}
    _room(server, 4096)
    full = await _asked(crowd, "POST", "/api/v1/session/reply", reply, bearer)
    read = await _asked(crowd, "GET", "/api/v1/session", None, bearer)
    _room(server, resource.RLIM_INFINITY)
    again = await _asked(crowd, "POST", "/api/v1/session/reply", reply, bearer)
    assert [full[0], read[0], again[0]] == [503, 200, 200]
    assert (read[1]["step"]["revision"], again[1]["step"]["revision"]) == (0, 1)


def _room(server: Server, most: int) -> None:
    """Files of the server's may not grow beyond this: the disk is full for it."""
    resource.prlimit(server.id, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


async def _asked(crowd: World, method: str, path: str, body: object, headers: dict[str, str]) -> tuple[int, Any]:
    address = f"{crowd.addresses[0]}{path}"
    async with crowd.client.request(method, address, json=body, headers=headers) as answer:
        assert answer.status != 503 or "Retry-After" in answer.headers
        return answer.status, await answer.json()
