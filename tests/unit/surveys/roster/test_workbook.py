"""Reading .xlsx files, honest and otherwise."""

import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from surveys.errors import ImportRefused
from surveys.roster import workbook
from surveys.roster.extent import Room
from surveys.roster.gathering import gather
from surveys.roster.problems import Problems
from surveys.roster.sheets import Sheet, Unusable

HEADER = ["child_id", "date_of_birth", "area", "easy_read"]
Build = Callable[[Any], None]


def test_dates_numbers_and_ticks_read_as_they_would_be_written() -> None:
    midnight = datetime(2004, 2, 1)  # noqa: DTZ001  # a cell has no zone

    def build(book: Any) -> None:
        book.active.append(HEADER)
        book.active.append([1001.0, date(2004, 2, 1), "North", True])
        book.active.append(["007", midnight, "1001.0", None])
        book.active.append([2 / 3, "01/02/2004", 1 / 3e5, False])

    assert list(_read(_book(build)).rows) == [
        (2, ["1001", "2004-02-01", "North", "yes"]),
        (3, ["007", "2004-02-01", "1001.0", ""]),
        (4, ["0.666666666666667", "01/02/2004", "0.000003333333333", "no"]),
    ]


def test_rows_keep_their_numbers_over_empty_ones() -> None:
    def build(book: Any) -> None:
        for row in (HEADER, [], ["C1", "01/02/2004", "North"]):
            book.active.append(row)

    assert list(_read(_book(build)).rows) == [(3, ["C1", "01/02/2004", "North", ""])]


def test_the_first_visible_sheet_with_a_known_header_is_taken_and_the_others_named() -> None:
    def build(book: Any) -> None:
        book.active.title = "Notes"
        book.active.append(["Dear colleague"])
        hidden = book.create_sheet("Old")
        hidden.append(HEADER)
        hidden.append(["C0", "01/02/2004", "Nowhere"])
        hidden.sheet_state = "hidden"
        for title in ("Now", "More"):
            sheet = book.create_sheet(title)
            sheet.append(HEADER)
            sheet.append([title, "01/02/2004", "North"])

    sheet = _read(_book(build))
    assert (list(sheet.rows), sheet.ignored) == (
        [(2, ["Now", "01/02/2004", "North", ""])],
        ("sheet 'Notes' of x.xlsx", "sheet 'Old' of x.xlsx", "sheet 'More' of x.xlsx"),
    )


def test_a_workbook_without_a_known_header_is_refused() -> None:
    with pytest.raises(Unusable, match="its header is not one that import knows"):
        _read(_book(lambda book: book.active.append(["colour"])))


