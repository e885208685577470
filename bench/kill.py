"""A thousand servers killed under load on each database, held beside what children were shown as saved.

Run as ``python -m bench.kill [KILLS]``; the section "kill" of bench/RESULTS.md is written anew. The same harness
is in the tests with a hundred kills: tests/support/kill.
"""

import asyncio
import base64
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.machine import ROOT, described
from config import authority as authority_file
from config.settings import SHIPPED_AUTHORITY
from surveys.clock import Clock
from surveys.questionnaire.library import Library
from surveys.service.context import Service
from surveys.storage.database import connected
from surveys.storage.keys import unlocked
from tests.support import databases, keys
from tests.support.kill.killing import kill_again_and_again
from tests.support.kill.world import world

RESULTS = ROOT / "bench/RESULTS.md"
#: One world is this many kills: then its children are told off, and a new one begins.
_A_WORLD = 250


@dataclass(slots=True)
class Tally:
    """What came of all the worlds on one database."""

    kind: str
    kills: int = 0
    answers: int = 0
    alerts: int = 0
    finished: int = 0
    unsure: int = 0
    wrongs: int = 0
    minutes: float = 0

    @property
    def row(self) -> str:
        """As a line of the table."""
        figures = (self.kills, self.answers, self.finished, self.alerts, self.unsure, self.wrongs)
        return f"| {self.kind} | {' | '.join(f'{each:,}' for each in figures)} | {self.minutes:.0f} |"


async def killed(url: str, kills: int, seed: int, tally: Tally) -> None:
    """One world on a database of its own."""
    authority = authority_file.read(SHIPPED_AUTHORITY)
    library = Library.load(authority.questionnaires, authority.wording, authority)
    environ = {
        "MYSAY_DATABASE_URL": url,
        "MYSAY_DATA_KEYS": f"test:{base64.b64encode(keys.DATA_KEY).decode()}",
        "MYSAY_SECRET_KEY": keys.SECRET_KEY,
    }
    with tempfile.TemporaryDirectory() as folder:
        async with connected(url):
            clock = Clock(ZoneInfo("Europe/London"), keys.NOW)
            vault = await unlocked(keys.vault())
            service = Service(
                vault=vault, library=library, authority=authority, clock=clock, base_url=keys.BASE_URL
            )  # fmt: skip
            async with world(service, environ, Path(folder), seed=seed) as crowd:
                await kill_again_and_again(crowd, kills)
                account = await crowd.account()
    tally.kills += crowd.kills
    tally.unsure += crowd.unsure
    tally.answers += account.answers
    tally.alerts += account.alerts
    tally.finished += account.finished
    tally.wrongs += len(account.wrongs)
    for wrong in account.wrongs:
        print("WRONG", wrong, flush=True)


@contextmanager
def source(kind: str) -> Iterator[databases.Databases]:
    """Databases of a kind."""
    with (
        tempfile.TemporaryDirectory(dir="/var/tmp") as folder,
        databases.available(kind, Path(folder), keys.vault()) as it,
    ):
        yield it


def run(kind: str, kills: int) -> Tally:
    """So many kills on one kind of database."""
    tally, began = Tally(kind), time.monotonic()
    with source(kind) as made:
        while tally.kills < kills:
            asyncio.run(killed(made.migrated(), min(_A_WORLD, kills - tally.kills), tally.kills + 1, tally))
            tally.minutes = (time.monotonic() - began) / 60
            print(tally.row, flush=True)
    return tally


def section(rows: list[str]) -> str:
    """The section of the results."""
    head = (
        "| database | kills | answers shown as saved | children finished | calls for help | requests without an answer "
        "| lost, doubled, never given, or prompts beyond one a kill | minutes |\n|---|---|---|---|---|---|---|---|"
    )
    return f"## kill\n\n{datetime.now(UTC):%d %B %Y}. {described()}\n\n{head}\n" + "\n".join(rows) + "\n"


def main(kills: int) -> int:
    """Both databases, each in a process of its own: the ORM keeps one kind a process."""
    rows = []
    for kind in databases.KINDS:
        read, write = os.pipe()
        if not os.fork():
            os.write(write, run(kind, kills).row.encode())
            os._exit(0)
        os.wait()
        os.close(write)
        rows.append(os.read(read, 65536).decode())
    before = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n"
    rest = re.sub(r"(?ms)^## kill\n.*?(?=^## |\Z)", "", before).rstrip()
    RESULTS.write_text(f"{rest}\n\n{section(rows)}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
