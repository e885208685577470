"""Files that nobody should import, each made here: what is wrong with it, and what is said of it."""

import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl

HEADER = "child_id,date_of_birth,area\n"
ROW = "C1,01/02/2004,North\n"
SHEET = "xl/worksheets/sheet1.xml"
MEGABYTE = 1024 * 1024

Made = tuple[bytes, str]
Parts = Mapping[str, bytes]


def files() -> Iterator[tuple[str, bytes, str]]:
    """Name, content and what is said: one at a time, since some are large."""
    for made in _MAKERS:
        content, said = made()
        ending = "xlsx" if made.__name__.endswith("_xlsx") else "csv"
        yield f"{made.__name__.strip('_')}.{ending}", content, said


_MAKERS: list[Callable[[], Made]] = []


def _file(made: Callable[[], Made]) -> Callable[[], Made]:
    _MAKERS.append(made)
    return made


def _text(body: str, said: str, *, name: str, encoding: str = "utf-8") -> None:
    def made() -> Made:
        return body.encode(encoding), said

    made.__name__ = name
    _file(made)


_text(HEADER + ROW, "is saved as UTF-16", name="utf16_with_mark", encoding="utf-16")
_text(HEADER + ROW, "has NUL bytes in it", name="utf16_without_mark", encoding="utf-16-le")
_text(HEADER + "C\0001,01/02/2004,North\n", "has NUL bytes in it", name="nul")
_text(HEADER + "C1,31/02/2004,North\n", "row 2: date_of_birth '31/02/2004' is not a date", name="no_such_day")
_text(HEADER + ROW + ROW, "row 3: child_id 'C1' is already in", name="twice")
_text(HEADER + ",01/02/2004,North\n", "row 2: child_id is empty", name="blank_id")
_text(HEADER + '"C1,01/02/2004,North\n' + ROW * 9, "look for a quotation mark that is not closed", name="open_quote")
_text(HEADER + "C1,01/02/2004,North,,,stray\n", "row 2: has 6 cells where the header has 3", name="ragged")
_text(HEADER + "C1\n", "row 2: date_of_birth is empty", name="short_row")
_text(HEADER + "C1,=DATE(2004;2;1),North\n", "is not a date", name="formula_for_a_date")
_text(HEADER + "C1,01/02/2004," + "x" * 121, "area 'xxxx", name="long_area")
_text(HEADER + "C1,01/02/2004," + "x" * 200_000, "field larger than field limit", name="giant_field")
_text(
    HEADER + "C1,\N{RIGHT-TO-LEFT OVERRIDE}4002/20/10\x1b[2J,North\n",
    "date_of_birth '�4002/20/10�[2J'",
    name="steering",
)
_text("", "is empty, or begins with an empty row", name="empty")
_text("\ufeff", "is empty, or begins with an empty row", name="only_a_mark")
_text("colour,size\n1,2\n", "its header is not one that import knows", name="unknown_header")
_text("child_id,area,date_of_birth,Area\n", "the column 'area' is there twice", name="column_twice")
_text(HEADER.strip() + "," * 50_000 + "x\n", "has more than 200 columns", name="many_columns")
_text('child_id,date_of_birth,"' + "area\n" * 60_000, "row 1 cannot be read", name="header_without_end")
_text("response_id,questionnaire,completed_on,question,answer\nR1,consultation,01/02/2014,know_pledge," + "know|" * 20_000,
      "takes one", name="giant_code")  # fmt: skip  # a row and what is said of it


@_file
def _neither_encoding() -> Made:
    return HEADER.encode() + b"C\x81\xff,,", "is neither UTF-8 nor Windows"


@_file
def _a_million_rows() -> Made:
    return (HEADER + "C1,01/02/2004,North\n" * 1_000_000).encode(), "has more than 200000 rows"


@_file
def _every_row_wrong() -> Made:
    return (HEADER + ",31/02/2004,\n" * 200_000).encode(), "more than 2000 of its rows cannot be read"


def _many() -> str:
    return HEADER + "".join(f"C{number},01/02/2004,Area {number % 50}\n" for number in range(100_000))


@_file
def _one_twice_in_many() -> Made:
    return (_many() + ROW).encode(), "row 100002: child_id 'C1' is already in"


