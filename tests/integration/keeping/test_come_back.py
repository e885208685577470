"""Whoever was erased and came into care again is no longer who was erased: a restore leaves them, their answers and calls."""

import json
import zipfile
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import pytest
from tortoise.connection import get_connection

from mysay.house import House
from mysay.restoring import Restored, restore
from surveys.service import erasing
from surveys.service.backing_up import back_up
from surveys.service.erasing import ErasedAgain
from surveys.storage import archive, snapshots
from surveys.storage.database import connected
from surveys.storage.models import Alert, Child
from tests.support import keys, schema
from tests.support.held import Words, held

HERS = Words("Hers47110815")
#: What a restore adds: the line of the audit and the hold.
ADDED = {"audit", "outgoing"}


def at(house: House, **later: float) -> House:
    """The same house so much later."""
    return replace(house, fixed=keys.NOW + timedelta(**later))


async def with_her(house: House, *, calling: bool = False) -> None:
    async with house.opened() as service:
        await held(service, HERS, number=7001)
        if calling:
            await Alert.all().update(acknowledged_at=None)


async def erased(house: House) -> None:
    async with house.opened() as service:
        await Alert.all().update(acknowledged_at=service.clock.now())
        await erasing.erase(service, HERS("id"), reason="asked for", actor="qa")


async def backed_up(house: House, file: Path) -> Path:
    async with house.opened() as service:
        await back_up(service, house.settings.database_url, file, actor="admin")
    return file


async def backed_up_before(house: House, file: Path) -> Path:
    """A backup as it was made before the list of erasures had moments, of a database as it was then."""
    url, payload = house.settings.database_url, file.with_suffix(".payload")
    async with connected(url):
        await get_connection("default").execute_script(
            f"ALTER TABLE erasure DROP COLUMN erased_at; DELETE FROM tortoise_migrations WHERE name = '{snapshots.ERASED_AT}'"  # noqa: S608  # our own words
        )
    facts = await snapshots.take(url, payload)
    made = archive.pack(facts, payload, file, made_at=keys.NOW.isoformat(), vault=house.vault)
    made = replace(made, format="mysay-backup/2", mark="")
    made = replace(made, mark=house.vault.vouch(made.message))
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("manifest.json", json.dumps(asdict(made)))
        zipped.write(payload, "database")
    return file


async def restored(house: House, file: Path, *newer: Path) -> Restored:
    return await restore(house, file, over=True, newer=newer, actor="admin")


async def children(house: House) -> int:
    async with house.opened():
        return await Child.all().count()


async def test_who_came_back_before_the_backup_stays_with_answers_and_the_call_that_waits(
    house: House, tmp_path: Path
) -> None:
    await with_her(house)
    await erased(house)
    await with_her(at(house, days=1), calling=True)
    file = await backed_up(at(house, days=2), tmp_path / "b.zip")
    async with house.opened():
        before = await schema.contents()
    assert (await restored(house, file, file)).again == ErasedAgain()
    async with house.opened():
        after = await schema.contents()
    assert [after[table] for table in after if table not in ADDED] == [
        before[table] for table in before if table not in ADDED
    ]
    assert [row["acknowledged_at"] for row in after["alert"]] == [None]


async def test_who_came_back_and_was_erased_once_more_since_is_erased_again_on_the_same_day_too(
    house: House, elsewhere: House, tmp_path: Path
) -> None:
    await with_her(house)
    await erased(house)
    await with_her(at(house, hours=1))
    file = await backed_up(at(house, hours=2), tmp_path / "b.zip")
    await erased(at(house, hours=3))
    newer = await backed_up(at(house, hours=4), tmp_path / "newer.zip")
    for there, lists in ((house, ()), (house, ()), (elsewhere, (newer,))):  # a restore hands its list on to the next
        assert (await restored(there, file, *lists)).again == ErasedAgain(children=1)
        assert await children(there) == 0


async def test_a_call_that_waits_in_the_backup_and_goes_with_its_child_is_counted(house: House, tmp_path: Path) -> None:
    await with_her(house, calling=True)
    file = await backed_up(house, tmp_path / "b.zip")
    await erased(at(house, days=1))
    assert (await restored(house, file)).again == ErasedAgain(children=1, calls=1)


@pytest.mark.parametrize(("once_more", "left"), [(False, 1), (True, 0)])
async def test_a_backup_from_before_there_were_moments_is_restored_by_its_days(
    house: House, tmp_path: Path, *, once_more: bool, left: int
) -> None:
    await with_her(house)
    await erased(house)
    await with_her(at(house, days=1))
    file = await backed_up_before(house, tmp_path / "b.zip")
    await restored(house, file)
    if once_more:
        await erased(at(house, days=2))
    assert (await restored(house, file)).again == ErasedAgain(children=1 - left)
    assert await children(house) == left
