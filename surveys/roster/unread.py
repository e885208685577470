"""Cells that a reader takes for empty though something stands there: errors, and formulas nobody has worked out.

An empty cell clears what is stored, so these are refused.
"""

import re
from collections.abc import Collection, Iterator
from io import BytesIO

from surveys.roster.pieces import pieces, sheet_parts
from surveys.roster.sheets import Unusable
from surveys.zipped import opened

_ERROR = re.compile(rb"<(?:[\w.-]+:)?c(\s[^<>]*\bt\s*=\s*[\"']e[\"'][^<>]*)>")
#: A formula, and no value behind it. What comes to no text at all has an empty value, and says that it is text.
_FORMULA = re.compile(
    rb"<(?:[\w.-]+:)?c(\s[^<>]*)?>\s*+<(?:[\w.-]+:)?f\b[^<>]*(?:(?<=/)>|(?<!/)>[^<]*+</(?:[\w.-]+:)?f\s*>)\s*+"
    rb"(?!<(?:[\w.-]+:)?v\b[^<>/]*>[^<])(<(?:[\w.-]+:)?v\b)?"
)
_TEXT = re.compile(rb"\bt\s*=\s*[\"']str[\"']")
_PLACE = re.compile(rb"(?<!\w)r\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"']")


def require_worked_out(content: bytes, sheet: str, columns: Collection[int]) -> None:
    """Refuse a sheet in whose header, or in whose columns of these numbers, the first 1, a cell says nothing that can be read.

    Raises:
        Unusable: with the cell's place and what to do.
    """
    with opened(BytesIO(content)) as archive:
        named = sheet_parts(archive).get(sheet)
        for part in archive.infolist():
            if part.filename.lower().lstrip("/") == named:
                for piece in pieces(archive, part):
                    for attributes, what in _unread(piece):
                        _require_elsewhere(attributes, what, columns)


def _unread(piece: bytes) -> Iterator[tuple[bytes, str]]:
    """The attributes of such cells, and what is wrong with each."""
    if b'"e"' in piece or b"'e'" in piece:
        for found in _ERROR.finditer(piece):
            yield found[1], "an error such as #N/A instead of a value; mend it"
    if not _is_plainly_worked_out(piece):
        for found in _FORMULA.finditer(piece):
            if not (found[2] and _TEXT.search(found[1] or b"")):
                yield found[1] or b"", "a formula that was never worked out; open it in a spreadsheet program"


def _is_plainly_worked_out(piece: bytes) -> bool:
    """Whether every formula has a value, written as nearly every program does: quick to look for."""
    formulas = piece.count(b"<f")
    valued = piece.count(b"</f><v>") + piece.count(b"/><v>") - piece.count(b"<v></v>")
    return b":f" not in piece and formulas <= valued


def _require_elsewhere(attributes: bytes, what: str, columns: Collection[int]) -> None:
    place = _PLACE.search(attributes)
    if place is None:
        raise Unusable(f"has in one of its cells {what}, and save it again")
    if int(place[2]) == 1 or column_number(place[1]) in columns:
        raise Unusable(f"has in cell {place[1].decode().upper()}{int(place[2])} {what}, and save it again")


def column_number(letters: bytes) -> int:
    """The column that letters stand for, the first 1. However many there are: eight tell that it is far away."""
    number = 0
    for letter in letters.upper()[:8]:
        number = number * 26 + letter - 64
    return number
