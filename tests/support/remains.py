"""What a thief of a database's files would have: their bytes, and the secrets that are in them in any spelling."""

import base64
import json
import os
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote, quote_plus, urlsplit

import numpy as np

from surveys.storage.urls import is_sqlite, sqlite_file
from tests.support.postgresql import programs_folder

#: Bytes that are looked at together; nothing shorter is looked for.
_WORD = 8
_BITS = 22
_ODD = np.uint64(0x9E3779B97F4A7C15)


def files_of(url: str) -> list[Path]:
    """An SQLite database's files: the database, its write-ahead log, its shared memory, its lock, whatever there is."""
    path = Path(sqlite_file(url))
    return sorted(each for each in path.parent.iterdir() if each.name.startswith(path.name))


def dumped(url: str) -> bytes:
    """A PostgreSQL database as pg_dump writes it."""
    place = urlsplit(url)
    where = ("--host", str(place.hostname), "--port", str(place.port), "--username", str(place.username))
    command = [str(programs_folder() / "pg_dump"), *where, place.path.removeprefix("/")]
    return subprocess.run(command, check=True, capture_output=True).stdout


def stored(url: str) -> bytes:
    """All bytes of a database: its files, or its dump."""
    return b"\0".join(path.read_bytes() for path in files_of(url)) if is_sqlite(url) else dumped(url)


def found(secrets: Iterable[str], *places: bytes) -> list[str]:
    """Those of the secrets that are in any of these places, in whatever spelling."""
    spelt = {spelling: secret for secret in secrets for spelling in spellings(secret)}
    words: dict[int, list[bytes]] = {}
    for spelling in spelt:
        words.setdefault(int.from_bytes(spelling[:_WORD], "little"), []).append(spelling)
    known = np.zeros(1 << _BITS, dtype=bool)
    known[_slots(np.array(list(words), dtype=np.uint64))] = True
    hits = {spelling for place in places for at in _likely(place, known) for spelling in _at(place, at, words)}
    return sorted({spelt[spelling] for spelling in hits})


def spellings(secret: str) -> Iterator[bytes]:
    """A secret as it may stand in a file: plain, UTF-16, base64 wherever it begins, quoted, escaped, in hexadecimal."""
    raw = secret.encode()
    plain = {
        secret, quote(secret), quote_plus(secret), quote(secret, safe=""), raw.hex(), raw.hex().upper(),
        json.dumps(secret)[1:-1], *_base64(raw),
    }  # fmt: skip
    for each in plain:
        for spelling in (each.encode(), each.encode("utf-16-le"), each.encode("utf-16-be")):
            if len(spelling) >= _WORD:
                yield spelling


def _base64(raw: bytes) -> Iterator[str]:
    """The letters that stand for these bytes alone, whatever stands before and after them."""
    for before in range(3):
        letters = base64.b64encode(bytes(before) + raw).decode().rstrip("=")
        first, last = -(-before * 4 // 3), (before + len(raw)) * 8 // 6
        yield from (letters[first:last], letters[first:last].translate(str.maketrans("+/", "-_")))


def _slots(words: "np.typing.NDArray[np.uint64]") -> "np.typing.NDArray[np.uint64]":
    return (words * _ODD) >> np.uint64(64 - _BITS)


def _likely(place: bytes, known: "np.typing.NDArray[np.bool_]") -> Iterator[int]:
    """Where a word that is looked for may stand."""
    for start in range(_WORD):
        count = (len(place) - start) // _WORD
        if count > 0:
            words = np.frombuffer(place, dtype="<u8", count=count, offset=start)
            for index in np.flatnonzero(known[_slots(words)]):
                yield start + int(index) * _WORD


def _at(place: bytes, at: int, words: dict[int, list[bytes]]) -> Iterator[bytes]:
    for spelling in words.get(int.from_bytes(place[at : at + _WORD], "little"), ()):
        if place.startswith(spelling, at):
            yield spelling


def younger_than(folder: Path, moment: float) -> list[Path]:
    """Files anywhere below a folder that have been written since."""
    every = (Path(root) / name for root, _, names in os.walk(folder) for name in names)
    return sorted(path for path in every if path.is_file() and path.stat().st_mtime >= moment)


@contextmanager
def reading(url: str) -> Iterator[None]:
    """Another program in the midst of reading an SQLite file; on PostgreSQL nobody."""
    if not is_sqlite(url):
        yield
        return
    with closing(sqlite3.connect(sqlite_file(url), isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT COUNT(*) FROM child").fetchall()
        yield
