"""A backup holds one moment of a database in use; putting it back is checked, whole, erased again, and silent."""

import asyncio
import json
import os
import sqlite3
import zipfile
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from mysay.house import House
from mysay.leadership import nobody_serves
from mysay.restoring import restore
from surveys.errors import Refused
from surveys.service import erasing
from surveys.service.backing_up import back_up
from surveys.service.erasing import ErasedAgain
from surveys.storage import archive, outgoing, snapshots
from surveys.storage.archive import Facts, Manifest
from surveys.storage.counting import recount
from surveys.storage.migrating import migrate
from surveys.storage.models import Audit, Child, Response
from surveys.storage.outgoing import Queued, Sort
from surveys.storage.urls import is_sqlite
from tests.support import keys, schema
from tests.support.crowd import consistent, crowd
from tests.support.damage import listed_with
from tests.support.held import Words, held
from tests.support.rekeying import NEW_KEY
from tests.support.remains import found, stored

HERS, HIS = Words("Hers47110815"), Words("His47110816")
#: What a restore adds: the line of the audit and the hold.
ADDED = {"audit", "outgoing"}
COUNTED = ("counted_answer", "tally")

#: What psql would run, were it given it.
FORGED = b"\\! touch PWNED\n"

Contents = dict[str, list[dict[str, Any]]]


async def contents(house: House) -> Contents:
    async with house.opened():
        return await schema.contents()


async def backed_up(house: House, file: Path) -> Manifest:
    async with house.opened() as service:
        return await back_up(service, house.settings.database_url, file, actor="admin")


async def with_two_children(house: House) -> None:
    async with house.opened() as service:
        await held(service, HERS, number=7001)
        await held(service, HIS, number=7002)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def without(contents: Contents, tables: set[str]) -> Contents:
    return {table: rows for table, rows in contents.items() if table not in tables}


async def test_what_was_backed_up_comes_back_on_another_machine(house: House, elsewhere: House, tmp_path: Path) -> None:
    await with_two_children(house)
    before = await contents(house)
    manifest = await backed_up(house, tmp_path / "b.zip")
    restored = await restore(elsewhere, tmp_path / "b.zip", over=False, newer=(), actor="admin")
    assert (restored.manifest, restored.again) == (manifest, ErasedAgain())
    after = await contents(elsewhere)
    assert without(after, ADDED) == without(before, ADDED)
    assert {table: len(before[table]) for table in before} == {table: manifest.facts.tables[table] for table in before}
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0
    assert names(tmp_path) == ["b.zip"]
    async with house.opened():
        assert [deed.subject for deed in await Audit.filter(action="backup")] == [f"backup:{manifest.sha256[:16]}"]


