"""A file as a table of text, whether it was a .csv or an .xlsx."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from surveys.roster import kinds
from surveys.roster.kinds import Kind

#: What is read at the most: bytes of all the files of an import together, and rows below their headers; columns of each; and
#: letters of a cell, more than any answer has, as many as a spreadsheet takes. A letter may take four bytes in memory.
MOST_BYTES = 32 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_IN_CELL = 32_767


class Unusable(ValueError):
    """The file cannot be taken; the message finishes "NAME: ..."."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table in a file: its kind, its columns in lower case, and its rows with their numbers, to be read once.

    ``ignored`` names what else the file holds: other sheets.
    """

    file: str
    kind: Kind
    columns: tuple[str, ...]
    rows: Iterable[tuple[int, Sequence[str]]]
    ignored: tuple[str, ...] = ()


def column_names(cells: Sequence[str]) -> tuple[str, ...]:
    """A header as columns are known: without spaces around them, in lower case, no empty ones at the end."""
    names = [cell.strip().lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def require_kind(columns: Sequence[str]) -> Kind:
    """The kind a header is of.

    Raises:
        Unusable: no file that an import takes begins so; a column that it reads is there twice; or there are none, or too many.
    """
    if not columns:
        raise Unusable("is empty, or begins with an empty row; its first row has to name the columns")
    if len(columns) > MOST_COLUMNS:
        raise Unusable(f"its first row has more than {MOST_COLUMNS} columns; leave those that import knows")
    kind = kinds.recognise(columns)
    if kind is None:
        raise Unusable(_unknown(columns))
    twice = next((column.name for column in kind.columns if columns.count(column.name) > 1), None)
    if twice:
        raise Unusable(f"the column '{twice}' is there twice; leave one")
    return kind


def _unknown(columns: Sequence[str]) -> str:
    close = kinds.nearest(columns)
    if close:
        kind, missing = close
        return f"looks like a {kind.label} file, but lacks the column {', '.join(missing)}"
    known = ", ".join(kind.label for kind in kinds.KINDS)
    return f"its header is not one that import knows; the first row names the columns of one of: {known}"
