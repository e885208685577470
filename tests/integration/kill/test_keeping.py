"""Imports, backups and restores killed half way: there is the old state or the new, never half, and the next one goes through."""

import signal
from pathlib import Path
from typing import Any

import pytest

from config import settings
from mysay.house import House
from mysay.leadership import nobody_serves
from surveys.errors import Refused
from surveys.service import erasing
from surveys.storage.counting import recount
from surveys.storage.database import connected
from surveys.storage.models import Child, Response
from tests.support import keys, programs, schema
from tests.support.databases import wanted_kind
from tests.support.held import Words, held
from tests.support.kill.world import World
from tests.support.programs import Ran

KILLED = -9
HERS, HIS = Words("Hers47110815"), Words("His47110816")
#: What a restore and a backup add.
TRACES = {"audit", "outgoing"}
POSTGRESQL = wanted_kind() == "postgresql"
PLACED = () if POSTGRESQL else ("restore-before-place",)
FILES = {
    "children.csv": "child_id,date_of_birth,area\n" + "".join(f"C{n},01/02/2004,North\n" for n in range(40)),
    "reviews.csv": "review_id,child_id,date,status\n" + "".join(f"R{n},C{n},10/02/2014,held\n" for n in range(40)),
    "responses.csv": "response_id,questionnaire,completed_on,question,answer,review_id\n"
    + "".join(f"F{n},consultation,10/02/2014,know_pledge,know,R{n}\n" for n in range(20)),
}
COUNTED = ("child", "review", "response", "answer", "counted_answer")
ALL = dict(zip(COUNTED, (40, 40, 20, 20, 20), strict=True))

Contents = dict[str, list[dict[str, Any]]]


async def _run(*arguments: object, environ: dict[str, str], folder: Path, kill: str = "") -> Ran:
    environ = {**environ, "MYSAY_CRASH_AT": kill}
    return await programs.mysay(*map(str, arguments), environ=environ, folder=folder)


@pytest.mark.parametrize(
    ("place", "there"),
    [
        ("import-laid-ready", dict.fromkeys(COUNTED, 0)),
        ("import-written", dict.fromkeys(COUNTED, 0)),
        ("import-counted", dict.fromkeys(COUNTED, 0)),
        ("import-committed", ALL),
    ],
)
async def test_an_import_that_is_killed_is_there_whole_or_not_at_all(
    environ: dict[str, str], tmp_path: Path, place: str, there: dict[str, int]
) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    killed = await _run("import", tmp_path, environ=environ, folder=tmp_path, kill=place)
    assert (killed.code, await _counted(environ)) == (KILLED, there)
    again = await _run("import", tmp_path, environ=environ, folder=tmp_path)
    assert (again.code, again.err, await _counted(environ)) == (0, "", ALL)
    async with connected(environ["MYSAY_DATABASE_URL"]):
        before = await schema.contents()
        await recount([row.id for row in await Response.all()])
        assert await schema.contents() == before


@pytest.mark.parametrize("place", ["backup-copied", "backup-packed"])
async def test_a_backup_that_is_killed_leaves_the_one_before_and_the_next_clears_up(
    house: House, environ: dict[str, str], tmp_path: Path, place: str
) -> None:
    await _with_two_children(house)
    file = tmp_path / "b.zip"
    assert (await _run("backup", "-o", file, environ=environ, folder=tmp_path)).code == 0
    before = file.read_bytes()
    killed = await _run("backup", "-o", file, environ=environ, folder=tmp_path, kill=place)
    assert (killed.code, file.read_bytes() == before) == (KILLED, True)
    assert _readable_by_others(tmp_path) == []
    again = await _run("backup", "-o", file, environ=environ, folder=tmp_path)
    assert (again.code, _names(tmp_path), file.read_bytes() == before) == (0, ["b.zip"], False)


@pytest.mark.parametrize("place", ["restore-unsettled", "restore-settled", *PLACED, "restore-in-place"])
async def test_a_restore_that_is_killed_leaves_the_old_or_the_new_or_says_to_run_it_again(
    house: House, environ: dict[str, str], tmp_path: Path, place: str
) -> None:
    await _with_two_children(house)
    file = tmp_path / "b.zip"
    assert (await _run("backup", "-o", file, environ=environ, folder=tmp_path)).code == 0
    new = await _erased(house)  # the restore erases her again, and so is to come to this
    old = await _moved(house)
    restore = ("restore", file, "--replace")
    assert (await _run(*restore, environ=environ, folder=tmp_path, kill=place)).code == KILLED
    if POSTGRESQL and place == "restore-unsettled":
        with pytest.raises(Refused, match=r"^A restore of this database was broken off.*run the same"):
            await _contents(house)
    else:
        assert await _contents(house) in (old, new)
    again = await _run(*restore, environ=environ, folder=tmp_path)
    assert (again.code, again.err, await _contents(house)) == (0, "", new)
    assert _names(tmp_path) == ["b.zip"]


async def test_nothing_is_restored_while_a_server_is_only_frozen(crowd: World, environ: dict[str, str]) -> None:
    server = await crowd.up()
    server.signal(signal.SIGSTOP)
    with pytest.raises(Refused, match=r"^A 'mysay serve' is using this database"):
        async with nobody_serves(environ["MYSAY_DATABASE_URL"]):
            pass
    server.signal(signal.SIGCONT)


@pytest.fixture
def house(environ: dict[str, str]) -> House:
    return House(settings.read(environ), keys.NOW)


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def _readable_by_others(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.stat().st_mode & 0o077]


async def _counted(environ: dict[str, str]) -> dict[str, int]:
    async with connected(environ["MYSAY_DATABASE_URL"]):
        found = await schema.contents()
    return {table: len(found[table]) for table in COUNTED}


async def _contents(house: House) -> Contents:
    async with house.opened():
        return {table: rows for table, rows in (await schema.contents()).items() if table not in TRACES}


async def _with_two_children(house: House) -> None:
    async with house.opened() as service:
        await held(service, HERS, number=7001)
        await held(service, HIS, number=7002)


async def _erased(house: House) -> Contents:
    """Erased now: the commands reckon by the present, and erase again who was erased since the backup."""
    async with House(house.settings).opened() as service:
        await erasing.erase(service, HERS("id"), reason="asked for", actor="qa")
    return await _contents(house)


async def _moved(house: House) -> Contents:
    async with house.opened():
        await Child.all().update(area="South")
    return await _contents(house)
