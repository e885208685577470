"""Workbooks that nobody sends in good faith: bombs, cells far away, entities, lies about sizes."""

import zipfile
from functools import partial
from io import BytesIO

from tests.support.hostile.made import MEGABYTE, Made, file, note
from tests.support.hostile.parts import SHEET, bomb, book, honest_parts, with_change, zipped


@file
def _unpacks_to_too_much_xlsx() -> Made:
    return bomb("xl/sharedStrings.xml", bytes(MEGABYTE), 130), "unpacks to more than an import may hold"


@file
def _states_its_size_too_small_xlsx() -> Made:
    content = zipped({**honest_parts(), "xl/sharedStrings.xml": bytes(300_000)})
    return content.replace((300_000).to_bytes(4, "little"), (10).to_bytes(4, "little")), "cannot be read as an .xlsx"


@file
def _three_million_shared_strings_xlsx() -> Made:
    return bomb("xl/sharedStrings.xml", b"<si/>" * 200_000, 16), "uses cells far outside its table"


@file
def _a_million_parts_xlsx() -> Made:
    return book(lambda _: None) + b"PK\x01\x02" * 1_000_000, "has more parts than a workbook has"


@file
def _a_million_rows_xlsx() -> Made:
    row = b'<row><c t="inlineStr"><is><t>C1</t></is></c><c><v>1</v></c><c><v>2</v></c></row>'
    return zipped(with_change(SHEET, b"</sheetData>", row * 1_000_000 + b"</sheetData>")), "uses cells far outside"


@file
def _rows_enough_for_two_xlsx() -> Made:
    rows = b"<row><c><v>1</v></c></row>" * 210_000
    return zipped(with_change(SHEET, b"</sheetData>", rows + b"</sheetData>")), "has more than 200000 rows"


@file
def _one_wide_row_and_many_short_ones_xlsx() -> Made:
    rows = b"<row>" + b"<c><v>1</v></c>" * 10_000 + b"</row>" + b"<row><c><v>1</v></c></row>" * 100_000
    return zipped(with_change(SHEET, b"</sheetData>", rows + b"</sheetData>")), "uses cells far outside its table"


def _inline(text: bytes) -> bytes:
    return b'<c t="inlineStr"><is>' + text + b"</is></c>"


@file
def _one_cell_without_end_xlsx() -> Made:
    return _below(b"<row>" + _inline(b"<t>" + b"K" * 100 * MEGABYTE + b"</t>") + b"</row>"), "far more text in a cell"


@file
def _four_cells_without_end_xlsx() -> Made:
    return _below(
        b"<row>" + _inline(b"<t>" + b"K" * 30 * MEGABYTE + b"</t>") * 4 + b"</row>"
    ), "far more text in a cell"


@file
def _one_cell_of_emoji_xlsx() -> Made:
    text = "\N{GRINNING FACE}".encode() * 25 * MEGABYTE
    return _below(b"<row>" + _inline(b"<t>" + text + b"</t>") + b"</row>"), "far more text in a cell"


@file
def _one_cell_of_many_pieces_xlsx() -> Made:
    return _below(b"<row>" + _inline(b"<r><t>KKKK</t></r>" * 6 * MEGABYTE) + b"</row>"), "far more text in a cell"


def _without_end(piece: bytes, begin: bytes = b"", end: bytes = b"") -> bytes:
    """One text of a hundred megabytes in which something stands again and again."""
    text = begin + (b"K" * 300_000 + piece) * 330 + end
    return _below(b"<row>" + _inline(b"<t>" + text + b"</t>") + b"</row>")


@file
def _cells_in_an_unread_passage_xlsx() -> Made:
    return _without_end(b"<c ", b"<![CDATA[", b"]]>"), "has comments or unread passages among its cells"


@file
def _cells_in_comments_xlsx() -> Made:
    return _without_end(b"<!-- <c> -->"), "has comments or unread passages among its cells"


@file
def _cells_within_a_text_xlsx() -> Made:
    return _without_end(b"<c/><c r='A1' s='>'></c>"), "far more text in a cell"


@file
def _other_names_within_a_text_xlsx() -> Made:
    return _without_end(b'<mergeCell ref="A1:A2"/>'), "far more text in a cell"


@file
def _one_shared_string_without_end_xlsx() -> Made:
    strings = b"<sst><si><t>" + b"N" * 100 * MEGABYTE + b"</t></si></sst>"
    return zipped({**honest_parts(), "xl/sharedStrings.xml": strings}), "far more text in a cell"


