"""A workbook that was damaged on its way is read or refused in a sentence: it is never a fault."""

from io import BytesIO

import openpyxl
import pytest
from hypothesis import example, given

from surveys.roster import workbook
from surveys.roster.extent import Room
from surveys.roster.sheets import Sheet, Unusable
from tests.support.damage import damaged, listed_with, without_its_middle

SENTENCE = "cannot be read as an .xlsx workbook; open it and save it again, without a password"


def _honest() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    sheet.append(["child_id", "date_of_birth", "area"])
    for number in range(20):
        sheet.append([f"C{number}", "01/02/2004", f"Area {number % 7}"])
    book.save(buffer := BytesIO())
    return buffer.getvalue()


HONEST = _honest()


def _outcome(content: bytes) -> Sheet | Unusable:
    try:
        sheet = workbook.read("x.xlsx", content, Room())
        list(sheet.rows)
    except Unusable as unusable:
        return unusable
    return sheet


@given(damaged(HONEST))
@example(without_its_middle(HONEST))
def test_whatever_happened_to_a_workbook_it_is_read_or_unusable(content: bytes) -> None:
    assert isinstance(_outcome(content), Sheet | Unusable)


@pytest.mark.parametrize(
    "content",
    [
        without_its_middle(HONEST), HONEST[:-30], HONEST[100:], listed_with(HONEST, 0, 6, 99), listed_with(HONEST, 0, 8, 1),
        listed_with(HONEST, 1, 10, 12), listed_with(HONEST, 1, 10, 14), listed_with(HONEST, 1, 10, 99), HONEST.replace(b"xml", b"\xb5\xb5\xb5"),
    ],
)  # fmt: skip  # cut; of a later version, encrypted, packed otherwise; with other names
def test_what_is_damaged_is_refused_with_what_to_do(content: bytes) -> None:
    assert str(_outcome(content)) == SENTENCE
