"""Files as people write them, and importing them as the command does."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import pytest

from surveys.service.context import Service
from surveys.service.importing import Imported, import_files

Take = Callable[..., Awaitable[Imported]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the files of one import lie."""
    made = tmp_path / "files"
    made.mkdir()
    return made


@pytest.fixture
def take(service: Service, folder: Path) -> Take:
    """Import files given as name=text (each with .csv to its name); nothing else lies in the folder."""

    async def imported(*, dry_run: bool = False, confirm_leavers: bool = False, **files: str) -> Imported:
        _lay_out(folder, files)
        return await import_files(service, [folder], dry_run=dry_run, confirm_leavers=confirm_leavers)

    return imported


def _lay_out(folder: Path, files: Mapping[str, str]) -> None:
    for left in folder.iterdir():
        left.unlink()
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
