"""Help: there for everybody at once, heard in every state, and honest about who reads it."""

from dataclasses import replace
from typing import Any

import pytest

from surveys.service.context import AlertRoute, Service
from tests.support.invited import Client, Invited, invite, visiting
from tests.support.paging import Visitor

LINES = ["tel:08001111", "tel:08005280731"]


async def test_help_lines_are_shown_to_anybody(visitor: Visitor) -> None:
    status, page = await visitor.get("/help")
    assert (status, [link for link in page.links if link.startswith("tel:")], "999" in page.text) == (200, LINES, True)
    assert "Ask an adult" not in page.text


@pytest.mark.parametrize(
    ("alert_route", "before", "after"),
    [
        (True, "A member of staff will read that you asked", "They will read it and get in touch"),
        (False, "Nobody gets a message straight away", "Nobody gets a message straight away"),
    ],
)
async def test_an_adult_is_asked_and_promised_only_where_one_will_read_it(
    service: Service, *, alert_route: bool, before: str, after: str
) -> None:
    invited = await invite(service)
    somebody = replace(service.authority, alert_emails=("desk@westmarsh.example",))
    service = replace(service, authority=somebody, route=AlertRoute(mails=alert_route, open=alert_route))
    async with visiting(service) as client:
        visitor = Visitor(client)
        await visitor.agree(invited.token)
        _, asking = await visitor.get("/help")
        assert before in asking.text
        response = await visitor.post("/q", [("form", asking.fields["form"]), ("action", "help")])
        assert (response.status, response.headers["Location"]) == (303, "/help")
        _, asked = await visitor.get("/help")
        _, later = await visitor.get("/help")  # it is said once: an hour on, it would not be about this call
    assert (after in asked.text, "Ask an adult" in asked.text, "/q" in asked.links) == (True, False, True)
    assert (before in later.text, "Ask an adult" in later.text) == (True, True)
    assert await invited.alerts() == [("help", "feel_today")]


@pytest.mark.parametrize("action", ["stop", "skip"])
async def test_help_is_heard_after_a_stop_and_after_the_end(visitor: Visitor, invited: Invited, action: str) -> None:
    page = await visitor.agree(invited.token)
    while page.kind:
        page = await visitor.answer(page, ("action", action))
    response = await visitor.post("/q", [("action", "help")])
    assert response.headers["Location"] == "/help"
    assert [cause for cause, _ in await invited.alerts()] == ["help"]


async def test_asking_again_adds_no_second_alert(visitor: Visitor, invited: Invited) -> None:
    await visitor.agree(invited.token)
    for _ in range(3):
        await visitor.post("/q", [("action", "help")])
    assert await invited.alerts() == [("help", "feel_today")]


async def test_every_page_leads_to_help(visitor: Visitor, invited: Invited, client: Client) -> None:
    await visitor.agree(invited.token)
    addresses = ("/", "/code", "/q", f"/s/{invited.token}", f"/s/{invited.token}/declined", "/s/unknown", "/nothing")
    pages = {address: (await visitor.get(address))[1] for address in addresses}
    assert [address for address, page in pages.items() if "/help" not in page.links] == ["/q"]
    assert ("#help" in pages["/q"].links, pages["/q"].help) == (True, [*LINES, "#main"])


async def test_an_answer_that_raised_an_alert_and_is_sent_again_shows_the_lines_again(
    visitor: Visitor, invited: Invited
) -> None:
    page = await visitor.agree(invited.token)
    while "safe" not in page.text.lower() or "never" not in page.codes:
        page = await visitor.answer(page, ("action", "skip"))
    for _ in range(2):  # the page after the first may never have arrived
        following = await visitor.answer(page, ("value", "never"))
        assert [link for link in following.links if link.startswith("tel:")] == LINES
    assert await invited.alerts() == [("answer", "feel_safe")]
    other = await visitor.answer(page, ("value", "always"))
    assert [link for link in other.links if link.startswith("tel:")] == []


async def test_a_program_is_told_the_lines_again_too(client: Client, invited: Invited) -> None:
    begun = await (await client.post("/api/v1/sessions", json={"token": invited.token})).json()
    headers, step = {"Authorization": f"Bearer {begun['session']}"}, begun["step"]

    async def replied(**given: str) -> tuple[int, dict[str, Any]]:
        body = {"to": step["question"]["id"], "revision": step["revision"], **given}
        answer = await client.post("/api/v1/session/reply", json=body, headers=headers)
        return answer.status, (await answer.json())["step"]

    while step["question"]["id"] != "feel_safe":
        _, step = await replied(action="skip")
    first, again = await replied(value="never"), await replied(value="never")
    assert (first[0], again[0]) == (200, 409)
    lines = again[1]["says"][1:]  # behind that it has moved on
    assert (lines == first[1]["says"][: len(lines)], any("0800 1111" in text for text in lines)) == (True, True)
