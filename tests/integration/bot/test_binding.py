"""Who a link on Telegram is for: the first account that opens it, old enough, and no other ever."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.calls import Call
from bot.respond import Desk
from surveys.service.context import Service
from surveys.storage.models import Child, Invitation, Review, TelegramAccount
from tests.support import people
from tests.support.phones import Phone, page, payload, sixteen


async def unknown(phone: Phone) -> tuple[Call, ...]:
    """What a link that nobody ever made shows."""
    return await phone.starts("nothing-that-was-ever-a-link")


async def test_the_first_account_is_bound_and_told_who_asks(
    service: Service, phone: Phone, invitation: Invitation
) -> None:
    intro = page(await phone.starts(payload(service, invitation)))
    labels = [label for row in intro.rows for label, _ in row]
    account = await TelegramAccount.get()
    assert labels == ["OK, let’s start", "No thanks", "I need help now"]
    assert (account.child_id, account.invitation_id) == (invitation.child_id, invitation.id)
    assert (await Invitation.get(id=invitation.id)).outcome == "reached"


async def test_the_number_of_an_account_is_nowhere_in_the_row(
    service: Service, desk: Desk, invitation: Invitation
) -> None:
    phone = Phone(desk, 98_765_432_109)  # too long to be there by chance
    await phone.starts(payload(service, invitation))
    row = await TelegramAccount.all().values()
    assert str(phone.number) not in str([row[0]["account_hash"], row[0]["chat_sealed"]])
    opened = service.vault.open(row[0]["chat_sealed"], table="telegram_account", row=row[0]["id"], column="chat")
    assert opened == str(phone.number)


async def test_a_later_account_sees_what_an_unknown_link_shows(
    service: Service, phone: Phone, other_phone: Phone, invitation: Invitation
) -> None:
    await phone.starts(payload(service, invitation))
    assert await other_phone.starts(payload(service, invitation)) == await unknown(other_phone)
    assert await TelegramAccount.all().count() == 1


async def test_the_first_account_opens_it_again_and_again(
    service: Service, phone: Phone, invitation: Invitation
) -> None:
    first = await phone.starts(payload(service, invitation))
    assert await phone.starts(payload(service, invitation)) == first
    assert await phone.starts() == first
    assert await TelegramAccount.all().count() == 1


async def test_an_account_never_speaks_for_two(service: Service, phone: Phone, invitation: Invitation) -> None:
    sister = await people.child(service, "WM-2", date_of_birth=date(1996, 5, 1))
    hers = await people.invited(service, sister, await people.review(service, sister, "R-2"))
    await phone.starts(payload(service, invitation))
    assert await phone.starts(payload(service, hers)) == await unknown(phone)
    assert [row.child_id for row in await TelegramAccount.all()] == [invitation.child_id]


async def test_the_next_invitation_of_the_same_child_is_theirs_too(
    service: Service, phone: Phone, invitation: Invitation
) -> None:
    await phone.starts(payload(service, invitation))
    child = await Child.get(id=invitation.child_id)
    later = await people.invited(service, child, await people.review(service, child, "R-2", date=date(2014, 9, 1)))
    assert "OK, let’s start" in str(page(await phone.starts(payload(service, later))).rows)
    assert [row.invitation_id for row in await TelegramAccount.all()] == [later.id]


@pytest.mark.parametrize(("days", "opens"), [(0, True), (1, False)])
async def test_nobody_younger_than_the_age_today_is_bound(
    service: Service, phone: Phone, days: int, *, opens: bool
) -> None:
    sixteen_today = date(1998, 3, 28)
    child = await people.child(service, date_of_birth=sixteen_today + timedelta(days=days))
    young = await people.invited(service, child, await people.review(service, child))
    told = await phone.starts(payload(service, young))
    assert (told != await unknown(phone), await TelegramAccount.all().count()) == (opens, int(opens))


async def test_a_link_that_has_ended_shows_what_an_unknown_one_shows(
    service: Service, phone: Phone, invitation: Invitation
) -> None:
    await Review.filter(id=invitation.review_id).update(date=date(2014, 3, 27))
    assert await phone.starts(payload(service, invitation)) == await unknown(phone)
    assert await TelegramAccount.all().count() == 0


async def test_the_links_of_web_and_letter_are_no_payloads(
    service: Service, phone: Phone, invitation: Invitation
) -> None:
    for wrong in (service.vault.token(invitation.id, 1), service.vault.code(invitation.id, 1), "x" * 65, "' OR 1=1"):
        assert await phone.starts(wrong) == await unknown(phone)


async def test_of_many_at_once_one_is_bound(service: Service, desk: Desk, invitation: Invitation) -> None:
    phones = [Phone(desk, number) for number in range(1, 11)]
    nothing = await unknown(Phone(desk, 99))
    shown = await asyncio.gather(*(phone.starts(payload(service, invitation)) for phone in phones))
    assert (sum(calls != nothing for calls in shown), await TelegramAccount.all().count()) == (1, 1)


async def test_an_account_that_was_unbound_is_a_stranger_and_its_buttons_only_say_how_to_go_on(
    service: Service, phone: Phone, invitation: Invitation
) -> None:
    intro = page(await phone.starts(payload(service, invitation)))
    await TelegramAccount.all().delete()
    calls = await phone.taps(intro.rows[0][0][1])
    assert [type(call).__name__ for call in calls] == ["Note", "Edit"]
    assert page(calls).text.startswith("Hello! To start, tap the link you were given")
    assert (await Invitation.get(id=invitation.id)).outcome == "reached"


async def test_another_childs_button_does_nothing(service: Service, desk: Desk, phone: Phone) -> None:
    mine = await sixteen(service)
    sister = await people.child(service, "WM-2", date_of_birth=date(1996, 5, 1))
    hers = await people.invited(service, sister, await people.review(service, sister, "R-2"))
    await phone.starts(payload(service, mine))
    her_intro = page(await replace(phone, number=7002).starts(payload(service, hers)))
    await phone.taps(her_intro.rows[0][0][1])
    assert (await Invitation.get(id=hers.id)).outcome == "reached"
