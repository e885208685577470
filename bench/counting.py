"""One side of the analysis bench, in a process of its own: ``python -m bench.counting SIDE FOLDER``.

Every side gives, for each question, quarter and area, how many answered and how many said yes (the first two
options); a report needs no areas and gives each quarter as a whole. Prints seconds, peak memory in MB and a sum to check
it by, of the quarters; and one of the areas within them, where they are told apart.
"""

import asyncio
import json
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.numbers import AREAS, FIRST_PERIOD, OPTIONS, PERIODS, QUESTIONS, WORDS
from surveys.storage.packing import ANEW

#: (question, period, area, answered, yes), each counted from nought.
Figures = Iterable[tuple[int, int, int, int, int]]
#: One number that differs when a quarter's figures do, and one that does when an area's do.
Checks = tuple[int, int]


def check(figures: Figures) -> Checks:
    by_quarter = by_area = 0
    for question, period, area, answered, yes in figures:
        figure = answered * 3 + yes
        by_quarter += (1 + question * 7 + period * 131) * figure
        by_area += area * figure * (1 + question * 7 + period * 131)
    return by_quarter, by_area


def folded(rows: Iterable[tuple[int, int, int, int, int]], *, numbers: dict[str, dict[int, int]]) -> Figures:
    """Figures from rows of (question, period, area, option, responses) in the database's numbers."""
    found: dict[tuple[int, int, int], list[int]] = {}
    for question, period, area, option, responses in rows:
        cell = found.setdefault((question, period, area), [0, 0])
        place = numbers["option"].get(option, 0)
        cell[0] += responses if place else 0
        cell[1] += responses if 0 < place <= 2 else 0
    return [(numbers["question"][q], p - FIRST_PERIOD, numbers["area"][a], *cell) for (q, p, a), cell in found.items()]


def read_numbers(db: sqlite3.Connection) -> dict[str, dict[int, int]]:
    rows = db.execute("SELECT kind, word, id FROM code").fetchall()
    question = {word: place for place, word in enumerate(WORDS)}
    return {
        "question": {id_: question[word] for kind, word, id_ in rows if kind == "question"},
        "area": {id_: int(word.split()[1]) for kind, word, id_ in rows if kind == "area"},
        "option": {id_: int(word.split("-")[1]) for kind, word, id_ in rows if kind == "option"},
    }


@dataclass(slots=True)
class Taken:
    """What the last count took: by the clock, and of this process's own processor time."""

    seconds: float = 0.0
    cpu: float = 0.0

    @contextmanager
    def once(self) -> Iterator[None]:
        begun, spent = time.perf_counter(), time.process_time()
        yield
        self.seconds, self.cpu = time.perf_counter() - begun, time.process_time() - spent


def _sql(folder: Path, query: str, *, file: str = "mysay.db") -> Callable[[], Figures]:
    numbers = read_numbers(sqlite3.connect(folder / "mysay.db"))
    db, asked = sqlite3.connect(folder / file), ", ".join(map(str, numbers["question"]))
    return lambda: folded(db.execute(query.format(asked=asked)), numbers=numbers)


def covering(folder: Path) -> Callable[[], Figures]:
    """S: one GROUP BY on a covering index made for just this question."""
    return _sql(
        folder,
        "SELECT question, period, area, option, COUNT(*) FROM answer GROUP BY question, period, area, option",
        file="peer.db",
    )


def rebuilt(folder: Path) -> Callable[[], Figures]:
    """Ours without the tally: the rows it is made from."""
    return _sql(folder, ANEW)


def tallied(folder: Path) -> Callable[[], Figures]:
    """Ours from the tally."""
    return _sql(
        folder,
        "SELECT question, period, area, option, SUM(responses) FROM tally WHERE question IN ({asked})"
        " AND other_question = 0 GROUP BY question, other_question, period, option, other_option, area",
    )


