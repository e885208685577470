"""What it costs to refuse a file: the hostile ones, and good rows by the hundred thousand with one that is wrong."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.chat import asked_council
from bench.machine import ROOT
from tests.support import hostile

#: Rows at the end of a file of good ones, by what is wrong with them.
BAD = {
    "no_such_day": "X,31/02/2010,Area 1,,,,,,,,\n",
    "twice": "C5,01/02/2010,Area 1,,,,,,,,\n",
    "born_tomorrow": "X,01/02/2190,Area 1,,,,,,,,\n",
    "thirty_of_no_area": "".join(f"X{number},01/02/2010,,,,,,,,,\n" for number in range(30)),
}


def nearly_good(folder: Path, rows: str, environ: Mapping[str, str]) -> str:
    """What files of good rows and a bad one cost where all the good ones are stored already: under 5 s and 256 MiB too."""
    count = rows.count("\n") - 1
    meetings = "".join(f"M{number},C{number},01/02/2023\n" for number in range(count))
    files = {name: rows + bad for name, bad in BAD.items()} | {
        "reviews_of_nobody": f"review_id,child_id,date\n{meetings}MX,CX,01/02/2023\n",
        "everybody_leaves": rows.replace("01/02/2022,C2,U1", "01/02/2022,C2,U1,01/02/2023").replace(
            "placement", "placement,care_ended"
        ),
    }
    costs = {name: _cost(folder, f"{name}.csv", text.encode(), environ) for name, text in files.items()}
    listed = "\n".join(f"| {name} | {seconds:.1f} | {peak:.0f} |" for name, (seconds, peak) in costs.items())
    return (
        f"{count:,} rows that are stored already and something wrong, refused with exit 1 (must: 5 s and 256 MiB):\n\n"
        f"| what is wrong | CPU s | MiB |\n|---|---|---|\n{listed}"
    )


def refused(folder: Path, environ: Mapping[str, str]) -> str:
    """What each hostile file costs: must be under 5 s and 256 MiB."""
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
