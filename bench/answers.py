"""Ten million answers, the same for every side: an SQLite database as mysay leaves it, a Parquet file, NumPy arrays.

20 questions, 12 quarters, 12 areas, 4 age bands, 5 options and a skip; two of the questions are the pair that an
indicator takes together. Seeded: every machine counts the same.
"""

import asyncio
import json
import sqlite3
import sys
from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bench.numbers import AREAS, BANDS, FIRST_PERIOD, OPTIONS, PERIODS, QUESTIONS, WORDS
from surveys.storage.migrating import migrate
from surveys.storage.packing import packed
from surveys.storage.vault import Vault

_CHUNK = 100_000


def made(folder: Path, responses: int) -> Path:
    """The folder with everything in it; made at the first call, and brought up to date at any other."""
    place = folder / f"{responses * QUESTIONS}"
    place.mkdir(parents=True, exist_ok=True)
    asyncio.run(migrate(f"sqlite://{place / 'mysay.db'}", vault()))
    if not (place / "ready").exists():
        _write(place, responses)
        (place / "ready").touch()
    return place


def vault() -> Vault:
    """Keys that open nothing else."""
    return Vault((("bench", bytes(range(32))),), "bench-" * 8)


def _write(place: Path, responses: int) -> None:
    chance = np.random.default_rng(2014)
    where = {
        "period": chance.integers(0, PERIODS, responses, dtype=np.int8),
        "area": chance.integers(0, AREAS, responses, dtype=np.int8),
        "band": chance.integers(0, BANDS, responses, dtype=np.int8),
    }
    options = chance.integers(0, OPTIONS, (QUESTIONS, responses), dtype=np.int8)
    np.savez(place / "arrays.npz", options=options, **where)
    _parquet(place / "answers.parquet", where, options)
    _database(place / "mysay.db", where, options)
    _peer(place / "peer.db", place / "mysay.db")


def _parquet(path: Path, where: dict[str, np.ndarray], options: np.ndarray) -> None:
    responses = options.shape[1]
    pl.DataFrame(
        {
            **{name: np.tile(column, QUESTIONS) for name, column in where.items()},
            "question": np.repeat(np.arange(QUESTIONS, dtype=np.int8), responses),
            "option": options.reshape(-1),
        }
    ).write_parquet(path)


def _database(path: Path, where: dict[str, np.ndarray], options: np.ndarray) -> None:
    with sqlite3.connect(path) as db:
        db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-400000")
        codes = _codes(db)
        indexes = db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type='index' AND sql IS NOT NULL"
            " AND tbl_name IN ('counted_answer', 'response')"
        ).fetchall()
        for name, _ in indexes:
            db.execute(f'DROP INDEX "{name}"')
        ids = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(options.shape[1])]
        _responses(db, ids, where)
        _counted(db, ids, where, options, codes)
        for _, sql in indexes:
            db.execute(sql)
        for statement in import_module("surveys.storage.migrations.0003_tally").Migration.operations[-1].sql:
            db.execute(statement)
        db.commit()
        db.execute("ANALYZE")
    db.close()


def _peer(path: Path, ours: Path) -> None:
    """The same answers in a table with nothing else in it, behind an index in the order of the question asked."""
    with sqlite3.connect(path) as db:
        db.executescript(f"""
            PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-400000; ATTACH '{ours}' AS ours;
            CREATE TABLE answer (question INTEGER, period INTEGER, area INTEGER, option INTEGER);
            INSERT INTO answer SELECT question, period, area, option FROM ours.counted_answer;
            CREATE INDEX covering ON answer (question, period, area, option)""")
    db.close()


def _codes(db: sqlite3.Connection) -> dict[str, list[int]]:
    words = {
        "question": WORDS,
        "area": [f"Area {number}" for number in range(AREAS)],
        "age_band": [f"Band {number}" for number in range(BANDS)],
        "option": [f"option-{number}" for number in range(1, OPTIONS)],
    }
    found = {}
    for kind, known in words.items():
        db.executemany("INSERT INTO code (kind, word) VALUES (?, ?)", [(kind, word) for word in known])
        rows = dict(db.execute("SELECT word, id FROM code WHERE kind = ?", (kind,)))
        found[kind] = [rows[word] for word in known]
    found["option"].insert(0, 0)
    return found


def _responses(db: sqlite3.Connection, ids: list[str], where: dict[str, np.ndarray]) -> None:
    at, day = "2014-01-10 12:00:00+00:00", "2014-01-10"
    db.executemany(
        "INSERT INTO response (id, questionnaire, status, revision, channel, language, started_at, touched_at,"
        " completed_at, completed_on, area, age_band, period)"
        f" VALUES (?, 'consultation', 'finished', 20, 'web', 'en', '{at}', '{at}', '{at}', '{day}', ?, ?, ?)",
        (
            (one, f"Area {area}", f"Band {band}", FIRST_PERIOD + period)
            for one, area, band, period in zip(
                ids, where["area"].tolist(), where["band"].tolist(), where["period"].tolist(), strict=True
            )
        ),
    )


def _counted(
    db: sqlite3.Connection,
    ids: list[str],
    where: dict[str, np.ndarray],
    options: np.ndarray,
    codes: dict[str, list[int]],
) -> None:
    rows = _rows(ids, where, options, codes)
    while part := list(islice(rows, _CHUNK)):
        db.executemany(
            "INSERT INTO counted_answer (response_id, period, area, age_band, question, option, cell)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(*row, packed(row[4], row[1], row[2], row[5])) for row in part],
        )


def _rows(
    ids: list[str], where: dict[str, np.ndarray], options: np.ndarray, codes: dict[str, list[int]]
) -> Iterator[tuple[Any, ...]]:
    """A response's answers together, as they are written when it completes."""
    numbered = np.array(codes["option"])[options]
    for start in range(0, len(ids), 10_000):
        stop = start + 10_000
        places = zip(
            ids[start:stop],
            (where["period"][start:stop].astype(int) + FIRST_PERIOD).tolist(),
            np.array(codes["area"])[where["area"][start:stop]].tolist(),
            np.array(codes["age_band"])[where["band"][start:stop]].tolist(),
            numbered[:, start:stop].T.tolist(),
            strict=True,
        )
        for *place, given in places:
            for question, option in zip(codes["question"], given, strict=True):
                yield (*place, question, option)


if __name__ == "__main__":
    print(json.dumps({"folder": str(made(Path(sys.argv[1]), int(sys.argv[2])))}))
