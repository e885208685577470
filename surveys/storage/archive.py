"""A backup as one file: the database as it stood at one moment, and a manifest that says what is in it.

The file is a zip archive. Sealed values stay sealed, and no key is in it; what is in clear in the
database is in clear here.
"""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Literal

from surveys.errors import Refused

FORMAT = "mysay-backup/1"
Kind = Literal["sqlite", "postgresql"]

_MANIFEST, _PAYLOAD = "manifest.json", "database"
_CHUNK = 1 << 20
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a database says about itself: rows by table, the migrations it has had, its sealed lookup key, its erasures."""

    kind: Kind
    tables: Mapping[str, int]
    migrations: tuple[str, ...]
    lookup: str
    erasures: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says about itself. ``sha256`` is the database's; ``made_at`` in ISO, UTC."""

    format: str
    made_at: str
    facts: Facts
    sha256: str
    size: int


def pack(facts: Facts | None, payload: Path, archive: Path, *, made_at: str) -> Manifest:
    """Write a backup from a database's copy or dump.

    Raises:
        Refused: there is nothing in it.
    """
    if facts is None:
        raise Refused("There is nothing in the database to back up.")
    digest, size = _digest(payload)
    manifest = Manifest(format=FORMAT, made_at=made_at, facts=facts, sha256=digest, size=size)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
        zipped.writestr(_MANIFEST, json.dumps(asdict(manifest), indent=1))
        zipped.write(payload, _PAYLOAD)
    return manifest


def manifest_of(archive: Path) -> Manifest:
    """Read a backup's manifest.

    Raises:
        Refused: that is no backup of ours, or one that a later version made.
    """
    try:
        with zipfile.ZipFile(archive) as zipped:
            read = json.loads(zipped.read(_MANIFEST))
        if read["format"] != FORMAT:
            raise Refused(
                f"{archive} was made by another version of mysay ({read['format']}); restore it with that one."
            )
        facts = read.pop("facts")
        migrations = tuple(facts.pop("migrations"))
        if not all(_HASH.fullmatch(ref) and date.fromisoformat(day) for ref, day in facts["erasures"].items()):
            raise ValueError("the list of erasures")
        return Manifest(facts=Facts(migrations=migrations, **facts), **read)
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError) as error:
        raise Refused(f"{archive} is not a backup made by 'mysay backup', or it is damaged.") from error


def unpack(archive: Path, manifest: Manifest, payload: Path) -> None:
    """Write a backup's database to a file, and make sure that it is whole.

    Raises:
        Refused: the backup is damaged, or there is no room.
    """
    try:
        with zipfile.ZipFile(archive) as zipped, zipped.open(_PAYLOAD) as source, payload.open("wb") as target:
            while chunk := source.read(_CHUNK):
                target.write(chunk)
    except (zipfile.BadZipFile, KeyError, EOFError) as error:
        raise Refused(f"{archive} is damaged; take an earlier backup.") from error
    except OSError as error:
        raise Refused(f"{archive} cannot be unpacked beside the database: {error.strerror}.") from error
    if _digest(payload) != (manifest.sha256, manifest.size):
        raise Refused(f"{archive} is damaged: its database is not the one that its manifest describes.")


def _digest(path: Path) -> tuple[str, int]:
    digest, size = sha256(), 0
    with path.open("rb") as file:
        for chunk in _chunks(file):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(_CHUNK), b"")
