"""Migrations on a populated database: every row, index, unique key and foreign key is there afterwards.

Three traps of the ORM make this worth proving: constraints of a new table may be forgotten, SQLite's
rebuild of an altered table drops its indexes, and with foreign keys on it deletes the rows that point at it.
"""

import shutil
import sys
from pathlib import Path

import pytest
from tortoise.migrations.api import migrate as apply_migrations

from surveys.storage import migrations
from surveys.storage.database import configuration, connected
from surveys.storage.migrating import migrate, require_current_schema
from surveys.storage.vault import Vault
from tests.support import schema

#: What a later version may do: alter a column of a table that others point at.
_LATER = """
from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "{last}")]
    operations = [ops.AlterField("Child", "area", fields.CharField(max_length=240))]
"""


async def test_the_schema_has_every_index_and_unique_key_the_models_declare(database_url: str) -> None:
    async with connected(database_url):
        assert await schema.present_indexes() == schema.declared_indexes()


async def test_the_schema_has_every_foreign_key_the_models_declare(database_url: str) -> None:
    async with connected(database_url):
        assert await schema.present_references() == schema.declared_references()


async def test_migrating_an_empty_database_makes_it_current(empty_database_url: str, vault: Vault) -> None:
    await migrate(empty_database_url, vault)
    async with connected(empty_database_url):
        await require_current_schema(empty_database_url)
        assert await schema.present_indexes() == schema.declared_indexes()


async def test_migrating_again_changes_no_row(database_url: str, vault: Vault) -> None:
    async with connected(database_url):
        await schema.populate()
        before = await schema.contents()
    await migrate(database_url, vault)
    async with connected(database_url):
        assert await schema.contents() == before
        assert all(before.values())


@pytest.mark.parametrize("last", [1, 5, 9])
async def test_every_row_of_an_earlier_version_is_there_in_the_latest(
    empty_database_url: str, vault: Vault, tmp_path: Path, last: int
) -> None:
    _write_migrations_until(last, tmp_path / "earlier_migrations")
    async with connected(empty_database_url, foreign_keys="OFF"):
        await _apply(empty_database_url, tmp_path, "earlier_migrations")
        await schema.fill_tables_as_they_stand()
        before = await schema.rows_as_they_stand()
    await migrate(empty_database_url, vault)
    async with connected(empty_database_url):
        after = await schema.rows_as_they_stand()
        assert await schema.present_indexes() == schema.declared_indexes()
        assert await schema.present_references() == schema.declared_references()
    lost = [(table, row) for table, rows in before.items() for row in rows if not _found(row, after[table])]
    assert lost == []
    assert len(before) > 10
    assert all(before.values())


async def test_altering_a_table_that_others_point_at_loses_no_row(database_url: str, tmp_path: Path) -> None:
    _write_later_migration(tmp_path / "later_migrations")
    async with connected(database_url):
        await schema.populate()
        before = await schema.contents()
    async with connected(database_url, foreign_keys="OFF"):
        await _apply(database_url, tmp_path, "later_migrations")
    async with connected(database_url):
        assert await schema.contents() == before


async def _apply(url: str, folder: Path, package: str) -> None:
    """Apply the migrations of a package in a folder, as :func:`migrate` applies the shipped ones."""
    chosen = configuration(url, foreign_keys="OFF")
    chosen["apps"]["surveys"]["migrations"] = package
    sys.path.insert(0, str(folder))
    try:
        await apply_migrations(config=chosen)
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]


def _found(row: dict[str, object], among: list[dict[str, object]]) -> bool:
    """Whether a row is there with everything it had; new columns may stand beside."""
    return any(row.items() <= each.items() for each in among)


def _write_migrations_until(last: int, folder: Path) -> None:
    shipped = Path(migrations.__file__).parent
    later = [path.name for path in shipped.glob("0*.py") if int(path.stem[:4]) > last]
    shutil.copytree(shipped, folder, ignore=shutil.ignore_patterns("__pycache__", *later))


def _write_later_migration(folder: Path) -> None:
    shipped = Path(migrations.__file__).parent
    shutil.copytree(shipped, folder, ignore=shutil.ignore_patterns("__pycache__"))
    last = max(path.stem for path in shipped.glob("0*.py"))
    (folder / "0999_later.py").write_text(_LATER.format(last=last))
