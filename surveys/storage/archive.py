"""A backup as one file: the database as it stood at one moment, and a manifest that says what is in it.

The file is a zip archive. Sealed values stay sealed, and no key is in it; what is in clear in the
database is in clear here. A mark over the manifest, which only the data keys can make, says that it is ours: a
PostgreSQL dump is a program that psql runs.
"""

import json
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Literal

from surveys.errors import Refused
from surveys.storage.vault import Vault
from surveys.zipped import chunks, opened

FORMAT = "mysay-backup/3"
#: What can be read besides: its list of erasures has days where there are moments now.
_BEFORE = "mysay-backup/2"
Kind = Literal["sqlite", "postgresql"]

_MANIFEST, _PAYLOAD = "manifest.json", "database"
_CHUNK = 1 << 20
#: A manifest of more bytes than that is none of ours: the list of erasures has a hundred for each child.
_MOST = 1 << 25
#: How an archive ends that has no comment: so its record begins, and so it ends.
_END = b"PK\x05\x06" + bytes(18)
_HASH, _NAME = re.compile(r"[0-9a-f]{64}"), re.compile(r"[a-z_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a database says about itself: rows by table, the migrations it has had, its sealed lookup key, its erasures.

    ``erasures``: the moment by the keyed hash of whom; of an old one, the day.
    """

    kind: Kind
    tables: Mapping[str, int]
    migrations: tuple[str, ...]
    lookup: str
    erasures: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says about itself. ``sha256`` is the database's; ``made_at`` in ISO, UTC; ``mark`` vouches for the rest."""

    format: str
    made_at: str
    facts: Facts
    sha256: str
    size: int
    mark: str = ""

    @property
    def message(self) -> bytes:
        """What is vouched for: everything but the mark."""
        return b"backup\0" + json.dumps(asdict(replace(self, mark="")), sort_keys=True).encode()


def pack(facts: Facts | None, payload: Path, archive: Path, *, made_at: str, vault: Vault) -> Manifest:
    """Write a backup from a database's copy or dump, and vouch for it.

    Raises:
        Refused: there is nothing in it.
    """
    if facts is None:
        raise Refused("There is nothing in the database to back up.")
    digest, size = _digest(payload)
    manifest = Manifest(format=FORMAT, made_at=made_at, facts=facts, sha256=digest, size=size)
    manifest = replace(manifest, mark=vault.vouch(manifest.message))
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
        zipped.writestr(_MANIFEST, json.dumps(asdict(manifest), indent=1))
        zipped.write(payload, _PAYLOAD)
    return manifest


def manifest_of(archive: Path) -> Manifest:
    """Read a backup's manifest, for which nobody has vouched yet.

    Raises:
        Refused: there is nothing there, it is no backup of ours, or one that another version made.
    """
    if not archive.exists():
        raise Refused(f"{archive} does not exist; look at how it is spelled.")
    if archive.exists() and not archive.is_file():
        raise Refused(f"{archive} is not an ordinary file; name a backup made by 'mysay backup'.")
    try:
        with opened(archive) as zipped:
            _require(_is_bare(archive, zipped))
            _require(sorted(zipped.namelist()) == sorted((_MANIFEST, _PAYLOAD)))
            part = zipped.getinfo(_MANIFEST)
            _require(part.file_size <= _MOST)
            read = json.loads(b"".join(chunks(zipped, part)))
        if read["format"] not in {FORMAT, _BEFORE}:
            raise Refused(
                f"{archive} was made by another version of mysay ({read['format']}); restore it with that one."
            )
        facts = _checked_facts(read.pop("facts"))
        return _checked(Manifest(facts=facts, **read))
    except PermissionError as error:
        raise Refused(f"{archive} cannot be read: {error.strerror}.") from error
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(f"{archive} is not a backup made by 'mysay backup', or it is damaged.") from error


def _is_bare(archive: Path, zipped: zipfile.ZipFile) -> bool:
    """Whether nothing stands before or after what is in the archive: to look for it there is right for others' archives only."""
    with archive.open("rb") as file:
        file.seek(-len(_END), os.SEEK_END)
        end = file.read()
    return min(each.header_offset for each in zipped.infolist()) == 0 and end[:4] == _END[:4] and end[-2:] == _END[-2:]


def _checked(manifest: Manifest) -> Manifest:
    _require(isinstance(manifest.size, int), *(isinstance(each, str) for each in (manifest.made_at, manifest.mark)))
    _require(_HASH.fullmatch(manifest.sha256), datetime.fromisoformat(manifest.made_at))
    return manifest


def _checked_facts(read: dict[str, Any]) -> Facts:
    facts = Facts(migrations=tuple(read.pop("migrations")), **read)
    _require(*(isinstance(each, str) for each in (facts.kind, facts.lookup, *facts.migrations)))
    _require(*(_NAME.fullmatch(table) and isinstance(rows, int) for table, rows in facts.tables.items()))
    _require(*(_HASH.fullmatch(ref) and datetime.fromisoformat(at) for ref, at in facts.erasures.items()))
    return facts


def _require(*found: object) -> None:
    if not all(found):
        raise ValueError("a part of the manifest")


def require_vouched(archive: Path, manifest: Manifest, vault: Vault) -> None:
    """Refuse a backup that was changed, or that somebody else made.

    Raises:
        Refused: with what to do.
    """
    if not vault.vouched(manifest.mark, manifest.message):
        raise Refused(
            f"{archive} was changed after it was made, or made with data keys that MYSAY_DATA_KEYS does not have: it is not "
            "restored. Put back the keys of that time, or take another backup."
        )


def unpack(archive: Path, manifest: Manifest, payload: Path) -> None:
    """Write a backup's database to a file, and make sure that it is whole.

    Raises:
        Refused: the backup is damaged, or there is no room.
    """
    try:
        with opened(archive) as zipped, payload.open("wb") as target:
            _copy(chunks(zipped, zipped.getinfo(_PAYLOAD)), target, manifest.size)
    except (zipfile.BadZipFile, KeyError) as error:
        raise Refused(f"{archive} is damaged; take an earlier backup.") from error
    except OSError as error:
        raise Refused(f"{archive} cannot be unpacked beside the database: {error.strerror}.") from error
    if _digest(payload) != (manifest.sha256, manifest.size):
        raise Refused(f"{archive} is damaged: its database is not the one that its manifest describes.")


def _copy(source: Iterator[bytes], target: BinaryIO, most: int) -> None:
    """No more than the manifest says, which is vouched for: a small archive can unpack to more than any disk."""
    while most >= 0 and (chunk := next(source, b"")):
        target.write(chunk)
        most -= len(chunk)


def _digest(path: Path) -> tuple[str, int]:
    digest, size = sha256(), 0
    with path.open("rb") as file:
        for chunk in _chunks(file):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(_CHUNK), b"")
