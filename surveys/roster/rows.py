"""From a sheet to rows: every cell read as its column says, every cell that cannot be read a problem."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.roster.cells import Unreadable, shown
from surveys.roster.kinds import UNUSED_903, Column
from surveys.roster.problems import Place, Problems
from surveys.roster.sheets import MOST_IN_CELL, MOST_ROWS, Sheet, Unusable

#: After so many rows that cannot be read a file is read no further.
_MOST_BROKEN = 2000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the value of every column that the file has, by the name of the record's field.

    An empty cell is None: it clears what is stored. A column that is not there says nothing, and
    leaves what is stored. ``broken`` rows had cells that could not be read; these are missing.
    """

    place: Place
    given: dict[str, Any]
    broken: bool = False


def read(sheet: Sheet, problems: Problems, *, most: int = MOST_ROWS) -> list[Row]:
    """The rows of a sheet. Problems are added as they are found.

    Raises:
        Unusable: there are more rows than the import has room for, too many have problems, or the file ends in the middle.
    """
    at = {name: place for place, name in enumerate(sheet.columns)}
    columns = [(at[column.name], column) for column in sheet.kind.columns if column.name in at]
    found: list[Row] = []
    broken = 0
    for number, cells in sheet.rows:
        if len(found) == most:
            raise Unusable(f"with its rows the import has more than {MOST_ROWS}; import some files by themselves")
        row = _row(sheet, columns, number, cells, problems)
        found.append(row)
        broken += row.broken
        if broken > _MOST_BROKEN:
            raise Unusable(f"more than {_MOST_BROKEN} of its rows cannot be read, and it was read no further")
    return found


def unknown_columns(sheet: Sheet) -> list[str]:
    """The columns of a sheet that import knows nothing to do with."""
    known = {column.name for column in sheet.kind.columns}
    if sheet.kind.id.endswith("_903"):
        known |= UNUSED_903
    return [
        name or f"number {place}, which has no name" for place, name in enumerate(sheet.columns, 1) if name not in known
    ]


def _row(
    sheet: Sheet, columns: Sequence[tuple[int, Column]], number: int, cells: Sequence[str], problems: Problems
) -> Row:
    place, given, broken = Place(sheet.file, number), {}, False
    if any(cell.strip() for cell in cells[len(sheet.columns) :]):
        problems.at(
            place, f"has {len(cells)} cells where the header has {len(sheet.columns)}; check for a stray delimiter."
        )
        broken = True
    for index, column in columns:
        try:
            given[column.field] = _value(column, cells[index] if index < len(cells) else "")
        except Unreadable as error:
            problems.at(place, f"{column.name} {error}.")
            broken = True
    return Row(place, given, broken)


def _value(column: Column, cell: str) -> Any:
    if len(cell) > MOST_IN_CELL:
        raise Unreadable(f"is longer than {MOST_IN_CELL} characters")
    text = cell.strip()
    if not text:
        if column.needed and not column.blank:
            raise Unreadable("is empty; it is needed in every row")
        return None
    if "\0" in text:
        raise Unreadable("has a NUL character in it; type it again")
    try:
        return column.read(cell if column.verbatim else text)
    except Unreadable as error:
        raise Unreadable(f"{shown(text)} {error}") from None