@_file
def _one_unreadable_in_many() -> Made:
    return (_many() + "X,31/02/2004,North\n").encode(), "row 100002: date_of_birth '31/02/2004' is not a date"


@_file
def _one_review_of_nobody_in_many() -> Made:
    rows = "".join(f"R{number},C{number},01/02/2014\n" for number in range(100_000))
    return ("review_id,child_id,date\n" + rows).encode(), "and 99980 more."


@_file
def _one_endless_line() -> Made:
    return HEADER.encode() + "\N{PARTY POPPER}".encode() * (49 * MEGABYTE // 4), "line 2 has more than"


@_file
def _one_endless_quote() -> Made:
    return HEADER.encode() + b'"' + b"x\n" * (24 * MEGABYTE), "row 2 cannot be read"


@_file
def _too_large() -> Made:
    return HEADER.encode() + b"\n" * (51 * MEGABYTE), "is larger than 50 MB"


@_file
def _only_line_ends() -> Made:
    return HEADER.encode() + b"\n" * (49 * MEGABYTE), "has more than 200000 rows"


@_file
def _workbook_called_csv() -> Made:
    return _book(lambda _: None), "has NUL bytes in it"


@_file
def _text_called_xlsx() -> Made:
    return (HEADER + ROW).encode(), "cannot be read as an .xlsx workbook"


@_file
def _cut_short_xlsx() -> Made:
    content = _book(lambda _: None)
    return content[: len(content) // 2], "cannot be read as an .xlsx workbook"


@_file
def _damaged_xlsx() -> Made:
    content = bytearray(_book(lambda sheet: [sheet.append([f"C{n}", "01/02/2004", "North"]) for n in range(500)]))
    content[len(content) // 3 : len(content) // 3 + 200] = bytes(200)
    return bytes(content), "cannot be read as an .xlsx workbook"


@_file
def _macros_xlsx() -> Made:
    return _archive({**_parts(), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "has macros in it"


@_file
def _formula_never_worked_out_xlsx() -> Made:
    return _book(lambda sheet: sheet.append(["C1", "=DATE(2004,2,1)", "North"])), "row 2: date_of_birth is empty"


@_file
def _merged_xlsx() -> Made:
    def build(sheet: Any) -> None:
        for number in (1, 2, 3):
            sheet.append([f"C{number}", date(2004, 2, 1), "North"])
        sheet.merge_cells("C2:C4")

    return _book(build), "row 3: area is empty"


@_file
def _only_hidden_xlsx() -> Made:
    return _archive(_with("xl/workbook.xml", b'state="visible"', b'state="hidden"')), "has no sheet that can be seen"


@_file
def _header_on_a_hidden_sheet_xlsx() -> Made:
    book = openpyxl.Workbook()
    _first(book).append(["Dear colleague"])
    hidden = book.create_sheet("Children")
    hidden.append(HEADER.strip().split(","))
    hidden.sheet_state = "veryHidden"
    return _saved(book), "its header is not one that import knows"


@_file
def _number_for_a_date_xlsx() -> Made:
    return _book(lambda sheet: sheet.append([1001.0, 38018, "North"])), "date_of_birth '38018' is not a date"


@_file
def _unpacks_to_too_much_xlsx() -> Made:
    return _bomb("xl/sharedStrings.xml", bytes(MEGABYTE), 130), "unpacks to more than an import may hold"


@_file
def _states_its_size_too_small_xlsx() -> Made:
    content = _archive({**_parts(), "xl/sharedStrings.xml": bytes(300_000)})
    return content.replace((300_000).to_bytes(4, "little"), (10).to_bytes(4, "little")), "cannot be read as an .xlsx"


@_file
def _three_million_shared_strings_xlsx() -> Made:
    return _bomb("xl/sharedStrings.xml", b"<si/>" * 200_000, 16), "uses cells far outside its table"


@_file
def _a_million_parts_xlsx() -> Made:
    return _book(lambda _: None) + b"PK\x01\x02" * 1_000_000, "has more parts than a workbook has"


@_file
def _a_million_rows_xlsx() -> Made:
    row = b'<row><c t="inlineStr"><is><t>C1</t></is></c><c><v>1</v></c><c><v>2</v></c></row>'
    return _archive(_with(SHEET, b"</sheetData>", row * 1_000_000 + b"</sheetData>")), "uses cells far outside"


@_file
def _rows_enough_for_two_xlsx() -> Made:
    rows = b"<row><c><v>1</v></c></row>" * 210_000
    return _archive(_with(SHEET, b"</sheetData>", rows + b"</sheetData>")), "has more than 200000 rows"


@_file
def _one_wide_row_and_many_short_ones_xlsx() -> Made:
    rows = b"<row>" + b"<c><v>1</v></c>" * 10_000 + b"</row>" + b"<row><c><v>1</v></c></row>" * 100_000
    return _archive(_with(SHEET, b"</sheetData>", rows + b"</sheetData>")), "uses cells far outside its table"


def _far(spelled: bytes) -> Made:
    cell = b'<row><c%s t="inlineStr"><is><t>x</t></is></c></row></sheetData>' % spelled
    return _archive(_with(SHEET, b"</sheetData>", cell)), "uses cells far outside its table"


def _far_cells() -> None:
    for name, spelled in {
        "quotes": b" r='XFD1048576'",
        "spaces": b' \n r = "XFD1048576"',
        "small_letters": b' r="xfd1048576"',
        "behind_a_bracket": b' s=">" r="XFD1048576"',
        "noughts": b' r="XFD0001048576"',
    }.items():

        def made(spelled: bytes = spelled) -> Made:
            return _far(spelled)

        made.__name__ = f"far_cell_{name}_xlsx"
        _file(made)


_far_cells()


@_file
def _far_cell_on_a_sheet_elsewhere_xlsx() -> Made:
    content, said = _far(b' r="XFD1048576"')
    honest = zipfile.ZipFile(BytesIO(content))
    parts = {name: honest.read(name).replace(b"worksheets/sheet1.xml", b"rows.xml") for name in honest.namelist()}
    parts["xl/rows.xml"] = parts.pop(SHEET)
    return _archive(parts), said


@_file
def _entity_from_outside_xlsx() -> Made:
    return _entities(b'<!ENTITY e SYSTEM "file:///etc/hostname">')


@_file
def _a_billion_laughs_xlsx() -> Made:
    laughs = b"".join(b'<!ENTITY e%d "%s">' % (number, b"&e%d;" % (number - 1) * 10) for number in range(1, 10))
    return _entities(b'<!ENTITY e0 "ha">' + laughs + b'<!ENTITY e "&e9;">')


@_file
def _open_document_called_xlsx() -> Made:
    wide = b'<table:table-cell table:number-columns-repeated="16384"/>'
    body = b'<table:table-row table:number-rows-repeated="1048576">' + wide + b"</table:table-row>"
    parts = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": body}
    return _archive(parts), "is an OpenDocument file by another name"


_open_document_called_xlsx.__name__ = "open_document_xlsx"


def _entities(definitions: bytes) -> Made:
    parts = dict(_parts())
    sheet = parts[SHEET].replace(b"</sheetData>", b'<row><c t="inlineStr"><is><t>&e;</t></is></c></row></sheetData>')
    parts[SHEET] = b"<!DOCTYPE x [" + definitions + b"]>" + sheet
    return _archive(parts), "cannot be read as an .xlsx workbook"


def _first(book: openpyxl.Workbook) -> Any:
    return book.active


def _book(build: Callable[[Any], object]) -> bytes:
    book = openpyxl.Workbook()
    _first(book).append(HEADER.strip().split(","))
    build(_first(book))
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _parts() -> Parts:
    honest = zipfile.ZipFile(BytesIO(_book(lambda _: None)))
    return {name: honest.read(name) for name in honest.namelist()}


def _with(name: str, old: bytes, new: bytes) -> Parts:
    parts = _parts()
    assert old in parts[name]
    return {**parts, name: parts[name].replace(old, new)}


def _archive(parts: Parts) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def _bomb(name: str, piece: bytes, times: int) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in _parts().items():
            archive.writestr(part, content)
        with archive.open(name, "w", force_zip64=True) as stream:
            for _ in range(times):
                stream.write(piece)
    return buffer.getvalue()
