"""One id, however its marks are typed: no second child who looks the same, and those stored before are found."""

import unicodedata
from datetime import date
from uuid import uuid4

import pytest

from surveys.errors import Refused
from surveys.service.answers import read
from surveys.service.context import Service
from surveys.service.erasing import erase
from surveys.service.selecting import Selection, select
from surveys.service.staffing import unbind
from surveys.service.subject_access import everything_about
from surveys.service.voiding import void
from surveys.storage.models import Child
from tests.integration.roster.conftest import Take

HEADER = "child_id,date_of_birth,area,first_name\n"
TOGETHER = "Zo\u00eb 1"
APART = unicodedata.normalize("NFD", TOGETHER)
REVIEWS = f"review_id,child_id,date,status\nR{APART},{TOGETHER},10/04/2014,planned\n"


async def stored_before(service: Service, ref: str) -> Child:
    """A child as an earlier version stored them: by the id as it stood in the file."""
    key = uuid4()
    sealed = service.vault.seal(ref, table="child", row=key, column="ref")
    hashed = service.vault.hash("child", ref)
    return await Child.create(id=key, ref_hash=hashed, ref_sealed=sealed, date_of_birth=date(2004, 2, 1), area="North")


async def test_an_id_in_two_forms_is_one_child(service: Service, take: Take) -> None:
    await take(children=f"{HEADER}{TOGETHER},01/02/2004,North,A\n", reviews=REVIEWS)
    await take(children=f"{HEADER}{APART},01/02/2004,South,A\n")
    assert [child.area for child in await Child.all()] == ["South"]


@pytest.mark.parametrize("stored", [TOGETHER, APART])
async def test_a_child_stored_before_is_updated_whatever_form_their_id_is_in(
    service: Service, take: Take, stored: str
) -> None:
    before = await stored_before(service, stored)
    await take(reviews=REVIEWS)
    await take(children=f"{HEADER}{APART},01/02/2004,South,A\n")
    assert [(child.id, child.area) for child in await Child.all()] == [(before.id, "South")]


@pytest.mark.parametrize("stored", [TOGETHER, APART, "C\u200b1"])
async def test_whoever_is_stored_is_found_by_their_id(service: Service, stored: str) -> None:
    await stored_before(service, stored)
    held = await everything_about(service, stored, actor="tests")
    with pytest.raises(Refused, match="No Telegram account is bound"):
        await unbind(service, stored, actor="tests")
    await erase(service, stored, reason="asked for", actor="tests")
    assert (held["child"]["child_id"], await Child.all().count()) == (stored, 0)


@pytest.mark.parametrize("typed", [TOGETHER, APART])
async def test_ids_are_found_however_they_are_typed(service: Service, take: Take, typed: str) -> None:
    await take(children=f"{HEADER}{APART},01/02/2004,North,A\n", reviews=REVIEWS)
    selected = await select(service, Selection(reviews=(f"R{typed}",)), renew=False)
    form = "response_id,questionnaire,completed_on,question,answer,review_id\n"
    await take(responses=f"{form}F{APART},consultation,08/02/2014,know_pledge,know,R{TOGETHER}\n")
    answers = await read(service, f"R{typed}", actor="tests")
    await void(service, f"F{typed}", reason="a trial", actor="tests")
    await erase(service, typed, reason="asked for", actor="tests")
    assert (len(selected), len(answers.said) > 0, await Child.all().count()) == (1, True, 0)