async def test_no_word_of_a_child_is_in_a_backup(house: House, tmp_path: Path) -> None:
    await with_two_children(house)
    await backed_up(house, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as zipped:
        inside = [zipped.read(name) for name in zipped.namelist()]
    secrets = [*HERS.everything, *HIS.everything, keys.SECRET_KEY]
    assert found(secrets, *inside, (tmp_path / "b.zip").read_bytes()) == []
    assert b"North" in inside[1]


async def test_who_was_erased_since_is_erased_again(house: House, tmp_path: Path) -> None:
    await with_two_children(house)
    await backed_up(house, tmp_path / "b.zip")
    async with house.opened() as service:
        hers = await Child.get(ref_hash=service.vault.hash("child", HERS("id")))
        await erasing.erase(service, HERS("id"), reason="asked for", actor="qa")
        erased = await schema.contents()
    restored = await restore(house, tmp_path / "b.zip", over=True, newer=(), actor="admin")
    assert restored.again == ErasedAgain(children=1)
    after = await contents(house)
    assert without(after, ADDED) == without(erased, ADDED)
    left = stored(house.settings.database_url)
    assert found([hers.ref_sealed, str(hers.first_name_sealed), *HERS.everything], left) == []
    his = [str(row["id"]) for row in after["child"]]
    assert (found(his, left), len(his)) == (his, 1)


async def test_a_newer_backup_says_who_was_erased_when_the_database_is_lost(
    house: House, elsewhere: House, tmp_path: Path
) -> None:
    await with_two_children(house)
    await backed_up(house, tmp_path / "old.zip")
    async with house.opened() as service:
        await erasing.erase(service, HERS("id"), reason="asked for", actor="qa")
    await backed_up(house, tmp_path / "new.zip")
    newer = (tmp_path / "new.zip",)
    restored = await restore(elsewhere, tmp_path / "old.zip", over=False, newer=newer, actor="admin")
    assert restored.again == ErasedAgain(children=1)
    assert [len(rows) for table, rows in (await contents(elsewhere)).items() if table in {"child", "erasure"}] == [1, 1]


async def test_reminders_are_held_until_somebody_lets_them_go_and_alert_mails_are_not(
    house: House, tmp_path: Path
) -> None:
    async with house.opened() as service:
        child = await held(service, HERS, number=7001)
        await outgoing.queue(Sort.REMINDER, [Queued("reminder:1", child.id)], now=keys.NOW)
        await outgoing.queue(Sort.ALERT, [Queued("alert:1", child.id)], now=keys.NOW)
        waiting = len(await outgoing.lease(now=keys.NOW, until=keys.NOW))
    await backed_up(house, tmp_path / "b.zip")
    await restore(house, tmp_path / "b.zip", over=True, newer=(), actor="admin")
    async with house.opened():
        await outgoing.queue(Sort.REMINDER, [Queued("reminder:2", child.id)], now=keys.NOW)
        assert await outgoing.lease(now=keys.NOW, until=keys.NOW) == []
        assert [row.key for row in await outgoing.waiting(Sort.ALERT, now=keys.NOW)] == ["alert:1"]
        assert await outgoing.release() == waiting + 1
        assert len(await outgoing.lease(now=keys.NOW, until=keys.NOW)) == waiting + 1


async def test_a_backup_under_load_holds_one_moment(house: House, elsewhere: House, tmp_path: Path) -> None:
    async with house.opened() as service:
        everybody, enough = await crowd(service, 6), asyncio.Event()
        tasks = [asyncio.create_task(each.until(service, enough)) for each in everybody]
        acknowledged = []
        for number in range(3):
            await asyncio.gather(*(each.gone_on(10 * (number + 1)) for each in everybody))
            acknowledged.append([each.saved[-1] for each in everybody])
            url = house.settings.database_url
            await back_up(service, url, tmp_path / f"{number}.zip", actor="admin")
        enough.set()
        await asyncio.gather(*tasks)
        final = [each.saved[-1] for each in everybody]
    for number in range(3):
        await restore(elsewhere, tmp_path / f"{number}.zip", over=number > 0, newer=(), actor="admin")
        async with elsewhere.opened():
            standing = await consistent([each.session for each in everybody])
            revisions = [standing[each.session] for each in everybody]
            assert all(low <= it <= high for low, it, high in zip(acknowledged[number], revisions, final, strict=True))
            before = await schema.contents()
            await recount([row.id for row in await Response.all()])
            after = await schema.contents()
            assert [after[table] for table in COUNTED] == [before[table] for table in COUNTED]


def _spoilt(change: Callable[[dict[str, Any]], object], **files: bytes) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        with zipfile.ZipFile(path) as zipped:
            read = {name: zipped.read(name) for name in zipped.namelist()}
        manifest = json.loads(read["manifest.json"])
        change(manifest)
        read |= {"manifest.json": json.dumps(manifest).encode(), **files}
        with zipfile.ZipFile(path, "w") as zipped:
            for name, body in read.items():
                zipped.writestr(name, body)

    return spoil


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _commented(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as zipped:
        zipped.comment = b"added"


def _listed_with(part: int, at: int, number: int) -> Callable[[Path], None]:
    """The manifest is the first part, the database the second."""

    def spoil(path: Path) -> None:
        path.write_bytes(listed_with(path.read_bytes(), part, at, number))

    return spoil


def _nothing(_: dict[str, Any]) -> None:
    return None


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_cut, "is not a backup made by 'mysay backup', or it is damaged"),
        (lambda path: path.write_bytes(b"PK"), "is not a backup made by 'mysay backup', or it is damaged"),
        (_spoilt(_nothing, database=b"DROP TABLE child"), "its database is not the one that its manifest describes"),
        (_spoilt(lambda it: it.update(format="mysay-backup/9")), "was made by another version of mysay"),
        (_spoilt(lambda it: it["facts"]["migrations"].append("0999_later")), "by a newer version of mysay"),
        (_spoilt(lambda it: it["facts"].update(kind="oracle")), "The backup is of a oracle database"),
        (_spoilt(lambda it: it["facts"]["erasures"].update({"'); DROP": "2014-01-01"})), "is not a backup"),
        (_spoilt(lambda it: it["facts"].update(lookup="gone:AAAA")), "The data keys do not fit"),
        (_spoilt(lambda it: it["facts"].pop("tables")), "is not a backup"),
        (_spoilt(lambda it: it["facts"].update(lookup=5)), "is not a backup"),
        (_spoilt(lambda it: it.update(facts="none")), "is not a backup"),
        (_spoilt(lambda it: it.update(mark="")), "was changed after it was made"),
        (_spoilt(lambda it: it["facts"]["erasures"].update({"0" * 64: "2014-01-01"})), "was changed after it was made"),
        (
            _spoilt(lambda it: it.update(sha256=sha256(FORGED).hexdigest(), size=len(FORGED)), database=FORGED),
            "was changed after it was made",
        ),
        (_spoilt(_nothing, more=b"added"), "is not a backup made by 'mysay backup', or it is damaged"),
        (
            lambda path: path.write_bytes(path.read_bytes() + b"x"),
            "is not a backup made by 'mysay backup', or it is damaged",
        ),
        (
            lambda path: path.write_bytes(b"x" + path.read_bytes()),
            "is not a backup made by 'mysay backup', or it is damaged",
        ),
        (
            lambda path: path.write_bytes(path.read_bytes() * 2),
            "is not a backup made by 'mysay backup', or it is damaged",
        ),
        (_commented, "is not a backup made by 'mysay backup', or it is damaged"),
        (_listed_with(0, 6, 99), "is not a backup made by 'mysay backup', or it is damaged"),
        (_listed_with(0, 8, 1), "is not a backup made by 'mysay backup', or it is damaged"),
        (_listed_with(0, 10, 99), "is not a backup made by 'mysay backup', or it is damaged"),
        (_listed_with(1, 8, 1), "is damaged; take an earlier backup"),
        (_listed_with(1, 10, 99), "is damaged; take an earlier backup"),
        (_listed_with(1, 10, zipfile.ZIP_BZIP2), "is damaged; take an earlier backup"),
        (_spoilt(_nothing, database=bytes(1 << 22)), "its database is not the one that its manifest describes"),
    ],
)
async def test_a_backup_that_does_not_fit_is_refused_and_nothing_is_touched(
    house: House, tmp_path: Path, spoil: Callable[[Path], None], told: str
) -> None:
    await with_two_children(house)
    file = tmp_path / "b.zip"
    await backed_up(house, file)
    before = await contents(house)
    spoil(file)
    with pytest.raises(Refused, match=told):
        await restore(house, file, over=True, newer=(), actor="admin")
    assert await contents(house) == before
    assert (names(tmp_path), "PWNED" in names(Path())) == (["b.zip"], False)


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero"), Path.mkdir])
def test_what_is_no_ordinary_file_is_not_read_as_a_backup(tmp_path: Path, make: Callable[[Path], None]) -> None:
    file = tmp_path / "b.zip"
    make(file)
    with pytest.raises(Refused, match="is not an ordinary file"):
        archive.manifest_of(file)


