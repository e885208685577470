"""How much a workbook would take to read, found out before it is read.

A file of a few kilobytes can ask for all the memory there is: by what it unpacks to, by one cell in the far
corner of a sheet, or by the sheer number of its parts. Every part is looked through, since any may be a
sheet, whatever it is called.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from surveys.roster.pieces import sheet_parts
from surveys.roster.repeated import require_modest
from surveys.roster.sheets import Unusable
from surveys.roster.unread import column_number
from surveys.zipped import CHUNK, chunks, opened

#: Bytes that the workbooks of an import may unpack to, cells that all their sheets may span, and parts of each archive.
MOST_UNPACKED = 128 * 1024 * 1024
MOST_CELLS = 3_000_000
MOST_PARTS = 1000
#: Sheets, names, links and formats: what a workbook has few of, and the reader keeps.
MOST_LISTED = 100_000
_LONGEST_TAG = 64 * 1024

_PART = b"PK\x01\x02"
#: What is counted, by name: cells and rows, and what is kept in lists. All at once, since a sheet may be a hundred megabytes.
_NAMED = re.compile(rb"<(?:[\w.-]+:)?(c|row|si|sheet|definedName|mergeCell|Relationship|numFmt|xf)[\s/>]")
#: Where a cell or row says it is: column and row, or row alone. That it begins with a letter makes it quick to look for.
_PLACE = re.compile(rb"r(?<!\wr)\s*=\s*[\"']([A-Za-z]*)(\d+)")
#: What only stands between texts. Where it stands in one all the same, text comes behind a tag that begins none.
_BETWEEN = frozenset({b"c", b"row", b"si"})
_FIRST_BETWEEN = re.compile(rb"<(?:[\w.-]+:)?(?:c|si)[\s/>]")
_TEXT_BEHIND = re.compile(rb"<(?!(?:[\w.-]+:)?[tvf][\s>])[^<>]*>\s*+[^<\s]")
#: What no program writes among cells, and what could hide anything from being counted.
_HIDING = re.compile(rb"<(?:!|\?)")
#: A tag that does not end where it seems to.
_TORN = re.compile(rb"<[\w](?!(?:[^<>\"']++|\"[^<>\"]*+\"|'[^<>']*+')*+>)")
#: What no program writes into a workbook, and what entities are declared in; in UTF-16 too.
_DECLARING = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E")
#: Behind it there may be much else that is no cell.
_END = re.compile(rb"</(?:[\w.-]+:)?(?:sheetData|sst)\s*>")
_OTHERS = {"content.xml": "an OpenDocument file", "xl/workbook.bin": "a binary workbook (.xlsb)"}


@dataclass(slots=True)
class Room:
    """What the workbooks of one import may still take: bytes unpacked, and cells."""

    unpacked: int = MOST_UNPACKED
    cells: int = MOST_CELLS


def require_small(content: bytes, room: Room) -> None:
    """Refuse a workbook that is too large, reaches too far, or is none; else it takes its part of the room.

    Raises:
        Unusable: with what to do.
        zipfile.BadZipFile: it is no archive, or damaged; also where a size is stated too small.
    """
    if content.count(_PART) > MOST_PARTS:
        raise Unusable("has more parts than a workbook has; open it and save it again")
    with opened(BytesIO(content)) as archive:
        _require_workbook(archive)
        room.unpacked -= sum(part.file_size for part in archive.infolist())
        if room.unpacked < 0:
            raise Unusable("unpacks to more than an import may hold; save it as .csv, or import it by itself")
        cells = listed = 0
        for part in archive.infolist():
            for extent in _extents(archive, part):
                if cells + extent.cells > room.cells:
                    raise Unusable("uses cells far outside its table; delete what lies there, or save it as .csv")
                if listed + extent.listed > MOST_LISTED:
                    raise Unusable(
                        "has far more sheets, names, links or formats than a table; copy the table into a new workbook"
                    )
            cells, listed = cells + extent.cells, listed + extent.listed
        sheet_parts(archive)
        room.cells -= cells
        require_modest(archive, cells)


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
    listed: int = 0
    texted: bool = False
    ended: bool = False

    @property
    def cells(self) -> int:
        """The most cells that reading it could take, empty ones included; or entries in its lists."""
        corner = (self.columns + self.placeless_columns) * (self.rows + self.placeless_rows)
        return max(corner, self.heaped)

    def add(self, piece: bytes) -> None:
        """Look through one more piece, which ends where a tag does."""
        names, places = _NAMED.findall(piece), _PLACE.findall(piece)
        columns = [column for column, _ in places if column]
        rows, cells = names.count(b"row"), names.count(b"c")
        begun = self._require_open(piece)
        self.require_short(piece, names)
        self.ended = self.ended or (begun is not None and _ends(piece, begun))
        self.columns = max(self.columns, *map(column_number, set(columns)), 1)
        self.rows = max(self.rows, *map(_row_number, {row for _, row in places}), 1)
        self.heaped += len(names) - rows
        self.listed += len(names) - rows - cells - names.count(b"si")
        self.placeless_rows += max(rows - (len(places) - len(columns)), 0)
        if cells > len(columns):
            self.placeless_columns = max(self.placeless_columns, _widest(names))

    def _require_open(self, piece: bytes) -> int | None:
        """Refuse what hides something among cells, and tell from where there are any. Above them a program may say who it is."""
        found = None if self.texted else _FIRST_BETWEEN.search(piece)
        self.texted = self.texted or found is not None  # rows alone are in drawings, too
        begun = found.start() if found else 0
        if self.texted and _HIDING.search(piece, begun):
            raise Unusable("has comments or unread passages among its cells; open it and save it again")
        return begun if self.texted else None

    def require_short(self, piece: bytes, names: Sequence[bytes] = ()) -> None:
        """Refuse one text that goes on and on, before it is in memory as a whole."""
        if self.heaped and not self.ended and len(piece) >= CHUNK // 2 and self._goes_on(piece, names):
            raise Unusable("has far more text in a cell than a spreadsheet holds; save it as .csv")

    def _goes_on(self, piece: bytes, names: Sequence[bytes]) -> bool:
        """Whether all of this may be one text, whatever names stand in it."""
        if not self.texted:
            return not names
        end = _END.search(piece)
        return (
            _BETWEEN.isdisjoint(names) or _TEXT_BEHIND.search(piece, 0, end.start() if end else len(piece)) is not None
        )


def _ends(piece: bytes, begun: int) -> bool:
    """Whether the cells that begin there end here, and it is not only in a tag that something says so."""
    end = _END.search(piece, begun)
    return end is not None and not _TORN.search(piece, begun, end.start())


def _widest(names: Iterable[bytes]) -> int:
    """The most cells that stand in one row."""
    widest = width = 0
    for name in names:
        if name == b"row":
            widest, width = max(widest, width), 0
        elif name == b"c":
            width += 1
    return max(widest, width)


def _extents(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[_Extent]:
    """The extent of a part, growing as it is read."""
    extent, rest = _Extent(), b""
    for place, chunk in enumerate(chunks(archive, part)):
        if not place:
            extent.ended = not chunk.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")  # a picture has no texts
        whole, _, cut = (rest + chunk).rpartition(b"<")
        rest = b"<" + cut if whole else cut
        extent.require_short(rest)
        if len(rest) > _LONGEST_TAG + CHUNK:
            rest = rest[-_LONGEST_TAG:]  # a picture, or a text without end: no cell
        _require_undeclared(whole, part.filename)
        extent.add(whole)
        yield extent
    _require_undeclared(rest, part.filename)
    extent.add(rest)
    yield extent


def _require_undeclared(piece: bytes, name: str) -> None:
    """Refuse what declares entities, whoever would come to read them; a drawing may say what it is."""
    if not name.lower().endswith(".svg") and _DECLARING.search(piece):
        raise Unusable("declares entities, which no spreadsheet program writes; open it and save it again")


def _row_number(digits: bytes) -> int:
    """However many digits there are: ten tell that it is far away."""
    return int(digits.lstrip(b"0")[:10] or b"0")
