"""Bringing the schema up to date, and refusing one that is not."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tortoise.connection import get_connection
from tortoise.migrations.executor import MigrationExecutor

from surveys.errors import Refused, SurveyError
from surveys.storage.database import APP, SchemaOutdated, configuration, connected, transaction
from surveys.storage.keys import unlocked
from surveys.storage.models import Secret
from surveys.storage.urls import is_sqlite, sqlite_file
from surveys.storage.vault import Vault, new_hash_key


async def migrate(url: str, vault: Vault) -> None:
    """Bring the schema up to date, and make the key of the lookups when there is none: all of it, or nothing.

    SQLite rebuilds a table to alter it; with foreign keys on, dropping the old one would silently
    delete every child row. They are off here, and checked afterwards.
    """
    apps = configuration(url)["apps"]
    if is_sqlite(url):
        _make_private(Path(sqlite_file(url)))
    async with connected(url, foreign_keys="OFF"):
        executor = MigrationExecutor(get_connection("default"), apps)
        await executor.migrate([])  # makes its own table, nothing else
        await _refuse_newer(executor)
        async with transaction() as whole:
            await MigrationExecutor(whole, apps).migrate(direction="forward")
            await _check_and_key(url, vault)


async def require_current_schema(url: str) -> None:
    """Refuse a database whose migrations are not exactly those of this program.

    Raises:
        SchemaOutdated: with what to do.
        Refused: a newer program has migrated it.
    """
    executor = MigrationExecutor(get_connection("default"), configuration(url)["apps"])
    waiting = await executor.plan(None)
    await _refuse_newer(executor)
    if waiting:
        raise SchemaOutdated("The database is older than this program: back it up, then run 'mysay migrate'.")


async def _refuse_newer(executor: MigrationExecutor) -> None:
    """What the database has had must be known here. The executor has read what is known."""
    applied = await executor.recorder.applied_migrations()
    unknown = sorted(key.name for key in applied if key.app_label == APP and key not in executor.loader.graph.nodes)
    if unknown:
        raise Refused(
            f"The database was migrated by a newer version of mysay (it has {unknown[-1]}): run that version, or restore a "
            "backup from before."
        )


def _make_private(file: Path) -> None:
    """A file without tables yet is made for its owner alone; SQLite's logs beside it follow it in that."""
    try:
        file.touch(mode=0o600)
        if not file.is_file():
            raise Refused(f"{file} is not a file: set MYSAY_DATABASE_URL to the database's.")
        if _is_blank(file):
            file.chmod(0o600)
    except OSError as error:
        raise Refused(f"The database {file} cannot be made or written there: {error.strerror}.") from error


def _is_blank(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as connection:
        try:
            return not connection.execute("SELECT EXISTS (SELECT 1 FROM sqlite_master)").fetchone()[0]
        except sqlite3.DatabaseError:  # something else, or damaged: whoever opens it says so
            return False


async def _check_and_key(url: str, vault: Vault) -> None:
    if is_sqlite(url):
        await _check_foreign_keys()
    if not await Secret.exists(name="lookup"):
        sealed = vault.seal(new_hash_key(), table="secret", row="lookup", column="value")
        await Secret.create(name="lookup", value_sealed=sealed)
    await unlocked(vault)


async def _check_foreign_keys() -> None:
    broken = await get_connection("default").execute_query_dict("PRAGMA foreign_key_check")
    if broken:
        raise SurveyError(f"The migration left {len(broken)} rows that point at nothing; restore the backup.")