def test_a_small_backup_that_unpacks_to_very_much_is_given_up_at_the_size_it_has_by_its_manifest(
    tmp_path: Path,
) -> None:
    file, payload, said = tmp_path / "b.zip", tmp_path / "payload", 1000
    payload.write_bytes(bytes(said))
    facts = Facts(kind="sqlite", tables={}, migrations=(), lookup="", erasures={})
    manifest = archive.pack(facts, payload, file, made_at="2014-03-28", vault=keys.vault())
    _spoilt(_nothing, database=bytes(1 << 26))(file)
    with pytest.raises(Refused, match="is damaged"):
        archive.unpack(file, manifest, payload)
    assert payload.stat().st_size < 1 << 22


async def test_a_damaged_list_of_the_erased_is_refused(house: House, tmp_path: Path) -> None:
    await with_two_children(house)
    for name in ("b.zip", "newer.zip"):
        await backed_up(house, tmp_path / name)
    before = await contents(house)
    _listed_with(0, 10, 99)(tmp_path / "newer.zip")
    with pytest.raises(Refused, match=r"newer\.zip is not a backup made by 'mysay backup', or it is damaged"):
        await restore(house, tmp_path / "b.zip", over=True, newer=[tmp_path / "newer.zip"], actor="admin")
    assert await contents(house) == before


