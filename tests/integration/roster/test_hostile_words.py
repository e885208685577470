"""Words that break programs, in files: kept exactly, or refused by their row with nothing applied."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from surveys.errors import ImportRefused
from surveys.service.context import Service
from surveys.service.importing import import_files
from surveys.storage.models import Answer, Child, Response
from tests.integration.roster.conftest import Take
from tests.support.words import KEPT, REFUSED

CHILD = ["child_id", "date_of_birth", "area", "first_name"]
ANSWER = ["response_id", "questionnaire", "completed_on", "question", "answer"]


def table(*rows: list[str]) -> str:
    """A file of these rows, quoted as spreadsheet programs do."""
    written = StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue()


def form(words: str) -> list[str]:
    return ["F1", "consultation", "08/02/2014", "change", words]


async def typed(service: Service) -> list[str]:
    """What the answers say."""
    rows = await Answer.all()
    return [service.vault.open(str(row.text_sealed), table="answer", row=row.id, column="text") for row in rows]


@pytest.mark.parametrize("words", KEPT, ids=lambda words: f"{len(words)} {words[:9]!a}")
async def test_an_answer_is_kept_as_it_stands(service: Service, take: Take, words: str) -> None:
    await take(responses=table(ANSWER, form(words)))
    assert await typed(service) == [words]


@pytest.mark.parametrize("words", KEPT, ids=lambda words: f"{len(words)} {words[:9]!a}")
async def test_a_name_is_kept_as_it_stands(service: Service, take: Take, words: str) -> None:
    name = words[:40].strip()  # as names are read
    await take(children=table(CHILD, ["C1", "01/02/2004", name, name]))
    child = await Child.get()
    opened = service.vault.open(str(child.first_name_sealed), table="child", row=child.id, column="first_name")
    assert [opened, child.area] == [name] * 2


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("C 1/2", "C 1/2"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("\u0633\u0627", "\u0633\u0627"),
        ("C\U0001f60a", "C\U0001f60a"),
        ("a" + "\u0301" * 9, "\u00e1" + "\u0301" * 8),
    ],
    ids=["ascii", "apart", "from the right", "outside the usual plane", "heap of marks"],
)
async def test_an_id_is_kept_with_its_marks_on_their_letters(
    service: Service, take: Take, words: str, kept: str
) -> None:
    await take(children=table(CHILD, [words, "01/02/2004", "North", ""]))
    child = await Child.get(ref_hash=service.vault.hash("child", kept))
    assert service.vault.open(child.ref_sealed, table="child", row=child.id, column="ref") == kept


@pytest.mark.parametrize(
    "words", [words for words in REFUSED if "\ud800" not in words], ids=lambda words: f"{len(words)} letters"
)
async def test_what_cannot_be_kept_is_refused_and_nothing_is_applied(
    service: Service, folder: Path, words: str
) -> None:
    (folder / "responses.csv").write_text(table(ANSWER, ["F0", *form("fine")[1:]], form(words)), encoding="utf-8")
    with pytest.raises(ImportRefused) as refused:
        await import_files(service, [folder])
    (problem,) = refused.value.problems
    assert (problem.encode().decode(), "responses.csv" in problem, len(problem) < 300) == (problem, True, True)
    assert await Response.all().count() == 0


@pytest.mark.parametrize(
    "words",
    [each for each in KEPT if each.isprintable() or "\u202e" in each],
    ids=lambda words: f"{len(words)} {words[:9]!a}",
)
async def test_a_workbook_keeps_them_too(service: Service, folder: Path, words: str) -> None:
    book = Workbook()
    sheet = book.create_sheet("Answers", 0)
    for row in (ANSWER, form(words)):
        sheet.append(row)
    for cell in sheet[2]:
        cell.data_type = "s"  # words, even where they look like a formula
    book.save(folder / "responses.xlsx")
    await import_files(service, [folder])
    assert await typed(service) == [words]
