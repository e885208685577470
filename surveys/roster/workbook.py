"""Reads .xlsx files: the first visible sheet whose header is known. Formulas are never worked out."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from surveys.roster import kinds
from surveys.roster.sheets import Sheet, Unusable, column_names, require_kind

Table = Sequence[Sequence[str]]

#: What a workbook may unpack to, in bytes, and the most cells that the corner of a sheet may span.
#: A file of a few kilobytes can ask for all the memory there is in either way.
MOST_UNPACKED = 400 * 1024 * 1024
MOST_CELLS = 20_000_000
_CHUNK = 1024 * 1024
_OVERLAP = 4096
_CELL = re.compile(rb'<(?:\w+:)?(?:c|row) [^>]*?\br="([A-Z]{0,3})(\d{1,7})"')


def read(file: str, content: bytes) -> Sheet:
    """The table in a workbook.

    Raises:
        Unusable: it is no workbook, unpacks to too much, or no visible sheet has a known header.
    """
    try:
        _guard(content)
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        tables = {name: _table(book, name) for name in _visible(book)}
    except (CalamineError, zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise Unusable("cannot be read as an .xlsx workbook; open it and save it again, without a password") from error
    headers = {name: _header(table) for name, table in tables.items()}
    chosen = next((name for name, header in headers.items() if kinds.recognise(header)), next(iter(headers), None))
    if chosen is None:
        raise Unusable("has no sheet that can be seen")
    kind, columns = require_kind(headers[chosen]), headers[chosen]
    rows = [(number, cells) for number, cells in enumerate(tables[chosen], 1) if number > 1 and any(cells)]
    ignored = tuple(f"sheet '{name}' of {file}" for name in book.sheet_names if name != chosen)
    return Sheet(file, kind, columns, rows, ignored)


def _visible(book: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
    ]


def _table(book: CalamineWorkbook, name: str) -> Table:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [[_text(cell) for cell in row] for row in rows]


def _header(table: Table) -> tuple[str, ...]:
    return column_names(table[0]) if table else ()


def _text(cell: object) -> str:
    """A cell as it would be written in a .csv: whole numbers without a point, dates as ISO."""
    match cell:
        case str():
            return cell
        case bool():
            return "yes" if cell else "no"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() | date():
            return cell.isoformat()
        case _:
            return str(cell)


def _guard(content: bytes) -> None:
    """Refuse what is too large or reaches too far. A size stated too small fails its checksum on being read."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
            raise Unusable("unpacks to more than an import may hold; save it as .csv")
        for member in archive.infolist():
            columns = rows = 1
            for piece in _pieces(archive, member):
                columns, rows = _reach(piece, columns, rows)
                if columns * rows > MOST_CELLS:
                    raise Unusable("uses cells far outside its table; delete what lies there, or save it as .csv")


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    tail = b""
    with archive.open(member) as stream:
        while piece := stream.read(_CHUNK):
            if member.filename.startswith("xl/worksheets/"):
                yield tail + piece
            tail = piece[-_OVERLAP:]


def _reach(piece: bytes, columns: int, rows: int) -> tuple[int, int]:
    """How far right and down the cells named in a piece of a sheet lie, at the least what is known."""
    for letters, number in set(_CELL.findall(piece)):
        rows = max(rows, int(number))
        columns = max(columns, _column_number(letters))
    return columns, rows


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
