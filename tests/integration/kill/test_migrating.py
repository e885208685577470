"""A migration killed at each of its statements leaves nothing half done: the next one completes."""

import asyncio
import os
import sys
from pathlib import Path

from surveys.storage.database import connected
from surveys.storage.migrating import require_current_schema
from tests.support import schema
from tests.support.source import ROOT

KILLED = -9


async def test_a_migration_killed_at_any_statement_is_completed_by_the_next(
    empty_database_url: str, environ: dict[str, str]
) -> None:
    environ = {**environ, "MYSAY_DATABASE_URL": empty_database_url}
    nth, ends = 1, [await _migrate(environ, "schema-statement:1")]
    while ends[-1] == KILLED:
        nth += 4
        ends.append(await _migrate(environ, f"schema-statement:{nth}"))
    assert (ends.count(KILLED) > 5, ends[-1]) == (True, 0)
    async with connected(empty_database_url):
        await require_current_schema(empty_database_url)
        assert await schema.present_indexes() == schema.declared_indexes()
        assert await schema.present_references() == schema.declared_references()


async def test_a_migration_of_a_full_database_killed_half_way_keeps_every_row(
    empty_database_url: str, environ: dict[str, str]
) -> None:
    environ = {**environ, "MYSAY_DATABASE_URL": empty_database_url}
    assert await _migrate(environ, "") == 0
    async with connected(empty_database_url):
        await schema.populate()
        before = await schema.contents()
    ends = [await _migrate(environ, place) for place in ("schema-statement:1", "")]
    assert ends == [KILLED, 0]
    async with connected(empty_database_url):
        await require_current_schema(empty_database_url)
        assert await schema.contents() == before


async def _migrate(environ: dict[str, str], crash: str) -> int:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MYSAY_")}
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).parent / "mysay", "migrate", cwd=ROOT,
        env={**inherited, **environ, "MYSAY_CRASH_AT": crash}, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    return await process.wait()
