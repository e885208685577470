"""How much text the cells of a workbook come to, found out before it is read.

A cell may name a text that stands once in the file, and the reader copies it for every cell: eighteen kilobytes that
name thirty-two thousand letters again and again took gigabytes.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise, zip_longest

from surveys.roster.sheets import Unusable

#: Bytes, tags included, that the texts of all cells may come to.
MOST_TEXT = 128 * 1024 * 1024
_CHUNK = 1024 * 1024

_TEXT = re.compile(rb"<(?:[\w.-]+:)?si[\s/>]")
_NAMED = re.compile(
    rb"<(?:[\w.-]+:)?c\s(?:[^<>]*\s)?t\s*=\s*[\"']s[\"'][^<>]*>\s*(?:<(?:[\w.-]+:)?f\b[^<]*(?:</[^<>]*>)?\s*)?<(?:[\w.-]+:)?v\s*>\s*(\d+)"
)


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
        for piece in _pieces(archive, part):
            named.update(_NAMED.findall(piece))
    if sum(_length(lengths, number) * times for number, times in named.items()) > MOST_TEXT:
        raise Unusable("says the same long text in very many cells; save it as .csv")


def _length(lengths: list[int], number: bytes) -> int:
    place = int(number.lstrip(b"0")[:10] or b"0")
    return lengths[place] if place < len(lengths) else 0


def _lengths(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> list[int]:
    """How long each text is that stands in a part to be named, tags included."""
    begins, at = [], 0
    for piece in _pieces(archive, part):
        begins += [at + found.start() for found in _TEXT.finditer(piece)]
        at += len(piece)
    return [end - begin for begin, end in pairwise([*begins, at])]


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part, in pieces that end where a cell or a text does, if they come often."""
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            whole, end, cut = (rest + chunk).rpartition(b"</")
            if len(cut) > _CHUNK:
                whole, end, cut = whole + end + cut, b"", b""
            if whole:
                yield whole
            rest = end + cut
    yield rest
