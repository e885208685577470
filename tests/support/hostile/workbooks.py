"""Workbooks that somebody may send in good faith: hidden, merged, with formulas or macros, damaged."""

from datetime import date
from typing import Any

import openpyxl

from tests.support.hostile.made import HEADER, ROW, Made, file
from tests.support.hostile.parts import book, first_sheet, honest_parts, saved, with_change, zipped


@file
def _workbook_called_csv() -> Made:
    return book(lambda _: None), "has NUL bytes in it"


@file
def _text_called_xlsx() -> Made:
    return (HEADER + ROW).encode(), "cannot be read as an .xlsx workbook"


@file
def _cut_short_xlsx() -> Made:
    content = book(lambda _: None)
    return content[: len(content) // 2], "cannot be read as an .xlsx workbook"


@file
def _damaged_xlsx() -> Made:
    content = bytearray(book(lambda sheet: [sheet.append([f"C{n}", "01/02/2004", "North"]) for n in range(500)]))
    content[len(content) // 3 : len(content) // 3 + 200] = bytes(200)
    return bytes(content), "cannot be read as an .xlsx workbook"


@file
def _macros_xlsx() -> Made:
    return zipped({**honest_parts(), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "has macros in it"


@file
def _formula_never_worked_out_xlsx() -> Made:
    return book(
        lambda sheet: sheet.append(["C1", "=DATE(2004,2,1)", "North"])
    ), "has in cell B2 a formula that was never worked out"


@file
def _merged_xlsx() -> Made:
    def build(sheet: Any) -> None:
        for number in (1, 2, 3):
            sheet.append([f"C{number}", date(2004, 2, 1), "North"])
        sheet.merge_cells("C2:C4")

    return book(build), "row 3: area is empty"


@file
def _only_hidden_xlsx() -> Made:
    return zipped(
        with_change("xl/workbook.xml", b'state="visible"', b'state="hidden"')
    ), "has no sheet that can be seen"


@file
def _header_on_a_hidden_sheet_xlsx() -> Made:
    letter = openpyxl.Workbook()
    first_sheet(letter).append(["Dear colleague"])
    hidden = letter.create_sheet("Children")
    hidden.append(HEADER.strip().split(","))
    hidden.sheet_state = "veryHidden"
    return saved(letter), "its header is not one that import knows"


@file
def _a_day_that_never_was_xlsx() -> Made:
    def build(sheet: Any) -> None:
        sheet.append(["C1", 60, "North"])
        sheet["B2"].number_format = "dd/mm/yyyy"

    return book(build), "row 2: date_of_birth 'before 01/03/1900' is not a date"


@file
def _number_for_a_date_xlsx() -> Made:
    return book(lambda sheet: sheet.append([1001.0, 38018, "North"])), "date_of_birth '38018' is not a date"
