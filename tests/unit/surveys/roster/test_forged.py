"""Workbooks as no program writes them: what they hide from being counted is refused before it is read."""

import re
import zipfile
from io import BytesIO

import openpyxl
import pytest

from surveys.roster import workbook
from surveys.roster.extent import Room
from surveys.roster.sheets import Unusable

HEADER = ("child_id", "date_of_birth", "area")
SHEET, WORKBOOK, LINKS, STYLES, TEXTS = (
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
)
ODD = "names the text of a cell in a way that cannot be read; open it and save it again"
HIDDEN = "has comments or unread passages among its cells; open it and save it again"
LISTED = "has far more sheets, names, links or formats than a table; copy the table into a new workbook"
LONG = "has far more text in a cell than a spreadsheet holds; save it as .csv"
CELL = b"<row><c><v>1</v></c></row>"
ENTRY = "<si><t>North</t></si>"


@pytest.mark.parametrize("tag", ['<c r="C2" t="s">', "<c t = 's' r='C2'>", '<q:c r="C2" t="s">'])
@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("<v>0</v>", "North"), ("<f>A1</f><v>0</v>", "North"), ('<f t="shared" si="0"/><v>0</v>', "North"), ("<v></v>", ""), ("<v/>", ""),
        ("", ""),
    ],
)  # fmt: skip  # a value and what it says
def test_a_cell_says_the_text_whose_number_it_has(tag: str, value: str, text: str) -> None:
    assert _outcome(tag, value) == ["C1", "01/02/2004", text]


@pytest.mark.parametrize("tag", ['<c r="C2" t="s">', "<c t = 's' r='C2'>", '<c cm=">" r="C2" t="s">'])
@pytest.mark.parametrize(
    ("value", "refusal"),
    [
        ("<v>-1</v>", ODD), ("<v> -1</v>", ODD), ('<v xml:space="preserve">-1</v>', ODD), ("<f>A1</f><v>-1</v>", ODD),
        ("<v>+0</v>", ODD), ('<v xml:space="preserve">0</v>', ODD), ('<v a="1">0</v>', ODD), ("<x/><v>0</v>", ODD),
        ("<!--a--><v>0</v>", HIDDEN), ("<?a b?><v>0</v>", HIDDEN), ("<v><!-- -->0</v>", HIDDEN),
        ("<f><![CDATA[<]]></f><v>0</v>", HIDDEN),
    ],
)  # fmt: skip  # a value and what is said of it
def test_a_number_that_cannot_be_counted_is_refused(tag: str, value: str, refusal: str) -> None:
    with pytest.raises(Unusable) as refused:
        _outcome(tag, value)
    assert str(refused.value) == refusal


@pytest.mark.parametrize(
    ("part", "behind", "entry"),
    [
        (WORKBOOK, b"<sheets>", b'<sheet name="n" sheetId="9" r:id="none"/>'),
        (WORKBOOK, b"<workbookPr />", b"<definedName>x</definedName>"),
        (LINKS, b"<Relationships [^>]*>", b'<Relationship Id="q" Type="t" Target="w"/>'),
        (STYLES, b"<styleSheet [^>]*>", b'<numFmt numFmtId="200" formatCode="y"/>'),
    ],
)
def test_lists_as_no_workbook_has_are_refused(part: str, behind: bytes, entry: bytes) -> None:
    with pytest.raises(Unusable) as refused:
        _read({part: re.sub(behind, lambda found: found[0] + entry * 100_000, _honest()[part], count=1)})
    assert str(refused.value) == LISTED


@pytest.mark.parametrize("target", [b"/xl/worksheets/sheet1.xml", b"worksheets/SHEET1.xml"])
def test_two_sheets_that_are_one_part_are_refused(target: bytes) -> None:
    """It would be read for each of them."""
    link = b'<Relationship Id="more" Type="worksheet" Target="' + target + b'"/></Relationships>'
    sheet = b'<sheet name="More" sheetId="9" r:id="more"/></sheets>'
    links, book = _honest()[LINKS], _honest()[WORKBOOK]
    with pytest.raises(Unusable, match="has two sheets that are one"):
        _read({LINKS: links.replace(b"</Relationships>", link), WORKBOOK: book.replace(b"</sheets>", sheet)})


@pytest.mark.parametrize(
    "feint", [b"<!-- </sheetData> -->", CELL + b'<row x="</sheetData>"/>', CELL + b'<row x="></sheetData>"/>']
)
def test_a_text_without_end_is_refused_though_the_cells_seem_to_end_above_it(feint: bytes) -> None:
    """It is looked through by the megabyte: the feint is in another piece than the text."""
    rows = CELL * 60_000
    text = b'<row><c t="inlineStr"><is>' + b"<r><t>and so on</t></r>" * 100_000 + b"</is></c></row></sheetData>"
    with pytest.raises(Unusable) as refused:
        _read({SHEET: _honest()[SHEET].replace(b"<sheetData>", b"<sheetData>" + feint + rows + text)})
    assert str(refused.value) == LONG


def _outcome(tag: str, value: str) -> list[str]:
    """What the row says whose third cell has this tag and value."""
    end = "</q:c>" if tag.startswith("<q:") else "</c>"
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    cell = re.compile(b'<c r="C2".*?</c>')
    sheet = cell.sub((tag + value + end).encode(), _honest()[SHEET])
    texts = b"<sst " + main + b">" + ENTRY.encode() + b"</sst>"
    return _read({SHEET: sheet.replace(main, main + b" " + main.replace(b"xmlns", b"xmlns:q"), 1), TEXTS: texts})


def _honest() -> dict[str, bytes]:
    """The parts of a workbook with one child in it."""
    book, buffer = openpyxl.Workbook(), BytesIO()
    for row in (HEADER, ("C1", "01/02/2004", "North")):
        book.worksheets[0].append(row)
    book.save(buffer)
    archive = zipfile.ZipFile(buffer)
    return {name: archive.read(name) for name in archive.namelist()}


def _read(parts: dict[str, bytes]) -> list[str]:
    """The first row of the honest workbook with other parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (_honest() | parts).items():
            archive.writestr(name, content)
    ((_, cells),) = workbook.read("x.xlsx", buffer.getvalue(), Room()).rows
    return list(cells)
