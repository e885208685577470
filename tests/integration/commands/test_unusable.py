"""What is no database, or none any more, is refused by every command with a sentence: none waits, none breaks."""

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from mysay.cli import COMMANDS
from tests.support.house import House

#: As a command is typed, where its name alone will not do. The files named need not be there, or must not.
TYPED: Mapping[str, tuple[str, ...]] = {
    "answers": ("answers", "R1"),
    "backup": ("backup", "-o", "backup.zip"),
    "erase": ("erase", "C1", "--reason", "asked"),
    "export": ("export", "responses", "2013-14-Q4", "-o", "out.csv"),
    "import": ("import", "children.csv"),
    "report": ("report", "2013-14-Q4"),
    "staff": ("staff", "add", "duty@council.example", "--role", "duty"),
    "subject-access": ("subject-access", "C1", "-o", "out.html"),
    "unbind": ("unbind", "C1"),
    "void": ("void", "F1", "--reason", "a trial"),
}
#: They have no database, one of their own, or are given another way.
WITHOUT = {"demo", "questionnaires", "restore"}


def noise(file: Path) -> None:
    file.write_bytes(Random(1).randbytes(100_000))


def text(file: Path) -> None:
    file.write_text("child_id,date_of_birth,area\n" * 500, encoding="utf-8")


def folder(file: Path) -> None:
    file.mkdir()


def cut_short(file: Path) -> None:
    _whole(file)
    os.truncate(file, file.stat().st_size // 2)


def cut_in_a_page(file: Path) -> None:
    _whole(file)
    os.truncate(file, 5000)


def _whole(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE child AS SELECT randomblob(50000) AS name")
        connection.commit()


def a_loop(file: Path) -> None:
    file.symlink_to(file)


Make = Callable[[Path], None]
EVERY: tuple[Make, ...] = (noise, text, folder, cut_short, cut_in_a_page, a_loop)


every_command = pytest.mark.parametrize("name", sorted(COMMANDS.keys() - WITHOUT))


async def refused(house: House, make: Make, *typed: str) -> str:
    """What a command says that is refused a file made so."""
    file = house.folder / "mysay.db"
    (house.folder / "children.csv").write_text("child_id,date_of_birth,area\nC1,2000-01-01,North\n", encoding="utf-8")
    make(file)
    done = await house.run(*typed, DATABASE_URL=f"sqlite://{file}")
    assert (done.code, "Traceback" in done.err, "A fault in mysay" in done.err) == (1, False, False), done.err
    return done.out + done.err


@every_command
async def test_no_command_breaks_or_waits_on_a_file_that_is_no_database(house: House, name: str) -> None:
    said = await refused(house, noise, *TYPED.get(name, (name,)))
    assert "mysay.db is damaged, or no SQLite database. If MYSAY_DATABASE_URL names the right file, keep a copy" in said


@pytest.mark.parametrize("make", EVERY)
@pytest.mark.parametrize("name", ["migrate", "alerts"])
async def test_whatever_is_wrong_with_the_file_is_told_in_a_sentence(house: House, make: Make, name: str) -> None:
    (line,) = (await refused(house, make, name)).splitlines()
    assert "mysay" in line
    assert line.endswith(".")


async def test_restoring_over_what_is_no_database_is_refused_too(house: House) -> None:
    whole = f"sqlite://{house.folder}/whole.db"
    assert (await house.run("migrate", DATABASE_URL=whole)).code == 0
    assert (await house.run("backup", "-o", "backup.zip", DATABASE_URL=whole)).code == 0
    assert "damaged, or no database; move it out of the way first" in await refused(
        house, noise, "restore", "backup.zip", "--replace"
    )


async def test_damage_that_is_met_only_on_the_way_is_told_in_the_same_sentence(house: House) -> None:
    file = house.folder / "mysay.db"
    assert (await house.run("migrate", DATABASE_URL=f"sqlite://{file}")).code == 0
    _scribble_over(file, "secret")
    done = await house.run("alerts", DATABASE_URL=f"sqlite://{file}")
    assert (done.code, done.out, done.err.count("is damaged, or no SQLite database")) == (1, "", 1)


def _scribble_over(file: Path, table: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    with file.open("r+b") as written:
        written.seek((page - 1) * size)
        written.write(b"\xff" * size)
