"""Reads .xlsx files: the first visible sheet whose header is known. Formulas are never worked out."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from surveys.roster import kinds
from surveys.roster.extent import Room, require_small
from surveys.roster.sheets import MOST_ROWS, Sheet, Unusable, column_names, require_kind
from surveys.roster.unread import require_worked_out

Table = Iterator[tuple[int, Sequence[str]]]

#: Spreadsheets have a 29th of February in this year, which never was: what they hold by then is a day off, or no day.
_LEAPLESS = 1900
#: As many as a spreadsheet shows of a number, and no more places. What lies behind them comes of reckoning by twos.
_DIGITS = 15
_UNREADABLE = (CalamineError, zipfile.BadZipFile, OSError)
#: What the reader gives up with, which is no Exception and can be had by no import.
_GIVEN_UP = "PanicException"


def read(file: str, content: bytes, room: Room) -> Sheet:
    """The table in a workbook, if there is room for it.

    Raises:
        Unusable: it is no workbook, takes too much to read, or no visible sheet has a known header.
    """
    try:
        require_small(content, room)
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        chosen, columns, rows = _chosen(book)
    except _UNREADABLE as error:
        raise Unusable("cannot be read as an .xlsx workbook; open it and save it again, without a password") from error
    kind = require_kind(columns)
    known = {column.name for column in kind.columns}
    require_worked_out(content, chosen, {number for number, name in enumerate(columns, 1) if name in known})
    ignored = tuple(f"sheet '{name}' of {file}" for name in book.sheet_names if name != chosen)
    return Sheet(file, kind, columns, ((number, cells) for number, cells in rows if any(cells)), ignored)


def _chosen(book: CalamineWorkbook) -> tuple[str, tuple[str, ...], Table]:
    """The first sheet whose header is known, else the first: its name, header and rows. One is held at a time."""
    first = None
    for name in _visible(book):
        table = _table(book, name)
        _, header = next(table, (1, ()))
        columns = column_names(header)
        if kinds.recognise(columns):
            return name, columns, table
        first = first or (name, columns)
    if first is None:
        raise Unusable("has no sheet that can be seen")
    return *first, iter(())


def _visible(book: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
    ]


def _table(book: CalamineWorkbook, name: str) -> Table:
    """The rows of a sheet, with the numbers they go by there."""
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > MOST_ROWS:
        raise Unusable(f"has more than {MOST_ROWS} rows; divide it")
    # The reader leaves out the empty columns at the left, though not the empty rows above.
    _, left = sheet.start or (0, 0)
    for number, cells in _rows(sheet):
        yield number, [*[""] * left, *map(_text, cells)]


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, Sequence[object]]]:
    """The rows as the reader has them. Of a date or time that no calendar has, it fails, or gives up altogether."""
    number = 0
    try:
        for number, cells in enumerate(sheet.iter_rows(), 1):
            yield number, cells
    except BaseException as error:
        if isinstance(error, OverflowError) or type(error).__name__ == _GIVEN_UP:
            raise Unusable(f"has in row {number + 1} a date or time that there cannot be; mend it") from error
        raise


def _text(cell: object) -> str:
    """A cell as it would be written in a .csv: whole numbers without a point, dates as ISO."""
    match cell:
        case str():
            return cell
        case bool():
            return "yes" if cell else "no"
        case float() if cell.is_integer():
            return str(int(cell))
        case float():
            return f"{Decimal(f'{round(cell, _DIGITS):.{_DIGITS}g}'):f}"
        case datetime() | date():
            return cell.isoformat() if cell.year > _LEAPLESS or cell.month > 2 else "before 01/03/1900"
        case _:
            return str(cell)