@file
def _one_shared_string_in_every_cell_xlsx() -> Made:
    rows = (b"<row>" + b'<c t="s"><v>0</v></c>' * 3 + b"</row>") * 50_000
    parts = with_change(SHEET, b"</sheetData>", rows + b"</sheetData>")
    strings = b"<sst><si><t>" + b"N" * 32_000 + b"</t></si></sst>"
    return zipped({**parts, "xl/sharedStrings.xml": strings}), "says the same long text in very many cells"


@file
def _many_cells_that_are_too_long_xlsx() -> Made:
    return _below((b"<row>" + _inline(b"<t>" + b"K" * 500 + b"</t>") + b"</row>") * 190_000), "read no further"


@file
def _narrow_and_long_xlsx() -> Made:
    return _below((b"<row>" + b"<c><v>1</v></c>" * 15 + b"</row>") * 195_000), "uses cells far outside its table"


@file
def _a_string_below_the_first_xlsx() -> Made:
    cell = b'<c t="s"><v>-1</v></c>'
    return _below(b"<row>" + cell * 3 + b"</row>"), "names the text of a cell in a way"


@file
def _a_string_beyond_the_last_xlsx() -> Made:
    return _below(b'<row><c t="s"><v>99999</v></c></row>'), "cannot be read as an .xlsx workbook"


def _below(rows: bytes) -> bytes:
    """A workbook with these rows below the header."""
    return zipped(with_change(SHEET, b"</sheetData>", rows + b"</sheetData>"))


def _far(spelled: bytes) -> Made:
    cell = b'<row><c%s t="inlineStr"><is><t>x</t></is></c></row></sheetData>' % spelled
    return zipped(with_change(SHEET, b"</sheetData>", cell)), "uses cells far outside its table"


def _far_cells() -> None:
    for name, spelled in {
        "quotes": b" r='XFD1048576'",
        "spaces": b' \n r = "XFD1048576"',
        "small_letters": b' r="xfd1048576"',
        "behind_a_bracket": b' s=">" r="XFD1048576"',
        "noughts": b' r="XFD0001048576"',
        "more_noughts_than_a_number_has": b' r="XFD%s1048576"' % (b"0" * 5000),
        "more_digits_than_a_number_has": b' r="A%s"' % (b"9" * 5000),
    }.items():
        note(f"far_cell_{name}_xlsx", partial(_far, spelled))


_far_cells()


@file
def _far_cell_on_a_sheet_elsewhere_xlsx() -> Made:
    content, said = _far(b' r="XFD1048576"')
    honest = zipfile.ZipFile(BytesIO(content))
    parts = {name: honest.read(name).replace(b"worksheets/sheet1.xml", b"rows.xml") for name in honest.namelist()}
    parts["xl/rows.xml"] = parts.pop(SHEET)
    return zipped(parts), said


@file
def _entity_from_outside_xlsx() -> Made:
    return _entities(b'<!ENTITY e SYSTEM "file:///etc/hostname">')


@file
def _a_billion_laughs_xlsx() -> Made:
    laughs = b"".join(b'<!ENTITY e%d "%s">' % (number, b"&e%d;" % (number - 1) * 10) for number in range(1, 10))
    return _entities(b'<!ENTITY e0 "ha">' + laughs + b'<!ENTITY e "&e9;">')


def _open_document() -> Made:
    wide = b'<table:table-cell table:number-columns-repeated="16384"/>'
    body = b'<table:table-row table:number-rows-repeated="1048576">' + wide + b"</table:table-row>"
    parts = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": body}
    return zipped(parts), "is an OpenDocument file by another name"


note("open_document_xlsx", _open_document)


def _entities(definitions: bytes) -> Made:
    parts = dict(honest_parts())
    sheet = parts[SHEET].replace(b"</sheetData>", b'<row><c t="inlineStr"><is><t>&e;</t></is></c></row></sheetData>')
    parts[SHEET] = b"<!DOCTYPE x [" + definitions + b"]>" + sheet
    return zipped(parts), "declares entities"


def _declared_in(name: str) -> Made:
    """Where nothing that is read uses it."""
    declared = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    part = honest_parts()[name]
    place = part.index(b"?>") + 2 if part.startswith(b"<?") else 0
    return zipped({**honest_parts(), name: part[:place] + declared + part[place:]}), "declares entities"


for unread in ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/styles.xml", SHEET):
    note(f"declared_in_{unread.strip('[').partition('.')[0].replace('/', '_')}_xlsx", partial(_declared_in, unread))
