"""Reads .csv files: comma, semicolon or tab; UTF-8 with or without a byte order mark, or cp1252.

The text is never in memory as a whole: one letter outside the usual planes makes Python keep four bytes
for every other, and a file may be one line of 32 MB.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper

from surveys.roster import kinds
from surveys.roster.sheets import MOST_ROWS, Sheet, Unusable, column_names, require_kind

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
#: The most letters on a line. The longest answers of a row, every letter a doubled quotation mark, fit.
MOST_LETTERS = 256 * 1024
_CHUNK = 64 * 1024
#: The most bytes of a letter in UTF-8.
_LONGEST = 4
#: What follows the first byte of a letter in UTF-8; and those of it that in cp1252 are quotation marks, dashes and the like, which
#: stand behind an accented letter there too: ZOË’S.
_ANY, _MARKS = rb"[\x80-\xbf]", rb"[\x85\x91-\x97\xa0\xab\xbb]"
_ODD = rb"(?!" + _MARKS + rb")" + _ANY
#: A letter in UTF-8 that would be odd signs in a row in cp1252, such as nobody types.
_UTF8_LETTER = re.compile(
    rb"[\xc2\xc3]%(any)s|[\xc4-\xdf]%(odd)s|[\xe0-\xef](?:%(odd)s%(any)s|%(any)s%(odd)s)|[\xf0-\xf4]%(any)s{3}"
    % {b"any": _ANY, b"odd": _ODD}
)


def read(file: str, content: bytes) -> Sheet:
    """The table in a .csv file. Its rows are read as they are asked for, and raise Unusable where they cannot be.

    Raises:
        Unusable: it is not text, has an unknown header, too many rows, or lines that have no end, or its own end is missing.
    """
    encoding = _encoding(content)
    header, delimiter = _header(content, encoding)
    columns = column_names(header)
    kind = require_kind(columns)
    _require_few(content, encoding, delimiter)
    rows = _whole(_records(content, encoding, delimiter), len(columns), ended=content.endswith((b"\n", b"\r")))
    next(rows, None)
    return Sheet(file, kind, columns, ((number, cells) for number, cells in rows if any(cells)))


def _encoding(content: bytes) -> str:
    if content.startswith(_UTF16):
        raise Unusable("is saved as UTF-16; save it as 'CSV UTF-8'")
    if b"\0" in content:
        raise Unusable("has NUL bytes in it, so it is not a text file; save it as 'CSV UTF-8'")
    broken = _undecodable(content, "utf-8-sig")
    if broken is None:
        return "utf-8-sig"
    if _is_begun(content[broken : broken + _LONGEST]):
        raise Unusable("ends in the middle of a letter, as if it was cut short; save it again, as 'CSV UTF-8'")
    if _UTF8_LETTER.search(content):
        row = _row_of(content, broken)
        raise Unusable(
            f"is UTF-8, but row {row} has a letter in it that is not; type it again, and save as 'CSV UTF-8'"
        )
    if _undecodable(content, "cp1252") is None:
        return "cp1252"
    raise Unusable("is neither UTF-8 nor Windows (cp1252) text; save it as 'CSV UTF-8'")


def _undecodable(content: bytes, encoding: str) -> int | None:
    """Where the first byte is that this encoding does not have, if any."""
    decoder, end = codecs.getincrementaldecoder(encoding)(), 0
    try:
        for start in range(0, len(content), _CHUNK):
            end = min(start + _CHUNK, len(content))
            decoder.decode(content[start:end], final=end == len(content))
    except UnicodeDecodeError as error:
        return end - len(error.object) + error.start
    return None


def _is_begun(letter: bytes) -> bool:
    """Whether this is the beginning of a letter in UTF-8, and nothing else."""
    _, read = codecs.utf_8_decode(letter, "ignore", False)  # there may be more to come
    return read == 0


def _row_of(content: bytes, place: int) -> int:
    """The row that a byte stands in, when all before it is UTF-8."""
    before = content[:place] + b"?"
    _, delimiter = _header(before, "utf-8-sig")
    return sum(1 for _ in _records(before, "utf-8-sig", delimiter, strict=False))


def _header(content: bytes, encoding: str) -> tuple[list[str], str]:
    """The first row, and the delimiter by which it is known; else the one that divides it most."""
    # Not strictly: by the wrong one a quoted column name looks broken.
    headers = {each: next(_records(content, encoding, each, strict=False), (1, [""]))[1] for each in ",;\t"}
    known = next((each for each, cells in headers.items() if kinds.recognise(column_names(cells))), None)
    delimiter = known or max(headers, key=lambda each: len(headers[each]))
    return headers[delimiter], delimiter


def _whole(rows: Iterator[tuple[int, list[str]]], columns: int, *, ended: bool) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file whose last line has an end or has not. Spreadsheets leave out empty cells, but no such end."""
    number, cells = 0, list[str]()
    for number, cells in rows:
        yield number, cells
    if not ended and any(cells) and len(cells) < columns:
        raise Unusable(
            f"ends in row {number} before its last column, as if it was cut short; save it again, or end that row with a line break"
        )


def _require_few(content: bytes, encoding: str, delimiter: str) -> None:
    """Count the rows before any is kept, where there are line breaks enough for too many."""
    if content.count(b"\n") + content.count(b"\r") <= MOST_ROWS:
        return
    if sum(1 for _ in _records(content, encoding, delimiter)) > MOST_ROWS + 1:
        raise Unusable(f"has more than {MOST_ROWS} rows; divide it")


def _records(content: bytes, encoding: str, delimiter: str, *, strict: bool = True) -> Iterator[tuple[int, list[str]]]:
    """Rows as a spreadsheet numbers them: a quoted line break does not begin a row. Never more than one too many."""
    reader = csv.reader(_lines(content, encoding), delimiter=delimiter, strict=strict)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield number, cells
            if number > MOST_ROWS + 1:
                return
    except csv.Error as error:
        raise Unusable(
            f"row {number + 1} cannot be read ({error}); look for a quotation mark that is not closed"
        ) from error


def _lines(content: bytes, encoding: str) -> Iterator[str]:
    with TextIOWrapper(BytesIO(content), encoding=encoding, newline="") as text:
        number = 0
        while line := text.readline(MOST_LETTERS + 1):
            number += 1
            if len(line) > MOST_LETTERS:
                raise Unusable(
                    f"line {number} has more than {MOST_LETTERS} letters, so it is not a table; save it again"
                )
            yield line
