"""Files that nobody should import: refused in a sentence, whatever they ask for, and nothing of them stored."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from surveys.storage.database import connected
from surveys.storage.models import Answer, Child, PrintedFigure, Response, Review, Staff
from tests.support import hostile
from tests.support.source import ROOT

MOST_MEGABYTES = 256


@pytest.mark.timeout(900)  # threescore programs
async def test_no_hostile_file_is_applied_nor_takes_more_memory_than_it_may(
    environ: dict[str, str], tmp_path: Path, database_url: str
) -> None:
    importer = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.importer", cwd=ROOT, stdin=PIPE, stdout=PIPE, limit=2**20,
        env={**os.environ, **environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip  # what is run, then where
    assert importer.stdin is not None
    assert importer.stdout is not None
    ended, wanted = {}, {}
    for name, content, said in hostile.files():
        path = tmp_path / name
        path.write_bytes(content)
        importer.stdin.write(json.dumps(str(path)).encode() + b"\n")
        told = json.loads(await importer.stdout.readline())
        path.unlink()
        wanted[name] = (1, True, said)
        ended[name] = (told["code"], told["peak"] < MOST_MEGABYTES, said if said in told["said"] else told["said"])
    importer.stdin.close()
    await importer.wait()
    assert ended == wanted
    async with connected(database_url):
        stored = {
            table.__name__: await table.all().count()
            for table in (Staff, Child, Review, Response, Answer, PrintedFigure)
        }
    assert set(stored.values()) == {0}, stored