async def test_another_database_s_list_of_the_erased_is_refused(house: House, elsewhere: House, tmp_path: Path) -> None:
    await with_two_children(house)
    await backed_up(house, tmp_path / "ours.zip")
    await migrate(elsewhere.settings.database_url, elsewhere.vault)
    await backed_up(elsewhere, tmp_path / "theirs.zip")
    before = await contents(house)
    with pytest.raises(Refused, match=r"theirs\.zip is a backup of another database"):
        await restore(house, tmp_path / "ours.zip", over=True, newer=[tmp_path / "theirs.zip"], actor="admin")
    assert await contents(house) == before


async def test_other_keys_a_database_that_is_there_and_one_in_use_are_refused(house: House, tmp_path: Path) -> None:
    await with_two_children(house)
    file = tmp_path / "b.zip"
    await backed_up(house, file)
    before = await contents(house)
    with pytest.raises(Refused, match=r"^There is a database already.*--replace"):
        await restore(house, file, over=False, newer=(), actor="admin")
    stranger = replace(house, settings=replace(house.settings, data_keys=(("test", NEW_KEY),)))
    with pytest.raises(Refused, match=r"^The data keys do not fit this database"):
        await restore(stranger, file, over=True, newer=(), actor="admin")
    async with nobody_serves(house.settings.database_url):
        with pytest.raises(Refused, match="is using this database"):
            await restore(house, file, over=True, newer=(), actor="admin")
    assert await contents(house) == before


async def test_a_restore_that_fails_half_way_leaves_what_was_there(house: House, tmp_path: Path) -> None:
    await with_two_children(house)
    file = tmp_path / "b.zip"
    await backed_up(house, file)
    before = await contents(house)
    manifest, payload = archive.manifest_of(file), tmp_path / "payload"
    archive.unpack(file, manifest, payload)
    payload.write_bytes(payload.read_bytes()[: -manifest.size // 3])
    spoilt = archive.pack(manifest.facts, payload, file, made_at=manifest.made_at, vault=house.vault)
    assert spoilt.facts == manifest.facts
    with pytest.raises(Refused):
        await restore(house, file, over=True, newer=(), actor="admin")
    assert await contents(house) == before


async def test_where_no_backup_can_be_written_it_is_said(house: House, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"b\.zip cannot be written: No such file or directory"):
        await backed_up(house, tmp_path / "nowhere" / "b.zip")


async def test_a_database_that_is_not_mysay_s_is_left_alone(house: House, elsewhere: House, tmp_path: Path) -> None:
    await backed_up(house, tmp_path / "b.zip")
    url = elsewhere.settings.database_url
    dump = tmp_path / "other.sql"
    dump.write_text("CREATE TABLE letters (line TEXT);", encoding="utf-8")
    if is_sqlite(url):
        sqlite3.connect(url.removeprefix("sqlite://")).executescript(dump.read_text(encoding="utf-8"))
    else:
        await snapshots.load(url, dump, more="")
    with pytest.raises(Refused, match=r"^What is there is not a mysay database; nothing was touched\. Move"):
        await restore(elsewhere, tmp_path / "b.zip", over=True, newer=(), actor="admin")
