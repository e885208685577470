"""A database that may be read and not written: every command that writes says so in a sentence, and leaves no file."""

import asyncio
import os
import shlex
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tortoise.connection import get_connection

from surveys.storage.database import connected
from surveys.storage.standing import ready
from surveys.storage.urls import is_sqlite, sqlite_file
from tests.support.house import House, in_days, years_ago

WRITING = (
    ("import", "children.csv"),
    ("erase", "C-1", "--reason", "asked"),
    ("purge",),
    ("rekey",),
    ("backup", "-o", "b.zip"),
    ("subject-access", "C-1", "-o", "sa.html"),
    ("export", "responses", "2013-14-Q4", "-o", "e.csv"),
    ("export", "responses", "2013-14-Q4", "-o", "-"),
    ("staff", "add", "duty@council.example", "--role", "duty"),
    ("restore", "--release"),
)
SAID = ("it may be read and not written", "PostgreSQL takes no writing there just now")


@pytest.fixture
async def closed(house: House) -> AsyncIterator[House]:
    """A house with a child whose database takes no writing: told so in the file's header, or by PostgreSQL's setting."""
    await house.bring_in(
        children=f"child_id,date_of_birth,area\nC-1,{years_ago(12)},North",
        reviews=f"review_id,child_id,date,status\nR-1,C-1,{in_days(10)},planned",
    )
    (house.folder / "children.csv").write_text("child_id,date_of_birth,area\nC-2,2001-01-01,North\n", encoding="utf-8")
    url = house.environ["MYSAY_DATABASE_URL"]
    if is_sqlite(url):
        _mark(Path(sqlite_file(url)))
    else:
        await _default(url, "on")
    yield house
    if not is_sqlite(url):
        await _default(url, "off")


def _mark(database: Path) -> None:
    with database.open("r+b") as file:
        file.seek(18)  # by which version it may be written: one that is still to come
        file.write(b"\x03")


async def _default(url: str, read_only: str) -> None:
    async with connected(url):
        (row,) = await get_connection("default").execute_query_dict("SELECT quote_ident(current_database()) AS name")
        await get_connection("default").execute_script("SET default_transaction_read_only = off")
        await get_connection("default").execute_script(
            f"ALTER DATABASE {row['name']} SET default_transaction_read_only = {read_only}"
        )


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
async def test_what_writes_is_refused_with_a_sentence_and_leaves_no_file(
    closed: House, command: tuple[str, ...]
) -> None:
    before = sorted(file.name for file in closed.folder.iterdir())
    done = await closed.run(*command)
    assert (done.code, done.out, any(said in done.err for said in SAID)) == (1, "", True), done.err
    beside = {file.name for file in closed.folder.iterdir() if not file.name.endswith(("-wal", "-shm"))}
    assert sorted(beside) == [name for name in before if not name.endswith(("-wal", "-shm"))]


async def test_doctor_marks_it_what_only_reads_goes_on_and_postgresql_is_not_ready(closed: House) -> None:
    told = (await closed.run("doctor")).out
    assert any(said in told for said in SAID)
    assert (await closed.run("report", "2013-14-Q4")).code == 0
    async with connected(url := closed.environ["MYSAY_DATABASE_URL"]):
        assert await ready() is is_sqlite(url)


async def test_an_export_to_an_output_that_takes_nothing_is_refused_and_not_a_fault(house: House) -> None:
    """Through a shell, which alone can send it there."""
    await house.bring_in(children=f"child_id,date_of_birth,area\nC-1,{years_ago(12)},North")
    command = f"{shlex.quote(sys.executable)} -m mysay export responses 2013-14-Q4 -o - > /dev/full"
    environ = {**os.environ, **house.environ}
    shell = await asyncio.create_subprocess_shell(command, env=environ, stderr=PIPE)
    _, err = await shell.communicate()
    said = "What there is to say could not be written: No space left on device."
    assert (shell.returncode, said in err.decode()) == (1, True)
