"""How much text the cells of a workbook come to, found out before it is read.

A cell may name a text that stands once in the file, and the reader copies it for every cell: eighteen kilobytes that
name thirty-two thousand letters again and again took gigabytes.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, zip_longest

from surveys.roster.pieces import pieces
from surveys.roster.sheets import Unusable

#: Bytes, tags included, that the texts of all cells may come to.
MOST_TEXT = 128 * 1024 * 1024

_TEXT = re.compile(rb"<(?:[\w.-]+:)?si[\s/>]")
_CELL = rb"<(?:[\w.-]+:)?c\s(?:[^<>]*\s)?t\s*=\s*[\"']s[\"'][^<>]*(?<!/)>"
_FORMULA = rb"(?:\s*+<(?:[\w.-]+:)?f\b[^<>]*(?:(?<=/)>|(?<!/)>[^<]*+</(?:[\w.-]+:)?f\s*>))?+"
_NUMBER = rb"\s*+<(?:[\w.-]+:)?v\s*>(\d+)</"
_NAMED = re.compile(_CELL + _FORMULA + _NUMBER)
#: As nearly every program writes it, which is quick to look for.
_PLAIN = re.compile(rb't="s"[^<>]*(?<!/)>(?:<f[\s>][^<]*</f>)?<v>(\d+)</v>')
#: A cell that names a text in a way in which no program does. There it says nothing, or only the number.
_ODD = re.compile(
    _CELL
    + rb"(?!"
    + _FORMULA
    + rb"(?:"
    + _NUMBER
    + rb"|\s*+(?:<(?:[\w.-]+:)?v\s*(?:/>|></[^<>]*>)\s*+)?</(?:[\w.-]+:)?c\s*>))"
)
#: A cell whose tag does not end where it seems to.
_TORN = re.compile(rb"<(?:[\w.-]+:)?c\s(?!(?:[^<>\"']++|\"[^<>\"]*+\"|'[^<>']*+')*+>)")


def require_modest(archive: zipfile.ZipFile, cells: int) -> None:
    """Refuse a workbook whose cells, so many at the most, name more text than is to be held.

    Raises:
        Unusable: with what to do.
    """
    lengths: list[int] = []
    for part in archive.infolist():
        lengths = [max(pair) for pair in zip_longest(lengths, _lengths(archive, part), fillvalue=0)]
    if max(lengths, default=0) * cells <= MOST_TEXT:
        return
    named: Counter[bytes] = Counter()
    for part in archive.infolist():
        for piece in pieces(archive, part):
            named.update(_numbers(piece))
    if sum(_length(lengths, number) * times for number, times in named.items()) > MOST_TEXT:
        raise Unusable("says the same long text in very many cells; save it as .csv")


def _numbers(piece: bytes) -> Sequence[bytes]:
    """The numbers of the texts that cells name, as often as they do.

    Raises:
        Unusable: a cell names one in a way in which no program does. The reader may take it for another.
    """
    plain = _PLAIN.findall(piece)
    if len(plain) == piece.count(b'"s"') + piece.count(b"'s'"):
        return plain
    if _TORN.search(piece) or _ODD.search(piece):
        raise Unusable("names the text of a cell in a way that cannot be read; open it and save it again")
    return _NAMED.findall(piece)


def _length(lengths: list[int], number: bytes) -> int:
    place = int(number.lstrip(b"0")[:10] or b"0")
    return lengths[place] if place < len(lengths) else 0


def _lengths(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> list[int]:
    """How long each text is that stands in a part to be named, tags included."""
    begins, at = [], 0
    for piece in pieces(archive, part):
        _numbers(piece)
        begins += [at + found.start() for found in _TEXT.finditer(piece)]
        at += len(piece)
    return [end - begin for begin, end in pairwise([*begins, at])]
