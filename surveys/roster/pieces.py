"""The parts of a workbook in pieces, so that none is in memory as a whole; and which part is which sheet."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape

from surveys.roster.sheets import Unusable
from surveys.zipped import CHUNK, chunks

_CELL_END = re.compile(rb"</(?:[\w.-]+:)?(?:c|si)\s*>")
_WORKBOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_TAG = re.compile(rb"<(?:[\w.-]+:)?(?:sheet|Relationship)\s([^<>]*)>")
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part, in pieces that end behind a cell or a text if there are any, else before a tag."""
    rest = b""
    for chunk in chunks(archive, part):
        rest += chunk
        cut = _last_end(rest)
        if cut:
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _last_end(content: bytes) -> int:
    """Where a piece may end; nowhere, if there is no tag, up to some length."""
    for start in (max(len(content) - CHUNK // 16, 0), 0):
        ends = [found.end() for found in _CELL_END.finditer(content, start)]
        if ends:
            return ends[-1]
    return max(content.rfind(b"<"), 0) or (len(content) if len(content) > CHUNK else 0)


def sheet_parts(archive: zipfile.ZipFile) -> Mapping[str, str]:
    """The parts that are sheets, in lower case, by the sheets' names.

    Raises:
        Unusable: two sheets are one part, which would be read for each of them.
    """
    links = {each.get("Id", ""): each.get("Target", "") for each in _tags(archive, _LINKS)}
    sheets = {each.get("name", ""): _part(links.get(_link(each), "")) for each in _tags(archive, _WORKBOOK)}
    named = [part for part in sheets.values() if part]
    if len(set(named)) < len(named):
        raise Unusable("has two sheets that are one; open it and save it again")
    return sheets


def _tags(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    """The attributes of every sheet or link that a part names."""
    for part in archive.infolist():
        if part.filename.lower() == name:
            for piece in pieces(archive, part):
                for tag in _TAG.findall(piece):
                    found = _ATTRIBUTE.findall(tag.decode(errors="replace"))
                    yield {key: unescape(double or single) for key, double, single in found}


def _link(sheet: Mapping[str, str]) -> str:
    return next((value for key, value in sheet.items() if key.endswith(":id")), "")


def _part(target: str) -> str:
    """Where a link leads, from the workbook or from the top."""
    plain = target.replace("\\", "/").lower()
    return plain.lstrip("/") if plain.startswith(("/", "xl/")) else f"xl/{plain}" if plain else ""
