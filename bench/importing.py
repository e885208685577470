"""``make bench-import``: 100,000 rows brought in while a young person answers, and what each hostile file costs.

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
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import council
from bench.chat import asked_council
from bench.http import Visitor
from bench.machine import ROOT, described, free_port, program
from bench.visits import begin, given
from tests.support import hostile

RESULTS = ROOT / "bench/RESULTS.md"
ROWS, YOUNG_PEOPLE, PAUSE_SECONDS = 100_000, 300, 0.05
#: Rows at the end of a file of good ones, by what is wrong with them.
BAD = {
    "no_such_day": "X,31/02/2010,Area 1,,,,,,,,\n",
    "twice": "C5,01/02/2010,Area 1,,,,,,,,\n",
    "born_tomorrow": "X,01/02/2190,Area 1,,,,,,,,\n",
    "thirty_of_no_area": "".join(f"X{number},01/02/2010,,,,,,,,,\n" for number in range(30)),
}
HEADER = "child_id,date_of_birth,area,service,uasc,first_name,language,easy_read,care_started,legal_status,placement\n"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="mysay-bench-") as name:
        folder = Path(name)
        text = "\n\n".join([described(), asyncio.run(good(folder)), nearly_good(folder), refused(folder)])
    before = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n"
    rest = re.sub(r"(?ms)^## import\n.*?(?=^## |\Z)", "", before).rstrip()
    RESULTS.write_text(f"{rest}\n\n## import\n\n{text}\n", encoding="utf-8")
    print(text)


async def good(folder: Path) -> str:
    """The import of many good rows, and the waits of somebody who answers before and meanwhile."""
    url, port = f"sqlite://{folder}/ours.db", free_port()
    tokens = [json.loads(line)[0] for line in asked_council(url, YOUNG_PEOPLE).splitlines()]
    environ = _environ(url, folder, port)
    path = folder / "children.csv"
    path.write_text(HEADER + "".join(map(_row, range(ROWS))), encoding="utf-8")
    at = f"http://127.0.0.1:{port}"
    with program("mysay", "serve", ready=f"{at}/readyz", environ=environ, log=folder / "log"):
        quiet = await _answering(at, tokens[:20], None)
        began = time.perf_counter()
        importing = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "mysay", "import", str(path), cwd=ROOT, env={**os.environ, **environ},
            stdout=subprocess.PIPE,
        )  # fmt: skip  # what is run, then where
        busy = await _answering(at, tokens[20:], importing)
        out, _ = await importing.communicate()
        spent = time.perf_counter() - began
    if importing.returncode or f"{ROWS} new" not in out.decode():
        raise RuntimeError(f"the import ended with {importing.returncode}: {out.decode()}")
    return (
        f"{ROWS:,} good rows of children in {spent:.1f} s (must: 60 s). Somebody who answers waits {_waits(quiet)} before, "
        f"and {_waits(busy)} meanwhile ({len(busy):,} answers, none refused)."
    )


def nearly_good(folder: Path) -> str:
    """What files of good rows and a bad one cost where all the good ones are stored already: under 5 s and 256 MiB too."""
    environ = _environ(f"sqlite://{folder}/ours.db", folder, 1)
    rows = (folder / "children.csv").read_text(encoding="utf-8")
    meetings = "".join(f"R{number},C{number},01/02/2023\n" for number in range(ROWS))
    files = {name: rows + bad for name, bad in BAD.items()} | {
        "reviews_of_nobody": f"review_id,child_id,date\n{meetings}RX,CX,01/02/2023\n",
        "everybody_leaves": rows.replace("01/02/2022,C2,U1", "01/02/2022,C2,U1,01/02/2023").replace(
            "placement", "placement,care_ended"
        ),
    }
    costs = {name: _cost(folder, f"{name}.csv", text.encode(), environ) for name, text in files.items()}
    listed = "\n".join(f"| {name} | {seconds:.1f} | {peak:.0f} |" for name, (seconds, peak) in costs.items())
    return (
        f"{ROWS:,} rows that are stored already and something wrong, refused with exit 1 (must: 5 s and 256 MiB):\n\n"
        f"| what is wrong | CPU s | MiB |\n|---|---|---|\n{listed}"
    )


def refused(folder: Path) -> str:
    """What each hostile file costs: must be under 5 s and 256 MiB."""
    environ = _environ(f"sqlite://{folder}/hostile.db", folder, 1)
    asked_council(environ["MYSAY_DATABASE_URL"], 1)
    rows = [(*_cost(folder, name, content, environ), name) for name, content, _ in hostile.files()]
    slowest, largest = max(rows), max(rows, key=lambda row: row[1])
    listed = "\n".join(f"| {name} | {seconds:.1f} | {peak:.0f} |" for seconds, peak, name in sorted(rows)[::-1][:12])
    return (
        f"{len(rows)} hostile files, all refused with exit 1. Slowest: {slowest[2]}, {slowest[0]:.1f} s of CPU (must: 5 s). Largest: "
        f"{largest[2]}, {largest[1]:.0f} MiB (must: 256 MiB).\n\n| the slowest | CPU s | MiB |\n|---|---|---|\n{listed}"
    )


def _cost(folder: Path, name: str, content: bytes, environ: Mapping[str, str]) -> tuple[float, float]:
    path = folder / name
    path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.importer"], input=json.dumps(str(path)) + "\n", text=True, check=True,
        cwd=ROOT, env={**os.environ, **environ}, stdout=subprocess.PIPE,
    )  # fmt: skip  # what is run, then where
    path.unlink()
    ended: dict[str, Any] = json.loads(done.stdout)
    if ended["code"] != 1:
        raise RuntimeError(f"{name} ended with {ended['code']}: {ended['said']}")
    return ended["seconds"], ended["peak"]


def _environ(url: str, folder: Path, port: int) -> dict[str, str]:
    environ = council.environ(url, folder, port, "http://127.0.0.1:9", "unused")
    return {name: value for name, value in environ.items() if "TELEGRAM" not in name}


def _row(number: int) -> str:
    day, month, year = number % 28 + 1, number % 12 + 1, 2009 + number % 11
    return (
        f"C{number},{day:02d}/{month:02d}/{year},Area {number % 12},Team {number % 40},no,Name {number},en,no,"
        "01/02/2022,C2,U1\n"
    )


async def _answering(at: str, tokens: list[str], meanwhile: asyncio.subprocess.Process | None) -> list[float]:
    """How long each answer took, in ms; until the import ends, where there is one."""
    waits = []
    async with Visitor() as visitor:
        for token in tokens:
            begun = await begin(at, token)
            step, headers = begun["step"], [("Authorization", f"Bearer {begun['session']}")]
            while step["kind"] == "question" and (meanwhile is None or meanwhile.returncode is None):
                body = json.dumps({"revision": step["revision"], **given(step["question"])}).encode()
                began = time.perf_counter()
                status, answer = await visitor.post(f"{at}/api/v1/session/reply", body, headers)
                if status != 200:
                    raise RuntimeError(f"a reply was refused with {status}")
                waits.append((time.perf_counter() - began) * 1000)
                step = json.loads(answer)["step"]
                await asyncio.sleep(PAUSE_SECONDS)
    return waits


def _waits(waits: list[float]) -> str:
    ordered = sorted(waits)
    p50, p99 = (ordered[int((len(ordered) - 1) * share)] for share in (0.5, 0.99))
    return f"p50 {p50:.0f} ms, p99 {p99:.0f} ms, at the most {ordered[-1]:.0f} ms"


if __name__ == "__main__":
    main()
