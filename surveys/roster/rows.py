"""From a sheet to rows: every cell read as its column says, every cell that cannot be read a problem."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.roster.cells import Unreadable, shown
from surveys.roster.kinds import UNUSED_903, Column
from surveys.roster.problems import Place, Problems
from surveys.roster.sheets import MOST_IN_CELL, MOST_ROWS, Sheet, Unusable

#: After so many rows that cannot be read a file is read no further.
_MOST_BROKEN = 2000


class Cells(Mapping[str, Any]):
    """The values of a row, by name. Names are kept once for all rows of a sheet: a dictionary for each takes three times as much."""

    __slots__ = ("_places", "_values")

    def __init__(self, given: Mapping[str, Any], places: Mapping[str, int]) -> None:
        self._places = places if len(given) == len(places) else {name: place for place, name in enumerate(given)}
        self._values = tuple(given.values())

    def __getitem__(self, name: str) -> Any:
        return self._values[self._places[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, name: object) -> bool:
        return name in self._places  # the inherited look raises and catches, for each cell that is not there


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the value of every column that the file has, by the name of the record's field.

    An empty cell is None: it clears what is stored. A column that is not there says nothing, and
    leaves what is stored. ``broken`` rows had cells that could not be read; these are missing.
    """

    file: str
    number: int
    given: Mapping[str, Any]
    broken: bool = False

    @property
    def place(self) -> Place:
        """Where it stands; made when somebody asks, since there may be many rows."""
        return Place(self.file, self.number)


def read(sheet: Sheet, problems: Problems, *, most: int = MOST_ROWS) -> list[Row]:
    """The rows of a sheet. Problems are added as they are found.

    Raises:
        Unusable: there are more rows than the import has room for, too many have problems, or the file ends in the middle.
    """
    at = {name: place for place, name in enumerate(sheet.columns)}
    columns = [(at[column.name], column) for column in sheet.kind.columns if column.name in at]
    places = {column.field: place for place, (_, column) in enumerate(columns)}
    found: list[Row] = []
    broken = 0
    for number, cells in sheet.rows:
        if len(found) == most:
            raise Unusable(f"with its rows the import has more than {MOST_ROWS}; import some files by themselves")
        given, is_broken = _given(sheet, number, columns, cells, problems)
        found.append(Row(sheet.file, number, Cells(given, places), is_broken))
        broken += is_broken
        if broken > _MOST_BROKEN:
            raise Unusable(f"more than {_MOST_BROKEN} of its rows cannot be read, and it was read no further")
    return found


def unknown_columns(sheet: Sheet) -> list[str]:
    """The columns of a sheet that import knows nothing to do with, each once."""
    known = {column.name for column in sheet.kind.columns}
    if sheet.kind.id.endswith("_903"):
        known |= UNUSED_903
    names = (name or f"number {place}, which has no name" for place, name in enumerate(sheet.columns, 1))
    return [name for name in dict.fromkeys(names) if name not in known]


def _given(
    sheet: Sheet, number: int, columns: Sequence[tuple[int, Column]], cells: Sequence[str], problems: Problems
) -> tuple[dict[str, Any], bool]:
    """What the cells of a row give, and whether any of them could not be read."""
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
    return given, broken


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
