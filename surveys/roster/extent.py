"""How much a workbook would take to read, found out before it is read.

A file of a few kilobytes can ask for all the memory there is: by what it unpacks to, by one cell in the far
corner of a sheet, or by the sheer number of its parts. Every part is looked through, since any may be a
sheet, whatever it is called.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from surveys.roster.sheets import Unusable

#: Bytes that a workbook may unpack to, cells that all its sheets may span, and parts of the archive.
MOST_UNPACKED = 128 * 1024 * 1024
MOST_CELLS = 3_000_000
MOST_PARTS = 1000
_CHUNK = 1024 * 1024
_LONGEST_TAG = 64 * 1024

_PART = b"PK\x01\x02"
_NAMED = r"<(?:[\w.-]+:)?{}[\s/>]"
_CELL, _ROW = (re.compile(_NAMED.format(name).encode()) for name in ("c", "row"))
_HEAPED = re.compile(_NAMED.format("(?:si|sheet|definedName|mergeCell|Relationship)").encode())
_COLUMN_REF = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]+)\d")
_ROW_REF = re.compile(rb"\br\s*=\s*[\"'][A-Za-z]*(\d+)")
_BARE_ROW_REF = re.compile(rb"\br\s*=\s*[\"']\d")
_OTHERS = {"content.xml": "an OpenDocument file", "xl/workbook.bin": "a binary workbook (.xlsb)"}


def require_small(content: bytes) -> None:
    """Refuse a workbook that is too large, reaches too far, or is none.

    Raises:
        Unusable: with what to do.
        zipfile.BadZipFile: it is no archive; also where a size is stated too small.
    """
    if content.count(_PART) > MOST_PARTS:
        raise Unusable("has more parts than a workbook has; open it and save it again")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        _require_workbook(archive)
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
            raise Unusable("unpacks to more than an import may hold; save it as .csv")
        cells = 0
        for part in archive.infolist():
            for extent in _extents(archive, part):
                if cells + extent.cells > MOST_CELLS:
                    raise Unusable("uses cells far outside its table; delete what lies there, or save it as .csv")
            cells += extent.cells


def _require_workbook(archive: zipfile.ZipFile) -> None:
    names = {name.lower().lstrip("/") for name in archive.namelist()}
    for name, what in _OTHERS.items():
        if name in names:
            raise Unusable(f"is {what} by another name; save it as .xlsx")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unusable("has macros in it; save it as an .xlsx workbook without macros")


@dataclass(slots=True)
class _Extent:
    """How far a part reaches. Cells and rows may say where they are, or lie behind the one before."""

    columns: int = 1
    rows: int = 1
    placeless_columns: int = 0
    placeless_rows: int = 0
    heaped: int = 0

    @property
    def cells(self) -> int:
        """The most cells that reading it could take, empty ones included; or entries in its lists."""
        corner = (self.columns + self.placeless_columns) * (self.rows + self.placeless_rows)
        return max(corner, self.heaped)

    def add(self, piece: bytes) -> None:
        """Look through one more piece, which ends where a tag does."""
        columns, rows, cells = _COLUMN_REF.findall(piece), _ROW_REF.findall(piece), len(_CELL.findall(piece))
        self.columns = max(self.columns, *map(_column_number, set(columns)), 1)
        self.rows = max(self.rows, *map(int, set(rows)), 1)
        self.heaped += len(_HEAPED.findall(piece)) + cells
        self.placeless_rows += max(len(_ROW.findall(piece)) - len(_BARE_ROW_REF.findall(piece)), 0)
        if cells > len(columns):
            self.placeless_columns = max(
                self.placeless_columns, *(len(_CELL.findall(row)) for row in _ROW.split(piece))
            )


def _extents(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[_Extent]:
    """The extent of a part, growing as it is read."""
    extent, rest = _Extent(), b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            whole, _, cut = (rest + chunk).rpartition(b"<")
            rest = b"<" + cut if whole else cut
            if len(rest) > _LONGEST_TAG + _CHUNK:
                rest = rest[-_LONGEST_TAG:]  # a picture, or a text without end: no cell
            extent.add(whole)
            yield extent
    extent.add(rest)
    yield extent


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:8]:
        number = number * 26 + letter - 64
    return number
