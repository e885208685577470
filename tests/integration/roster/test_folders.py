"""What lies in a folder: taken, ignored and named, or refused."""

import os
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from surveys.errors import ImportRefused, Refused
from surveys.service.context import Service
from surveys.service.importing import import_files
from surveys.storage.models import Child, Review
from tests.integration.roster.conftest import Take

CHILDREN = "child_id;date_of_birth;area;shoe_size\nC1;01/02/2000;Zoë’s end;38\n"


@pytest.fixture
def mixed(folder: Path) -> Path:
    """A folder as people have them: two tables, and things that lie about."""
    (folder / "CHILDREN.CSV").write_bytes(CHILDREN.encode("cp1252"))
    book = openpyxl.Workbook()
    book["Sheet"].append(["review_id", "child_id", "date"])
    book["Sheet"].append([7, "C1", "2014-02-10"])
    book.create_sheet("Rough")
    book.save(folder / "reviews.xlsx")
    (folder / "~$reviews.xlsx").write_bytes(b"lock")
    (folder / "letter.docx").write_bytes(b"x")
    (folder / "archive").mkdir()
    return folder


async def test_tables_are_taken_and_everything_else_is_named(service: Service, mixed: Path) -> None:
    done = await import_files(service, [mixed])
    assert (dict(done.files), done.ignored) == (
        {"CHILDREN.CSV": ("children", 1), "reviews.xlsx": ("reviews", 1)},
        ("archive (neither .csv nor .xlsx)", "letter.docx (neither .csv nor .xlsx)",
         "~$reviews.xlsx (neither .csv nor .xlsx)", "column 'shoe_size' of CHILDREN.CSV", "sheet 'Rough' of reviews.xlsx"),
    )  # fmt: skip
    assert await Child.all().values_list("area") == [("Zoë’s end",)]
    assert await Review.filter(ref_hash=service.vault.hash("review", "7")).count() == 1


async def test_columns_that_nothing_is_read_from_may_be_there_twice(take: Take) -> None:
    columns = "notes,child_id,notes,date_of_birth,,area,,notes"
    done = await take(children=f"{columns}\na,C1,b,01/02/2000,c,North,d,e\n")
    assert done.ignored == tuple(
        f"column '{name}' of children.csv"
        for name in ("notes", "number 5, which has no name", "number 7, which has no name")
    )
    assert await Child.all().values_list("area") == [("North",)]


async def test_a_file_named_beside_its_folder_is_read_once(service: Service, mixed: Path) -> None:
    done = await import_files(service, [mixed / "CHILDREN.CSV", mixed])
    assert dict(done.files) == {"CHILDREN.CSV": ("children", 1), "reviews.xlsx": ("reviews", 1)}


async def test_a_table_with_an_unknown_header_is_refused(service: Service, mixed: Path) -> None:
    (mixed / "budget.csv").write_text("heading,amount\npens,3\n")
    with pytest.raises(ImportRefused, match=r"budget\.csv: its header is not one that import knows"):
        await import_files(service, [mixed])
    assert await Child.all().count() == 0


async def test_files_of_one_name_go_by_their_folders_too(service: Service, folder: Path) -> None:
    for name in ("north", "south"):
        (folder / name).mkdir()
        (folder / name / "children.csv").write_text(f"child_id,date_of_birth,area\nC-{name},01/02/2000,{name}\n")
    done = await import_files(service, [folder / "north", folder / "south" / "children.csv"])
    assert dict(done.files) == {"north/children.csv": ("children", 1), "south/children.csv": ("children", 1)}


async def test_a_file_of_another_kind_named_by_itself_is_refused(service: Service, mixed: Path) -> None:
    with pytest.raises(ImportRefused, match=r"letter\.docx: is neither a \.csv nor an \.xlsx file\."):
        await import_files(service, [mixed / "letter.docx"])


@pytest.mark.parametrize("make", [lambda path: path.symlink_to("away/staff.csv"), os.mkfifo, Path.mkdir])
async def test_what_is_called_a_table_and_is_no_file_is_refused_by_name(
    service: Service, mixed: Path, make: Callable[[Path], None]
) -> None:
    make(mixed / "staff.csv")
    with pytest.raises(
        Refused, match=r"^staff\.csv is no file that can be read; mend it, or take it out of the folder\.$"
    ):
        await import_files(service, [mixed])
    assert await Child.all().count() == 0


async def test_files_without_number_are_refused_before_any_is_read(service: Service, folder: Path) -> None:
    for number in range(1001):
        (folder / f"{number}.csv").touch()
    with pytest.raises(
        Refused, match=r"^There are 1,001 files, and an import takes 1,000; import some by themselves\.$"
    ):
        await import_files(service, [folder])


async def test_a_folder_with_nothing_to_import_is_refused(service: Service, folder: Path) -> None:
    with pytest.raises(Refused, match=r"There is no \.csv or \.xlsx file there to import\."):
        await import_files(service, [folder])
