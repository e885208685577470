"""docs/operations.md, "A link reached the wrong person": its steps as they stand there, after a page and after Telegram."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.respond import Desk
from bot.strangers import Strangers
from surveys.clock import Clock
from surveys.conversation.replies import Action, Reply
from surveys.errors import UnknownInvitation
from surveys.service.answering import look_at_invitation, reply
from surveys.service.context import Service
from surveys.service.opening import open_link
from surveys.storage.models import Alert, Invitation
from tests.support.house import House, in_days, years_ago
from tests.support.invited import visiting
from tests.support.paging import Visitor
from tests.support.phones import Phone, begun, button, page, payload


@pytest.fixture
def now(service: Service) -> Service:
    """The service on the day that commands take for today."""
    return replace(service, clock=Clock(ZoneInfo("Europe/London")))


@pytest.fixture
async def visitor(now: Service) -> AsyncIterator[Visitor]:
    async with visiting(now) as client:
        yield Visitor(client)


async def sent(house: House) -> str:
    """What of a letter's link works now."""
    (letter,) = json.loads((await house.run("invite", "--review", "R1", "--json")).out)
    return str(letter["link"]).rpartition("/")[2]


async def goes_through(service: Service, *, to_the_end: bool) -> None:
    """Skip one question, or all of them."""
    turn = await look_at_invitation(service, (await Invitation.get()).id)
    while question := turn.step.question:
        given = Reply(question.id, turn.session.revision, action=Action.SKIP)
        turn = await reply(service, turn.session.id, given, channel="web")
        if not to_the_end:
            return


async def asked_anew(house: House, service: Service, first: str, *, finished: bool, bound: bool) -> str:
    """The page's steps from the first to the last; what of the new link works now."""
    unbound = await house.run("unbind", "C1")
    assert (unbound.code, "No Telegram account is bound" in unbound.err) == (0 if bound else 1, not bound)
    renewed = await house.run("invite", "--review", "R1", "--renew")
    assert (renewed.code, "answers have been given already" in renewed.err) == (int(finished), finished)
    shown = (await house.run("answers", "R1")).out
    response = re.search(r"^- Response: (\S+)$", shown, re.MULTILINE)
    assert response is not None
    assert (await house.run("void", response[1], "--reason", "it was not them")).code == 0
    assert "Nobody has answered" in (await house.run("answers", "R1")).err
    with pytest.raises(UnknownInvitation):
        await open_link(service, first)
    new = await sent(house)
    opened = await open_link(service, new)
    assert (opened.begun, opened.finished, new in {first, *renewed.out.split()}) == (False, False, False)
    return new


@pytest.fixture
async def first(house: House) -> str:
    """The link of C1's letter, aged 16, before review R1."""
    await house.bring_in(
        children=f"child_id,date_of_birth,area\nC1,{years_ago(16)},North",
        reviews=f"review_id,child_id,date,status\nR1,C1,{in_days(10)},planned",
    )
    return await sent(house)


@pytest.mark.parametrize("finished", [False, True])
async def test_on_a_page(house: House, now: Service, visitor: Visitor, first: str, finished: bool) -> None:
    await visitor.agree(first)
    await goes_through(now, to_the_end=finished)
    new = await asked_anew(house, now, first, finished=finished, bound=False)
    status, left_open = await visitor.get("/q")
    link, _ = await visitor.get(f"/s/{first}")
    assert (status, link, "does not count any more" in left_open.text) == (403, 404, True)
    assert (await visitor.agree(new)).fields["revision"] == "0"


@pytest.mark.parametrize("finished", [False, True])
async def test_on_telegram(house: House, now: Service, first: str, finished: bool) -> None:
    desk, invitation = Desk(now, Strangers(lambda: 0.0)), await Invitation.get()
    theirs, own = Phone(desk, 7001), Phone(desk, 7002)
    shown = await begun(theirs, invitation)
    await goes_through(now, to_the_end=finished)
    await asked_anew(house, now, first, finished=finished, bound=True)
    for calls in (await theirs.taps(button(shown.rows, "Skip")), await theirs.starts(payload(now, invitation))):
        assert page(calls).rows == ()
    assert (await begun(own, await Invitation.get())).text.startswith("0 of ")
    assert await Alert.all().count() == 0
