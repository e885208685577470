"""A backup that was damaged on its way gives back what was backed up, or is refused: it is never a fault."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import Refused
from surveys.storage import archive
from surveys.storage.archive import Facts, Manifest
from tests.support import keys
from tests.support.damage import damaged

PAYLOAD = Random(1).randbytes(200) * 3
FACTS = Facts(kind="sqlite", tables={"child": 1}, migrations=("0001",), lookup="", erasures={})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("backups")


@pytest.fixture(scope="module")
def backup(folder: Path) -> tuple[Manifest, bytes]:
    payload, file = folder / "database", folder / "honest.zip"
    payload.write_bytes(PAYLOAD)
    manifest = archive.pack(FACTS, payload, file, made_at="2014-03-28", vault=keys.vault())
    return manifest, file.read_bytes()


@given(choose=st.data())
def test_whatever_happened_to_a_backup_it_is_what_it_was_or_refused(
    choose: st.DataObject, folder: Path, backup: tuple[Manifest, bytes]
) -> None:
    manifest, content = backup
    (folder / "damaged.zip").write_bytes(choose.draw(damaged(content)))
    assert _outcome(folder) in [(manifest, PAYLOAD), None]


def _outcome(folder: Path) -> tuple[Manifest, bytes] | None:
    file, payload = folder / "damaged.zip", folder / "payload"
    try:
        manifest = archive.manifest_of(file)
        archive.unpack(file, manifest, payload)
    except Refused:
        return None
    return manifest, payload.read_bytes()
