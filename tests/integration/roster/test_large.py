"""Large files with something wrong: refused before anything stored is opened, and for small ones all at once."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from surveys.errors import ImportRefused
from surveys.service.context import Service
from surveys.service.importing import import_files
from surveys.storage.models import Child, Secret
from surveys.storage.vault import SealBroken, Vault
from tests.integration.roster.conftest import Take
from tests.support import keys

Refuse = Callable[[Path], Awaitable[tuple[str, ...]]]

LARGE = 20_001
CHILDREN = "child_id,date_of_birth,area,iro\n"
STORED = "child_id,date_of_birth,area,first_name\nC0,01/02/2004,North,Sam\n"
RESPONSES = "response_id,questionnaire,completed_on,question,answer,child_id\n"


@pytest.fixture
async def blind(service: Service) -> Service:
    """Somebody who can look up by hash who is stored, and can open nothing."""
    secret = await Secret.get(name="lookup")
    lookups = keys.vault().open(secret.value_sealed, table="secret", row="lookup", column="value")
    return replace(service, vault=Vault((("test", bytes(32)),), keys.SECRET_KEY).keyed(lookups.encode()))


@pytest.fixture
def refused(blind: Service) -> Refuse:
    """Why files are refused by somebody who can open nothing that is stored."""

    async def problems(folder: Path) -> tuple[str, ...]:
        with pytest.raises(ImportRefused) as refusal:
            await import_files(blind, [folder])
        return refusal.value.problems

    return problems


def _children(count: int) -> str:
    return "".join(f"C{number},01/02/2004,North,\n" for number in range(count))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("X,31/02/2004,North,", "date_of_birth '31/02/2004' is not a date; write dd/mm/yyyy or yyyy-mm-dd."),
        ("C7,01/02/2004,North,", "child_id 'C7' is already in children.csv row 9; leave one of the two."),
        ("X,01/02/2034,North,", "child 'X' is born on 01/02/2034, which is still to come."),
        ("X,01/02/2004,North,i@b.uk", "iro 'i@b.uk' is not known; import the member of staff first, or together with this."),
    ],
)  # fmt: skip
async def test_a_row_at_the_end_of_a_large_file_is_refused_before_anything_stored_is_opened(
    take: Take, refused: Refuse, folder: Path, row: str, said: str
) -> None:
    await take(children=STORED)
    (folder / "children.csv").write_text(f"{CHILDREN}{_children(LARGE)}{row}\n", encoding="utf-8")
    assert (await refused(folder), await Child.all().count()) == ((f"children.csv row {LARGE + 2}: {said}",), 1)


async def test_of_many_such_rows_twenty_are_told(take: Take, refused: Refuse, folder: Path) -> None:
    await take(children=STORED)
    rows = "".join(f"R{number},C0,10/02/2014\nS{number},X{number},10/02/2014\n" for number in range(LARGE // 2 + 1))
    (folder / "children.csv").write_text("review_id,child_id,date\n" + rows, encoding="utf-8")
    problems = await refused(folder)
    assert (problems[0], len(problems), problems[20]) == (
        "children.csv row 3: child 'X0' is not known; import the child first, or together with this.",
        21, "and 4979 more at the least.")  # fmt: skip


async def test_so_is_a_list_by_which_too_many_leave(take: Take, refused: Refuse, folder: Path) -> None:
    await take(children=STORED)
    rows = "".join(f"C{number},01/02/2004,North,01/03/2014\n" for number in range(LARGE))
    (folder / "children.csv").write_text("child_id,date_of_birth,area,care_ended\n" + rows, encoding="utf-8")
    assert await refused(folder) == (
        ("By this import 1 of the 1 children stored as in care would have left, more than 5%. If that is right, run it "
        "again with --confirm-leavers."),)  # fmt: skip


async def test_so_is_a_form_about_nobody_who_is_known(take: Take, refused: Refuse, folder: Path) -> None:
    await take(children=STORED)
    rows = "".join(f"F{number},consultation,10/02/2014,know_pledge,know,C0\n" for number in range(LARGE))
    nobody = "X,consultation,10/02/2014,know_pledge,know,C1\n"
    (folder / "forms.csv").write_text(RESPONSES + rows + nobody, encoding="utf-8")
    assert await refused(folder) == (
        f"forms.csv row {LARGE + 2}: child 'C1' is not known; import the child first, or together with this.",)  # fmt: skip


async def test_whoever_can_open_nothing_imports_nothing_over_what_is_stored(
    take: Take, blind: Service, folder: Path
) -> None:
    await take(children=STORED)
    with pytest.raises(SealBroken):
        await import_files(blind, [folder])
