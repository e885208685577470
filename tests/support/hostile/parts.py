"""The parts of a workbook, honest ones to begin with."""

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import openpyxl

from tests.support.hostile.made import HEADER

SHEET = "xl/worksheets/sheet1.xml"

Parts = Mapping[str, bytes]


def first_sheet(of: openpyxl.Workbook) -> Any:
    return of.active


def book(build: Callable[[Any], object]) -> bytes:
    """A workbook with a header of ours, and what is built below it."""
    made = openpyxl.Workbook()
    first_sheet(made).append(HEADER.strip().split(","))
    build(first_sheet(made))
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def honest_parts() -> Parts:
    honest = zipfile.ZipFile(BytesIO(book(lambda _: None)))
    return {name: honest.read(name) for name in honest.namelist()}


def with_change(name: str, old: bytes, new: bytes) -> Parts:
    parts = honest_parts()
    assert old in parts[name]
    return {**parts, name: parts[name].replace(old, new)}


def zipped(parts: Parts) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def bomb(name: str, piece: bytes, times: int) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in honest_parts().items():
            archive.writestr(part, content)
        with archive.open(name, "w", force_zip64=True) as stream:
            for _ in range(times):
                stream.write(piece)
    return buffer.getvalue()
