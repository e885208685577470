"""What commands write: for its owner alone, through nobody's link, and never over a database or a device."""

import os
from pathlib import Path

import pytest

from surveys.storage.database import connected
from surveys.storage.models import Child
from surveys.storage.urls import is_sqlite, sqlite_file
from tests.support.house import House, in_days, years_ago

WRITERS = (("backup",), ("export", "responses", "2013-14-Q4"), ("subject-access", "C-1"), ("report", "2013-14-Q4"))
each_writer = pytest.mark.parametrize("command", WRITERS, ids=lambda command: command[0])


@pytest.fixture
async def inhabited(house: House) -> House:
    await house.bring_in(
        children=f"child_id,date_of_birth,area\nC-1,{years_ago(12)},North",
        reviews=f"review_id,child_id,date,status\nR-1,C-1,{in_days(10)},planned",
    )
    return house


def planted(folder: Path) -> Path:
    """What somebody would like to have written for them to read."""
    theirs = folder / "theirs"
    theirs.write_bytes(b"")
    theirs.chmod(0o644)
    (folder / "linked.part").symlink_to(theirs)
    left = folder / "left.part"
    left.write_bytes(b"of an attempt that was killed")
    left.chmod(0o644)
    return theirs


@each_writer
async def test_what_is_written_is_for_its_owner_alone_whatever_lay_there(
    inhabited: House, command: tuple[str, ...]
) -> None:
    folder, modes = inhabited.folder, []
    theirs = planted(folder)
    for name in ("linked", "left"):
        done = await inhabited.run(*command, "-o", name)
        assert (done.code, done.err.startswith("A fault")) == (0, False)
        modes.append(oct((folder / name).stat().st_mode & 0o777))
    assert (modes, theirs.read_bytes()) == (["0o600"] * 2, b"")
    assert [name for name in os.listdir(folder) if name.endswith((".part", ".database"))] == []  # noqa: PTH208  # names


@each_writer
async def test_a_database_and_what_is_no_file_are_not_written_over(inhabited: House, command: tuple[str, ...]) -> None:
    folder, url = inhabited.folder, inhabited.environ["MYSAY_DATABASE_URL"]
    database = Path(sqlite_file(url)) if is_sqlite(url) else folder / "some.db"
    if not is_sqlite(url):
        database.write_bytes(b"SQLite format 3\0")
    (folder / "alias.db").symlink_to(database)
    (folder / "null").symlink_to("/dev/null")
    async with connected(inhabited.environ["MYSAY_DATABASE_URL"]):
        await Child.all().count()
        before = {each.name: each.stat().st_ino for each in beside(database)}
        for place in (*beside(database), folder / "alias.db"):
            assert await refused(inhabited, command, place) == f"{place} is a database, and would be lost"
        assert await refused(inhabited, command, folder / "null") == f"{folder}/null is not an ordinary file"
        assert {each.name: each.stat().st_ino for each in beside(database)} == before


def beside(database: Path) -> list[Path]:
    """A database's file, its log and its shared memory, as far as they are there."""
    every = (database.with_name(database.name + ending) for ending in ("", "-wal", "-shm"))
    return [each for each in every if each.exists()]


async def refused(house: House, command: tuple[str, ...], place: Path) -> str:
    done = await house.run(*command, "-o", str(place))
    assert (done.code, done.out) == (1, "")
    return done.err.partition(";")[0]