def numpy(folder: Path) -> Callable[[], Figures]:
    """N: bincount over columns in memory; reading them is not counted."""
    import numpy as np

    arrays = np.load(folder / "arrays.npz")
    options = arrays["options"]
    key = ((arrays["period"].astype(np.int16) * AREAS + arrays["area"]) * OPTIONS).astype(np.int16)

    def count() -> Figures:
        found = []
        for question in range(QUESTIONS):
            counted = np.bincount(key + options[question], minlength=PERIODS * AREAS * OPTIONS)
            cells = counted.reshape(PERIODS, AREAS, OPTIONS)
            answered, yes = cells[:, :, 1:].sum(2).tolist(), cells[:, :, 1:3].sum(2).tolist()
            found += [(question, p, a, answered[p][a], yes[p][a]) for p in range(PERIODS) for a in range(AREAS)]
        return found

    return count


def polars(folder: Path) -> Callable[[], Figures]:
    """P: Polars over Parquet, reading included."""
    import polars as pl

    def count() -> Figures:
        frame = pl.scan_parquet(folder / "answers.parquet")
        yes, answered = pl.col("option").is_between(1, 2).sum(), (pl.col("option") > 0).sum()
        counted = frame.group_by("question", "period", "area").agg(answered=answered, yes=yes).collect()
        return counted.iter_rows()

    return count


async def _report(folder: Path, taken: Taken) -> Checks:
    """Ours: the table that a report's figures are made from, for every quarter there is."""
    from analysis.indicators import Asked, Indicator, Survey
    from analysis.load import table
    from surveys.period import Period
    from surveys.storage.database import connected

    def indicator(*words: str) -> Indicator:
        yes = frozenset({"option-1", "option-2"})
        asked = tuple(Asked(id=word.partition(".")[2], yes=yes) for word in words)
        return Indicator(id=words[0], label="", says="", base_is="", reading="good", questions=asked)

    def survey(name: str, *more: Indicator) -> Survey:
        asked = tuple(each for each in singles if each.id.startswith(name))
        return Survey(id=name, title="", about="review", form="", label="", indicators=(*asked, *more))

    async def figures() -> Figures:
        found = await table(surveys, periods, "reviews_held")
        counted = [[found.counts(each, FIRST_PERIOD + p) for p in range(PERIODS)] for each in singles]
        return [(q, p, 0, each.base, each.count) for q, row in enumerate(counted) for p, each in enumerate(row)]

    singles = [indicator(word) for word in WORDS]
    pair = replace(indicator(*WORDS[:2]), id="exit_interview.pair")
    surveys = [survey("consultation"), survey("exit_interview", pair)]
    periods = [Period.from_number(FIRST_PERIOD + period) for period in range(PERIODS)]
    async with connected(f"sqlite://{folder / 'mysay.db'}"):
        for _ in range(2):
            with taken.once():
                checked = check(await figures())
    return checked


async def _tortoise(folder: Path, taken: Taken) -> Checks:
    """T: the ORM's own group_by, on the table and the index that S has."""
    from tortoise import Tortoise
    from tortoise.functions import Count

    from bench.peers.counted import Answer

    numbers = read_numbers(sqlite3.connect(folder / "mysay.db"))
    await Tortoise.init(db_url=f"sqlite://{folder / 'peer.db'}", modules={"models": ["bench.peers.counted"]})
    columns = ("question", "period", "area", "option")
    with taken.once():
        rows = await Answer.annotate(n=Count("id")).group_by(*columns).values_list(*columns, "n")
        checked = check(folded(rows, numbers=numbers))
    await Tortoise.close_connections()
    return checked


def _twice(side: Callable[[Path], Callable[[], Figures]], folder: Path, taken: Taken) -> Checks:
    """The second of two: files are in the page cache by then."""
    count = side(folder)
    for _ in range(2):
        with taken.once():
            checked = check(count())
    return checked


def main(side: str, folder: Path) -> None:
    plain = {"S": covering, "N": numpy, "P": polars, "rows": rebuilt, "tally": tallied}
    taken = Taken()
    if side in plain:
        checked = _twice(plain[side], folder, taken)
    else:
        checked = asyncio.run({"report": _report, "T": _tortoise}[side](folder, taken))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    quarters, areas = checked
    found = {"seconds": taken.seconds, "cpu": taken.cpu, "peak": peak, "quarters": quarters, "areas": areas}
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
