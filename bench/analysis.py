"""The analysis bench: every indicator by quarter and area, from a million answers and from ten million."""

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from bench.machine import ROOT
from bench.numbers import QUESTIONS
from bench.table import Row

NAMES = {
    "tally": "mysay, from the tally",
    "report": "mysay, from the tally as a report reads it: quarters without areas",
    "rows": "mysay, every row counted anew",
    "S": "S: one SQL GROUP BY on a covering index",
    "P": "P: Polars on Parquet",
    "N": "N: NumPy bincount in memory",
    "T": "T: Tortoise group_by",
}
ROUNDS = 3
_MUST = {"tally": "0.2 s at 10M; < 150 MB", "report": "0.2 s at 10M; < 150 MB", "rows": "no slower than S; < 150 MB"}
_AIM = {"tally": "P"}
_WHOLE_QUARTERS = "report"


@dataclass(slots=True)
class Side:
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak: float = 0.0
    quarters: set[int] = field(default_factory=set)
    areas: set[int] = field(default_factory=set)

    @property
    def figure(self) -> str:
        clock, cpu = statistics.median(self.seconds), statistics.median(self.cpu)
        return f"{clock:.3f} s, CPU {cpu:.3f} s, {self.peak:.0f} MB"

    def times(self, other: "Side") -> float:
        """By processor time: the clock also counts what else the machine does."""
        return statistics.median(self.cpu) / statistics.median(other.cpu)


def main(sizes: tuple[int, ...] = (1_000_000,), folder: Path = ROOT / ".bench") -> list[Row]:
    measured = {size: _measured(size, folder) for size in sizes}
    return [row for size in sizes for row in _rows(size, measured)]


def _measured(size: int, folder: Path) -> dict[str, Side]:
    place = _run("answers", str(folder), str(size // QUESTIONS))["folder"]
    sides = {name: Side() for name in NAMES}
    for turn in range(ROUNDS):
        for name, side in sides.items():
            if name == "T" and turn:  # it takes as long as all others together
                continue
            found = _run("counting", name, place)
            side.seconds.append(found["seconds"])
            side.cpu.append(found["cpu"])
            side.peak = max(side.peak, found["peak"])
            side.quarters.add(found["quarters"])
            side.areas.add(found["areas"])
    _agree({name: side.quarters for name, side in sides.items()})
    _agree({name: side.areas for name, side in sides.items() if name != _WHOLE_QUARTERS})
    return sides


def _agree(checks: dict[str, set[int]]) -> None:
    if len(set.union(*checks.values())) != 1:
        raise RuntimeError(f"the sides do not agree: {checks}")


def _run(module: str, *arguments: str) -> dict:
    command = [sys.executable, "-m", f"bench.{module}", *arguments]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout)


def _rows(size: int, measured: dict[int, dict[str, Side]]) -> list[Row]:
    sides, smallest = measured[size], measured[min(measured)]
    return [
        Row(
            bench=f"analysis, {size // 1_000_000}M answers",
            side=NAMES[name],
            figure=side.figure,
            ratio=side.times(sides["tally"]),
            must=_MUST.get(name, ""),
            aim=_AIM.get(name, ""),
            note="" if smallest is sides else f"growth {side.times(smallest[name]):.1f} x",
        )
        for name, side in sides.items()
    ]


if __name__ == "__main__":
    from bench.table import markdown

    print(markdown(main(tuple(int(each) for each in sys.argv[1:]) or (1_000_000, 10_000_000))))
