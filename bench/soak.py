"""The soak: young people come by Telegram and by the web for as long as is asked, and memory stays where it was.

Run as ``python -m bench.soak [MINUTES] [CHILDREN A MINUTE]``. Every round so many young people answer ten
questions each, half of them by Telegram and half by the web; the figures are scraped, and every fifth round the
report is made beside it. At the end the memory of the last fifth is held beside that of the fifth
after the warm-up, and every answer is counted in the database. The section "soak" of bench/RESULTS.md is written anew.
"""

import asyncio
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from aiohttp import ClientSession, TCPConnector

from bench import council
from bench.chat import CONNECTIONS, QUESTIONS, Standin, asked_council, standing_in
from bench.machine import ROOT, described, free_port, memory_mb, program
from bench.telegram import SECRET

RESULTS = ROOT / "bench/RESULTS.md"
#: More than this between the fifth after the warm-up and the last is growth.
MOST = 0.10
_ROUND_SECONDS = 15.0
_SAMPLE_SECONDS = 2.0
_AT_ONCE = 8
_REPORT_ROUNDS = 5
_HEAD = (
    "| round | minute | answers | p50 ms (web) | p99 ms | MB | open files | log MB | seconds |",
    "|---|---|---|---|---|---|---|---|---|",
)


@dataclass(slots=True)
class Soak:
    """What was seen of a server: (seconds since the start, MB) again and again, and what each round came to."""

    folder: Path
    pid: int = 0
    address: str = ""
    began: float = field(default_factory=time.monotonic)
    memory: list[tuple[float, float]] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    children: int = 0
    on_telegram: int = 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    async def sample(self) -> None:
        """Look at the memory again and again, until cancelled."""
        while True:
            self.memory.append((self.seconds, memory_mb(self.pid)))
            await asyncio.sleep(_SAMPLE_SECONDS)

    def growth(self) -> tuple[float, float, float]:
        """MB in the fifth after the warm-up (the first fifth), MB in the last fifth, and the growth as a share."""
        end = self.memory[-1][0]
        early = median(mb for at, mb in self.memory if end / 5 <= at < end * 2 / 5)
        late = median(mb for at, mb in self.memory if at >= end * 4 / 5)
        return early, late, late / early - 1

    def note(self, number: int, spent: float) -> None:
        """A line for a round."""
        waits, self.waits = sorted(self.waits), []
        files = len(list(Path(f"/proc/{self.pid}/fd").iterdir()))
        log = self.folder / "ours.db-wal"
        p50, p99 = waits[len(waits) // 2] * 1000, waits[int(len(waits) * 0.99)] * 1000
        row = (
            f"| {number} | {self.seconds / 60:.1f} | {self.children * QUESTIONS:,} | {p50:.1f} | {p99:.1f} "
            f"| {self.memory[-1][1]:.1f} | {files} | {log.stat().st_size / 1e6 if log.exists() else 0:.1f} | {spent:.1f} |"
        )
        self.rows.append(row)
        print(row, flush=True)


@contextmanager
def served(soak: Soak, standin: Standin, children: int) -> Iterator[list[tuple[str, str]]]:
    """mysay as a council runs it; the links of so many who are invited: the page's and Telegram's."""
    url, port = f"sqlite://{soak.folder}/ours.db", free_port()
    links = [tuple(json.loads(line)) for line in asked_council(url, children).splitlines()]
    environ = council.environ(url, soak.folder, port, standin.url, SECRET)
    soak.address = f"http://127.0.0.1:{port}"
    log = soak.folder / "ours.log"
    (soak.folder / "environ.json").write_text(json.dumps(environ))
    with program("mysay", "serve", ready=f"{soak.address}/readyz", environ=environ, log=log) as running:
        standin.do("wait", method="setMyCommands")  # as it starts it asks again whoever was in the middle
        soak.pid, soak.began = running.pid, time.monotonic()
        yield links


async def by_telegram(soak: Soak, standin: Standin, links: list[str], first: int) -> None:
    """All of these answer on Telegram; the stand-in's own process plays them."""
    chats = [[first + number, f"/start {link}"] for number, link in enumerate(links)]
    order = {"urls": [f"{soak.address}/telegram/webhook"], "pids": [soak.pid], "connections": CONNECTIONS // 4}
    done = await asyncio.to_thread(standin.do, "converse", chats=chats, taps=1 + QUESTIONS, **order)
    soak.on_telegram += len(links)
    if (done["bad"], done["finished"]) != (0, soak.on_telegram):
        raise RuntimeError(f"on Telegram not everybody came to the end: {done}")


async def by_web(soak: Soak, client: ClientSession, token: str) -> None:
    """One answers on the web: the page is looked at, then everything by the API."""
    async with client.get(f"{soak.address}/s/{token}") as page:
        await page.read()
    opened = await _posted(client, f"{soak.address}/api/v1/sessions", {"token": token})
    bearer, step = {"Authorization": f"Bearer {opened['session']}"}, opened["step"]
    while step["kind"] == "question":
        asked, began = step["question"], time.perf_counter()
        reply = {"to": asked["id"], "revision": step["revision"], "value": asked["options"][0]["code"]}
        step = (await _posted(client, f"{soak.address}/api/v1/session/reply", reply, bearer))["step"]
        soak.waits.append(time.perf_counter() - began)


async def _posted(client: ClientSession, url: str, body: dict[str, Any], headers: Any = None) -> dict[str, Any]:
    async with client.post(url, json=body, headers=headers) as answer:
        if answer.status not in {200, 201}:
            raise RuntimeError(f"{url} answered {answer.status}")
        found: dict[str, Any] = await answer.json()
        return found


async def one_round(soak: Soak, standin: Standin, links: list[tuple[str, str]]) -> None:
    """These young people come, some on Telegram and some on the web, and the monitoring looks in."""
    half, first = len(links) // 2, 10_000 + soak.children
    async with ClientSession(connector=TCPConnector(limit=_AT_ONCE)) as client:
        web = (by_web(soak, client, token) for token, _ in links[half:])
        await asyncio.gather(by_telegram(soak, standin, [link for _, link in links[:half]], first), *web)
        async with client.get(f"{soak.address}/metrics") as figures:
            await figures.read()
    soak.children += len(links)


async def soaked(soak: Soak, standin: Standin, links: list[tuple[str, str]], rounds: int) -> None:
    """Round after round, each beginning when it is due."""
    each, sampling = len(links) // rounds, asyncio.create_task(soak.sample())
    for number in range(rounds):
        await asyncio.sleep(max(0.0, number * _ROUND_SECONDS - soak.seconds))
        began = time.monotonic()
        await one_round(soak, standin, links[number * each : (number + 1) * each])
        if number % _REPORT_ROUNDS == 0:
            await asyncio.to_thread(_report, soak.folder)
        soak.note(number + 1, time.monotonic() - began)
    sampling.cancel()


def _report(folder: Path) -> None:
    """The quarter's report is made while young people answer."""
    command = [sys.executable, "-m", "mysay", "report", "2013-14-Q4"]
    subprocess.run(
        command, cwd=ROOT, env=json.loads((folder / "environ.json").read_text()), check=True, capture_output=True
    )


def kept(text: str) -> None:
    """Put the section in the place of the one that was there."""
    before = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n"
    rest = re.sub(r"(?ms)^## soak\n.*?(?=^## |\Z)", "", before).rstrip()
    RESULTS.write_text(f"{rest}\n\n## soak\n\n{text}\n", encoding="utf-8")


def main(minutes: float, a_minute: int) -> int:
    rounds = max(5, round(minutes * 60 / _ROUND_SECONDS))
    children = rounds * round(a_minute * _ROUND_SECONDS / 60)
    with tempfile.TemporaryDirectory(prefix="mysay-soak-") as folder, standing_in() as standin:
        soak = Soak(Path(folder))
        with served(soak, standin, children) as links:
            asyncio.run(soaked(soak, standin, links, rounds))
        stored = int(asked_council(f"sqlite://{folder}/ours.db", 0))
        size = (soak.folder / "ours.db").stat().st_size
    early, late, growth = soak.growth()
    flat = growth < MOST and stored == children * QUESTIONS
    told = (
        f"{minutes:g} minutes, {children:,} young people, {stored:,} of {children * QUESTIONS:,} answers in the database "
        f"({size / children / 1000:.1f} kB for each young person). Memory {early:.1f} MB after the warm-up and {late:.1f} MB "
        f"at the end: {growth:+.1%}. {'Flat.' if flat else 'NOT FLAT, or answers are missing.'}"
    )
    kept("\n".join((told, "", f"{datetime.now(UTC):%d %B %Y}. {described()}", "", *_HEAD, *_thinned(soak.rows))))
    print(told)
    return 0 if flat else 1


def _thinned(rows: list[str], most: int = 12) -> list[str]:
    """Some of the rows, evenly, the last among them."""
    step = -(-len(rows) // most)
    return rows[::-1][::step][::-1]


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(float(given[0]) if given else 30.0, int(given[1]) if given[1:] else 400))
