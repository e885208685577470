"""Reads .csv files: comma, semicolon or tab; UTF-8 with or without a byte order mark, or cp1252."""

import csv
from collections.abc import Iterator
from io import StringIO

from surveys.roster import kinds
from surveys.roster.sheets import Sheet, Unusable, column_names, require_kind

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read(file: str, content: bytes) -> Sheet:
    """The table in a .csv file.

    Raises:
        Unusable: it is not text, has an unknown header, or a quotation mark is never closed.
    """
    text = _decoded(content)
    rows = _records(text, _delimiter(text))
    _, header = next(rows, (1, []))
    columns = column_names(header)
    return Sheet(file, require_kind(columns), columns, [(number, cells) for number, cells in rows if any(cells)])


def _decoded(content: bytes) -> str:
    if content.startswith(_UTF16):
        raise Unusable("is saved as UTF-16; save it as 'CSV UTF-8'")
    if b"\0" in content:
        raise Unusable("has NUL bytes in it, so it is not a text file; save it as 'CSV UTF-8'")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Unusable("is neither UTF-8 nor Windows (cp1252) text; save it as 'CSV UTF-8'") from error


def _delimiter(text: str) -> str:
    """The one by which the header is known; else the one that divides it most."""
    # Not strictly: by the wrong one a quoted column name looks broken.
    headers = {each: column_names(next(_records(text, each, strict=False), (1, []))[1]) for each in ",;\t"}
    known = next((each for each, columns in headers.items() if kinds.recognise(columns)), None)
    return known or max(headers, key=lambda each: len(headers[each]))


def _records(text: str, delimiter: str, *, strict: bool = True) -> Iterator[tuple[int, list[str]]]:
    """Rows as a spreadsheet numbers them: a quoted line break does not begin a row."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield number, cells
    except csv.Error as error:
        raise Unusable(
            f"row {number + 1} cannot be read ({error}); look for a quotation mark that is not closed"
        ) from error
