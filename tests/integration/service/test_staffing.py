"""Staff by hand; Telegram accounts that are unbound."""

from uuid import uuid4

import pytest

from surveys.errors import Refused
from surveys.service.context import Service
from surveys.service.staffing import Member, add, disable, unbind
from surveys.storage.models import Audit, Staff, TelegramAccount
from surveys.storage.refs import staff_email, staff_name
from tests.support.cast import People


async def test_somebody_new_is_added_sealed_under_a_lower_case_address(service: Service) -> None:
    assert await add(service, Member(email=" A.Name@Council.example ", role="iro", name="A Name"), actor="me") is True
    row = await Staff.get(email_hash=service.vault.hash("staff", "a.name@council.example"))
    assert (staff_email(service.vault, row), staff_name(service.vault, row), row.role) == (
        "a.name@council.example",
        "A Name",
        "iro",
    )
    assert "name" not in row.email_sealed
    assert await Audit.all().values_list("actor", "action", "subject") == [("me", "add staff", f"staff:{row.id}")]


async def test_adding_again_changes_the_role_keeps_the_name_and_ends_a_disabling(service: Service) -> None:
    await add(service, Member(email="a@council.example", role="iro", name="A Name"), actor="me")
    await disable(service, "A@council.example", actor="me")
    assert await add(service, Member(email="a@council.example", role="duty"), actor="me") is False
    row = await Staff.get()
    assert (row.role, staff_name(service.vault, row), row.disabled_at) == ("duty", "A Name", None)


@pytest.mark.parametrize("address", ["", "nobody", "@council.example", "a@b@c", "a name@council.example"])
async def test_what_is_no_address_is_refused(service: Service, address: str) -> None:
    with pytest.raises(Refused, match="is not an email address; write for instance"):
        await add(service, Member(email=address, role="iro"), actor="me")
    assert await Staff.all().count() == 0


async def test_disabling_is_done_once(service: Service) -> None:
    await add(service, Member(email="a@council.example", role="qa"), actor="me")
    await disable(service, "a@council.example", actor="me")
    assert (await Staff.get()).disabled_at == service.clock.now()
    for address in ("a@council.example", "b@council.example"):
        with pytest.raises(Refused, match=r"^Nobody with the address"):
            await disable(service, address, actor="me")


async def test_unbinding_takes_the_account_of_this_child_only(service: Service, people: People) -> None:
    for ref in ("C1", "C2"):
        child = await people.child(ref)
        hashed = service.vault.hash("account", ref)
        await TelegramAccount.create(
            id=uuid4(), child_id=child.id, account_hash=hashed, chat_sealed="", bound_at=service.clock.now()
        )
    await unbind(service, "C1", actor="me")
    assert [row.child_id for row in await TelegramAccount.all()] == [child.id]
    with pytest.raises(Refused, match=r"^No Telegram account is bound to child 'C1'\.$"):
        await unbind(service, "C1", actor="me")
    with pytest.raises(Refused, match=r"^There is no child 'C9'; check the id\.$"):
        await unbind(service, "C9", actor="me")