@pytest.mark.parametrize("content", [b"", b"child_id,area", b"PK\x03\x04 and so on"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(Unusable, match=r"cannot be read as an \.xlsx workbook"):
        _read(content)


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    with pytest.raises(Unusable, match=r"cannot be read as an \.xlsx workbook"):
        _read(_archive({"readme.txt": b"hello"}))


def test_a_cell_at_the_far_end_of_a_sheet_is_refused_before_memory_is_asked_for_it() -> None:
    def build(book: Any) -> None:
        book.active.append(HEADER)
        book.active["XFD1048576"] = "x"

    with pytest.raises(Unusable, match="uses cells far outside its table"):
        _read(_book(build))


def test_what_unpacks_to_more_than_memory_is_refused() -> None:
    # A megabyte of noughts, 150 times over, packs into a few kilobytes.
    buffer = BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings.xml", "w") as stream,
    ):
        for _ in range(150):
            stream.write(bytes(1024 * 1024))
    with pytest.raises(Unusable, match="unpacks to more than an import may hold"):
        _read(buffer.getvalue())


def test_workbooks_that_unpack_to_too_much_together_are_refused() -> None:
    """Each of them by itself would be taken."""
    parts = {"xl/media/picture.bin": bytes(70 * 1024 * 1024)}
    honest = zipfile.ZipFile(BytesIO(_book(lambda book: book.active.append(HEADER))))
    content = _archive({name: honest.read(name) for name in honest.namelist()} | parts)
    gather([("one.xlsx", content)], alone := Problems())
    alone.refuse()
    gather([("one.xlsx", content), ("other.xlsx", content)], together := Problems())
    with pytest.raises(ImportRefused, match=r"^other\.xlsx: unpacks to more than an import may hold"):
        together.refuse()


def test_a_program_may_say_in_a_comment_above_the_cells_who_it_is() -> None:
    honest = zipfile.ZipFile(BytesIO(_book(lambda book: book.active.append(HEADER))))
    parts = {
        name: honest.read(name).replace(b"<sheetData>", b"<!-- made by us --><sheetData>") for name in honest.namelist()
    }
    assert _read(_archive(parts)).columns == tuple(HEADER)


def test_a_long_sheet_may_have_formulas_checks_and_a_footer_below_its_cells() -> None:
    """It is looked through by the megabyte: the last piece is large, and has both."""

    def build(book: Any) -> None:
        book.active.append(HEADER)
        for number in range(8_000):
            book.active.append([f"C{number}", "01/02/2004", "North & <South>", None, "=1+1"])
        book.active.oddFooter.center.text = "Made by us"
        book.active.add_data_validation(DataValidation(type="list", formula1='"North,South"'))

    content = _book(build)
    size = zipfile.ZipFile(BytesIO(content)).getinfo("xl/worksheets/sheet1.xml").file_size
    assert (len(list(_read(content).rows)), 1.5 < size / 1024 / 1024 < 2) == (8_000, True)


@pytest.mark.parametrize("place", ["D1", "E1", "C2", "C4"])
@pytest.mark.parametrize(
    ("cell", "refusal"),
    [
        ("#N/A", "has in cell {} an error such as #N/A instead of a value; mend it, and save it again"),
        (
            "=1+1",
            "has in cell {} a formula that was never worked out; open it in a spreadsheet program, and save it again",
        ),
    ],
)
def test_what_would_be_read_as_empty_and_is_not_is_refused(place: str, cell: str, refusal: str) -> None:
    def build(book: Any) -> None:
        for row in (HEADER, ["C1", "01/02/2004", "North"], [], ["C2", "01/02/2004", "North"]):
            book.active.append(row)
        book.active[place] = cell

    with pytest.raises(Unusable) as refused:
        _read(_book(build))
    assert str(refused.value) == refusal.format(place)


def test_errors_where_nobody_reads_them_and_formulas_that_were_worked_out_are_no_matter() -> None:
    def build(book: Any) -> None:
        book.active.append([*HEADER, "", "notes"])
        book.active.append(["C1", "01/02/2004", "1+1", "2+2", "#N/A", "=1+1"])
        book.create_sheet("Lookups").append(["#REF!"])

    honest = zipfile.ZipFile(BytesIO(_book(build)))
    worked_out = {
        name: honest.read(name)
        .replace(b'<c r="C2" t="inlineStr"><is><t>1+1</t></is></c>', b'<c r="C2" t="str"><f>1+1</f><v>North</v></c>')
        .replace(
            b'<c r="D2" t="inlineStr"><is><t>2+2</t></is></c>', b'<c r="D2" t="str"><f t="shared" si="0"/><v></v></c>'
        )
        for name in honest.namelist()
    }
    assert list(_read(_archive(worked_out)).rows) == [(2, ["C1", "01/02/2004", "North", "", "", ""])]


@pytest.mark.parametrize(("shown", "value"), [("[h]:mm:ss", "1e9"), ("[h]:mm:ss", "-1e308"), ("yyyy-mm-dd", "-1e308")])
def test_a_date_or_time_that_there_cannot_be_is_refused_with_its_row(shown: str, value: str) -> None:
    def build(book: Any) -> None:
        for row in (HEADER, [], ["C1", float(value), "North"]):
            book.active.append(row)
        book.active["B3"].number_format = shown

    with pytest.raises(Unusable, match=r"^has in row 3 a date or time that there cannot be; mend it$"):
        list(_read(_book(build)).rows)


def test_a_size_stated_too_small_fails_its_checksum() -> None:
    content = _archive({"xl/worksheets/sheet1.xml": bytes(100_000)})
    lying = content.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != content
    with pytest.raises(Unusable, match=r"cannot be read as an \.xlsx workbook"):
        _read(lying)


def test_an_entity_from_outside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("fetched")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]><'.encode()
    honest = zipfile.ZipFile(BytesIO(_book(lambda book: book.active.append([*HEADER, "WANTED"]))))
    parts = {name: honest.read(name) for name in honest.namelist()}
    for name, part in parts.items():
        if b"WANTED" in part:
            parts[name] = part.replace(b"WANTED", b"&e;").replace(b"<", doctype, 1)

    with pytest.raises(Unusable, match="declares entities"):
        _read(_archive(parts))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_an_entity_declared_in_another_encoding_is_refused(encoding: str) -> None:
    with pytest.raises(Unusable, match="declares entities"):
        _read(_archive({**_parts(), "docProps/custom.xml": "<?xml?><!DOCTYPE x []><x/>".encode(encoding)}))


def test_a_drawing_in_a_workbook_may_say_what_it_is() -> None:
    _read(_archive({**_parts(), "xl/media/image1.svg": b"<!DOCTYPE svg><svg/>"}))


def _read(content: bytes) -> Sheet:
    return workbook.read("x.xlsx", content, Room())


def _book(build: Build) -> bytes:
    book = openpyxl.Workbook()
    build(book)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _parts() -> dict[str, bytes]:
    honest = zipfile.ZipFile(BytesIO(_book(lambda book: book.active.append(HEADER))))
    return {name: honest.read(name) for name in honest.namelist()}


def _archive(parts: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()
