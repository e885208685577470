"""``make bench-import``: much brought in while a young person answers, and what each file that is refused costs.

The section "import" of bench/RESULTS.md is written anew.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Coroutine, Iterator, Mapping
from pathlib import Path

from bench import council, refusing
from bench.chat import asked_council
from bench.http import Visitor
from bench.machine import ROOT, described, free_port, program
from bench.visits import begin, given
from config import authority
from config.settings import SHIPPED_AUTHORITY
from surveys.questionnaire.library import Library
from tests.support import postgresql

RESULTS = ROOT / "bench/RESULTS.md"
ROWS, FORMS, QUESTIONS, YOUNG_PEOPLE, PAUSE_SECONDS = 100_000, 10_000, 20, 600, 0.05
HEADER = "child_id,date_of_birth,area,service,uasc,first_name,language,easy_read,care_started,legal_status,placement\n"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="mysay-bench-") as name, postgresql.running() as cluster:
        folder, files = Path(name), {"children": _children(), "reviews": _reviews(), "forms": _forms()}
        ours, hostile = (f"sqlite://{folder}/{each}.db" for each in ("ours", "hostile"))
        taken = {"SQLite": asyncio.run(good(ours, folder, files))}
        taken["PostgreSQL"] = asyncio.run(good(cluster.create("ours"), folder, files))
        nearly = refusing.nearly_good(folder, files["children"], _environ(ours, folder, 1))
        text = "\n\n".join([described(), _table(taken), nearly, refusing.refused(folder, _environ(hostile, folder, 1))])
    before = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n"
    rest = re.sub(r"(?ms)^## import\n.*?(?=^## |\Z)", "", before).rstrip()
    RESULTS.write_text(f"{rest}\n\n## import\n\n{text}\n", encoding="utf-8")
    print(text)


async def good(url: str, folder: Path, files: Mapping[str, str]) -> dict[str, tuple[float, list[float]]]:
    """How long each import took in seconds, and the waits in ms of somebody who answers meanwhile; before them all, as "nothing"."""
    port = free_port()
    tokens = iter([json.loads(line)[0] for line in asked_council(url, YOUNG_PEOPLE).splitlines()])
    environ, at = _environ(url, folder, port), f"http://127.0.0.1:{port}"
    taken = {}
    with program("mysay", "serve", ready=f"{at}/readyz", environ=environ, log=folder / "log"):
        taken["nothing"] = await _beside(asyncio.sleep(10), at, tokens)
        for name, text in files.items():
            path = folder / f"{name}.csv"
            path.write_text(text, encoding="utf-8")
            taken[name] = await _beside(_imported(path, environ), at, tokens)
            path.unlink()
    return taken


async def _beside(work: Coroutine[None, None, None], at: str, tokens: Iterator[str]) -> tuple[float, list[float]]:
    """How long the work took, and how long each answer meanwhile."""
    began, doing = time.perf_counter(), asyncio.create_task(work)
    waits = await _answering(at, tokens, doing)
    await doing
    return time.perf_counter() - began, waits


async def _imported(path: Path, environ: Mapping[str, str]) -> None:
    importing = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "mysay", "import", str(path), cwd=ROOT, env={**os.environ, **environ},
        stdout=subprocess.PIPE,
    )  # fmt: skip  # what is run, then where
    out, _ = await importing.communicate()
    if importing.returncode or not re.search("10{4,5} new", out.decode().replace(",", "")):
        raise RuntimeError(f"the import ended with {importing.returncode}: {out.decode()}")


async def _answering(at: str, tokens: Iterator[str], meanwhile: asyncio.Task[None]) -> list[float]:
    """How long each answer took, in ms, until something else ends."""
    waits: list[float] = []
    async with Visitor() as visitor:
        while not meanwhile.done():
            begun = await begin(at, next(tokens))
            step, headers = begun["step"], [("Authorization", f"Bearer {begun['session']}")]
            while step["kind"] == "question" and not meanwhile.done():
                body = json.dumps({"revision": step["revision"], **given(step["question"])}).encode()
                began = time.perf_counter()
                status, answer = await visitor.post(f"{at}/api/v1/session/reply", body, headers)
                if status != 200:
                    raise RuntimeError(f"a reply was refused with {status}")
                waits.append((time.perf_counter() - began) * 1000)
                step = json.loads(answer)["step"]
                await asyncio.sleep(PAUSE_SECONDS)
    return waits


def _table(taken: Mapping[str, Mapping[str, tuple[float, list[float]]]]) -> str:
    lines = [
        f"| {database} | {name} | {seconds:.1f} | {' | '.join(_waits(waits))} | {len(waits):,} |"
        for database, each in taken.items()
        for name, (seconds, waits) in each.items()
    ]
    return (
        f"{ROWS:,} children, a review of each, and {FORMS:,} paper forms of {QUESTIONS} answers, one after the other (must: 60 s each), and "
        "how long somebody waits who answers meanwhile; none was refused:\n\n"
        "| database | imported | s | p50 ms | p99 ms | at the most, ms | answers |\n|---|---|---|---|---|---|---|\n"
    ) + "\n".join(lines)


def _waits(waits: list[float]) -> list[str]:
    ordered = sorted(waits)
    return [f"{ordered[int((len(ordered) - 1) * share)]:.0f}" for share in (0.5, 0.99, 1)]


def _environ(url: str, folder: Path, port: int) -> dict[str, str]:
    environ = council.environ(url, folder, port, "http://127.0.0.1:9", "unused")
    return {name: value for name, value in environ.items() if "TELEGRAM" not in name}


def _children() -> str:
    return HEADER + "".join(map(_child, range(ROWS)))


def _child(number: int) -> str:
    day, month, year = number % 28 + 1, number % 12 + 1, 2009 + number % 11
    return (
        f"C{number},{day:02d}/{month:02d}/{year},Area {number % 12},Team {number % 40},no,Name {number},en,no,"
        "01/02/2022,C2,U1\n"
    )


def _reviews() -> str:
    days = (f"{number % 28 + 1:02d}/{number % 12 + 1:02d}/2024" for number in range(ROWS))
    return "review_id,child_id,date,status\n" + "".join(
        f"R{number},C{number},{day},held\n" for number, day in enumerate(days)
    )


def _forms() -> str:
    known = authority.read(SHIPPED_AUTHORITY)
    items = Library.load(known.questionnaires, known.wording, known).known("consultation")
    asked = [(name, item.options) for name, item in items.items() if item.options or item.kind == "text"][:QUESTIONS]
    rows = (
        f"F{number},consultation,28/12/2024,{name},{options[(number + place) % len(options)] if options else 'In my words'},R{number}\n"
        for number in range(FORMS)
        for place, (name, options) in enumerate(asked)
    )
    return "response_id,questionnaire,completed_on,question,answer,review_id\n" + "".join(rows)


if __name__ == "__main__":
    main()
