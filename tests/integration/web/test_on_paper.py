"""Somebody whose answers came on paper: their link says so, nothing more is asked, and a call for help is heard."""

from pathlib import Path
from typing import Any

import pytest

from surveys.service.context import Service
from surveys.service.voiding import void
from surveys.storage.models import Alert, Invitation, Response
from tests.support import people
from tests.support.council import keys_a_paper_form
from tests.support.invited import Client
from tests.support.paging import Visitor

WORDS = "We already have answers from you on paper"
LINE = "0800 1111"
ANSWER = {"to": "feel_today", "revision": 0, "value": "happy"}


@pytest.fixture
async def token(service: Service) -> str:
    """The link of a child of twelve."""
    child = await people.child(service)
    invitation = await people.invited(service, child, await people.review(service, child))
    return people.token(service, invitation.id)


async def _opened(client: Client, token: str) -> tuple[int, dict[str, Any], dict[str, str]]:
    answer = await client.post("/api/v1/sessions", json={"token": token})
    begun = await answer.json()
    return answer.status, begun["step"], {"Authorization": f"Bearer {begun['session']}"}


async def _replied(client: Client, bearer: dict[str, str], body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer = await client.post("/api/v1/session/reply", json=body, headers=bearer)
    return answer.status, (await answer.json())["step"]


@pytest.mark.parametrize("begun", [True, False])
async def test_a_program_is_given_a_finished_step(
    service: Service, client: Client, token: str, tmp_path: Path, begun: bool
) -> None:
    if begun:
        _, first, bearer = await _opened(client, token)
        await _replied(client, bearer, {"to": first["question"]["id"], "revision": 0, "action": "skip"})
    await keys_a_paper_form(service, tmp_path, "F1", about="R-1")
    status, step, bearer = await _opened(client, token)
    assert (status, step["kind"], step["question"], step["revision"]) == (201, "finished", None, int(begun))
    assert (step["progress"]["done"], [WORDS in text for text in step["says"]]) == (step["progress"]["of"], [True])
    stands = await client.get("/api/v1/session", headers=bearer)
    assert (stands.status, (await stands.json())["step"]) == (200, step)


async def test_who_was_answering_is_told_and_loses_nothing(
    service: Service, client: Client, token: str, tmp_path: Path
) -> None:
    _, first, bearer = await _opened(client, token)
    reply = {"to": first["question"]["id"], "revision": 0, "action": "skip"}
    await keys_a_paper_form(service, tmp_path, "F1", about="R-1")
    status, step = await _replied(client, bearer, reply)
    assert (status, step["kind"], [WORDS in text for text in step["says"]]) == (409, "finished", [True])
    await void(service, "F1", reason="somebody else's", actor="qa")
    status, step = await _replied(client, bearer, reply)
    assert (status, step["kind"], step["revision"]) == (200, "question", 1)


@pytest.mark.parametrize("begun", [True, False])
async def test_a_program_s_call_for_help_is_heard(
    service: Service, client: Client, token: str, tmp_path: Path, begun: bool
) -> None:
    if begun:
        await _opened(client, token)
    await keys_a_paper_form(service, tmp_path, "F1", about="R-1")
    _, _, bearer = await _opened(client, token)
    status, step = await _replied(client, bearer, {"to": None, "revision": 0, "action": "help"})
    assert (status, step["kind"], any(LINE in text for text in step["says"])) == (409, "finished", True)
    assert [alert.cause for alert in await Alert.all()] == ["help"]
    assert sorted([row.status for row in await Response.all()]) == ["closed", "finished"]


@pytest.mark.parametrize("begun", [True, False])
async def test_a_page_says_so_and_takes_neither_yes_nor_no(
    service: Service, visitor: Visitor, token: str, tmp_path: Path, begun: bool
) -> None:
    if begun:
        await visitor.agree(token)
    await keys_a_paper_form(service, tmp_path, "F1", about="R-1")
    status, page = await visitor.get(f"/s/{token}")
    assert (status, WORDS in page.text) == (200, True)
    declined = await visitor.post(f"/s/{token}/decline")
    assert (declined.headers["Location"], (await Invitation.get()).outcome) == (f"/s/{token}", "completed")
    agreed = await visitor.post(f"/s/{token}")
    status, page = await visitor.get(agreed.headers["Location"])
    assert (status, WORDS in page.text, (await Invitation.get()).outcome) == (200, True, "completed")


@pytest.mark.parametrize("online", [True, False])
async def test_from_a_page_that_says_it_is_over_a_call_for_help_is_heard(
    service: Service, visitor: Visitor, token: str, tmp_path: Path, online: bool
) -> None:
    if online:
        page = await visitor.agree(token)
        while page.kind:
            page = await visitor.answer(page, ("action", "skip"))
        visitor.client.session.cookie_jar.clear()  # the link is opened once more, on another telephone
    else:
        await keys_a_paper_form(service, tmp_path, "F1", about="R-1")
    _, page = await visitor.get(f"/s/{token}")
    assert "Ask an adult to get in touch with me" in page.text
    called = await visitor.post(f"/s/{token}/help")
    _, page = await visitor.get(called.headers["Location"])
    assert (LINE in page.text, "We have kept a note for staff that you asked" in page.text) == (True, True)
    assert [alert.cause for alert in await Alert.all()] == ["help"]


async def test_before_it_is_over_that_address_only_shows_who_can_be_rung(visitor: Visitor, token: str) -> None:
    called = await visitor.post(f"/s/{token}/help")
    assert (called.headers["Location"], await Alert.all(), await Response.all()) == ("/help", [], [])
