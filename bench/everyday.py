"""What everybody notices: how soon the server is ready, what it keeps in memory, a report, the first page.

On the sample authority, built afresh in .bench/demo. ``python -m bench.everyday``.
"""

import gzip
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Self
from urllib.parse import urljoin
from urllib.request import Request, urlopen

from bench.machine import ROOT, cpu_seconds, free_port, memory_mb
from bench.table import Row, markdown

ROUNDS = 5
_PEER = "import telegram.ext, aiohttp.web, tortoise; print(flush=True); input()"
_RUN = "import runpy; runpy.run_module('mysay', run_name='__main__', alter_sys=True)"


def _beside_the_lock() -> list[str]:
    """What can be imported here and not where mysay is installed, with what the tests need left out.

    Libraries take up what they find: the ORM imports pydantic, and httpx a library for colours, 8 MB that nobody has.
    """
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    there = {"mysay", *(line.partition("==")[0] for line in lines if "==" in line)}
    owners = packages_distributions().items()
    return [name for name, by in owners if there.isdisjoint(re.sub(r"[-_.]+", "-", each).lower() for each in by)]


def _alone(program: str) -> list[str]:
    """A program where only what mysay is installed with can be imported."""
    hide = f"import sys; sys.modules.update(dict.fromkeys({_beside_the_lock()}))"
    return [sys.executable, "-c", f"{hide}; {program}"]


_MYSAY = _alone(_RUN)


def main(folder: Path = ROOT / ".bench/demo") -> list[Row]:
    folder.mkdir(parents=True, exist_ok=True)
    _run(folder, "demo", "--build-only", "--port", str(free_port()))
    return [_start(folder), _imports(), _report(folder), _page(folder)]


def _run(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [*_MYSAY, *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True
    )
    return done.stdout


def _start(folder: Path) -> Row:
    taken, spent, memory = [], [], []
    for _ in range(ROUNDS):
        with _Serving(folder) as serving:
            taken.append(serving.ready)
            spent.append(serving.spent)
            time.sleep(3)
            memory.append(memory_mb(serving.process.pid))
    return Row(
        bench="start",
        side="mysay serve, to ready; idle memory",
        figure=(
            f"{statistics.median(taken):.2f} s, CPU {statistics.median(spent):.2f} s,"
            f" {statistics.median(memory):.0f} MB"
        ),
        must="3 s, 95 MB",
        aim="80 MB",
    )


class _Serving:
    """A server on the sample, from its start to the first time it says that it is ready."""

    def __init__(self, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        environ = {**os.environ, "MYSAY_PORT": self.url.rpartition(":")[2]}
        self._begun = time.perf_counter()
        self.process = subprocess.Popen(
            [*_MYSAY, "--demo", "serve"], cwd=folder, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.ready = self.spent = 0.0

    def __enter__(self) -> Self:
        while self.process.poll() is None:
            try:
                with urlopen(f"{self.url}/readyz", timeout=5):
                    self.ready = time.perf_counter() - self._begun
                    self.spent = cpu_seconds(self.process.pid)
                    return self
            except OSError:
                time.sleep(0.01)
        raise RuntimeError("mysay serve ended before it was ready")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(30)


def _imports() -> Row:
    with subprocess.Popen(_alone(_PEER), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as peer:
        peer.stdout.readline()
        memory = memory_mb(peer.pid)
        peer.communicate("\n")
    return Row(bench="start", side="python-telegram-bot, aiohttp and Tortoise imported", figure=f"{memory:.0f} MB")


def _report(folder: Path) -> Row:
    def work() -> None:
        _run(folder, "--demo", "report", "2013-14-Q4")

    work()
    clock, cpu = zip(*(_timed(work) for _ in range(ROUNDS)), strict=True)
    return Row(
        bench="report",
        side="mysay report 2013-14-Q4 on the sample, the whole process",
        figure=f"{statistics.median(clock):.2f} s, CPU {statistics.median(cpu):.2f} s",
        must="2 s",
        aim="1 s",
    )


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    begun, spent = time.perf_counter(), _children()
    work()
    return time.perf_counter() - begun, _children() - spent


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _page(folder: Path) -> Row:
    """The first page of a link and all that it names, as they come over the line."""
    link = json.loads(_run(folder, "--demo", "invite", "--json"))[0]["link"]
    with _Serving(folder) as serving:
        path = "/s/" + link.rpartition("/")[2]
        page, size = _got(serving.url + path)
        named = {
            urljoin(path, found) for found in re.findall(r'(?:href|src)="([^"]+\.(?:css|js|svg|png|woff2))[^"]*"', page)
        }
        sizes = {each: _got(serving.url + each)[1] for each in sorted(named)}
    parts = ", ".join(f"{each.rpartition('/')[2]} {number / 1000:.1f}" for each, number in sizes.items())
    return Row(
        bench="page",
        side="a young person's first load, compressed",
        figure=f"{(size + sum(sizes.values())) / 1000:.1f} kB in {1 + len(sizes)} requests",
        must="60 kB",
        aim="25 kB",
        note=f"page {size / 1000:.1f}, {parts}",
    )


def _got(url: str) -> tuple[str, int]:
    """The text, and how many bytes it was on its way, headers aside."""
    with urlopen(Request(url, headers={"Accept-Encoding": "gzip"})) as answer:
        body = answer.read()
        compressed = answer.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(body) if compressed else body).decode(), len(body)


if __name__ == "__main__":
    print(markdown(main()))
