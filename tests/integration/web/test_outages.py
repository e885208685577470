"""While the database does not answer nobody is left without somebody to ring, and nothing that was written is lost."""

from typing import Any

import pytest
from tortoise.connection import get_connection

from surveys.service.context import Service
from tests.integration.web.test_openapi import described, problems
from tests.support.holding import held_by_another
from tests.support.invited import Client, Invited
from tests.support.paging import Visitor, parsed
from tests.support.patience import until

TYPED = "Ten lines,\r\nof which this is <b>one</b> & 🎈"
SORRY = "That is our fault, not yours."


async def without_answers() -> None:
    await get_connection("default").execute_script("ALTER TABLE answer RENAME TO gone")


async def with_answers() -> None:
    await get_connection("default").execute_script("ALTER TABLE gone RENAME TO answer")


async def begun(client: Client, invited: Invited) -> tuple[dict[str, str], dict[str, Any]]:
    opened = await (await client.post("/api/v1/sessions", json={"token": invited.token})).json()
    bearer = {"Authorization": f"Bearer {opened['session']}"}
    shown = await client.get("/api/v1/session", headers=bearer)
    return bearer, (await shown.json())["step"]


def reply(step: dict[str, Any], **given: str) -> dict[str, Any]:
    return {"to": step["question"]["id"], "revision": step["revision"], **given}


async def alerts(invited: Invited) -> bool:
    return await invited.alerts() == [("help", "feel_today")]


@pytest.mark.parametrize("action", ["skip", "help"])
async def test_a_program_is_given_what_it_can_show(client: Client, invited: Invited, action: str) -> None:
    bearer, step = await begun(client, invited)
    description = await described(client)
    await without_answers()
    answer = await client.post("/api/v1/session/reply", json=reply(step, action=action), headers=bearer)
    plain = await answer.json()
    assert problems(description, "/api/v1/session/reply", "post", answer.status, plain) == []
    assert (plain["says"][0].startswith(SORRY), "999" in plain["says"][-1]) == (True, True)
    assert [line for line in plain["says"] if "0800 1111" in line] == plain["says"][2:3]


async def test_a_call_for_help_does_not_wait_for_whom_to_ring_and_is_kept(client: Client, invited: Invited) -> None:
    bearer, step = await begun(client, invited)
    async with held_by_another():
        answer = await client.post("/api/v1/session/reply", json=reply(step, action="help"), headers=bearer)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
        assert any("0800 1111" in line for line in (await answer.json())["says"])
    await until(lambda: alerts(invited))


async def test_so_it_is_on_a_page_and_once_more_is_not_one_more(visitor: Visitor, invited: Invited) -> None:
    page = await visitor.agree(invited.token)
    async with held_by_another():
        answer = await visitor.send(page, ("action", "help"))
        waiting = parsed(await answer.text())
    assert (answer.status, "tel:08001111" in waiting.links, ("action", "help") in waiting.hidden) == (503, True, True)
    again = await visitor.post("/q", waiting.hidden)
    assert (again.status, await alerts(invited)) == (200, True)


async def test_whoever_has_finished_and_calls_waits_no_longer(visitor: Visitor, invited: Invited) -> None:
    page = await visitor.agree(invited.token)
    while page.kind:
        page = await visitor.answer(page, ("action", "skip"))
    async with held_by_another():
        answer = await visitor.post(f"/s/{invited.token}/help", [])
        assert (answer.status, "tel:08001111" in parsed(await answer.text()).links) == (503, True)

    async def kept() -> bool:
        return await invited.alerts() == [("help", None)]

    await until(kept)


async def test_what_somebody_wrote_stays_on_the_page_and_is_taken_the_next_time(
    visitor: Visitor, invited: Invited, service: Service
) -> None:
    page = await visitor.agree(invited.token)
    while page.kind != "text":
        page = await visitor.answer(page, ("action", "skip"))
    await without_answers()
    answer = await visitor.send(page, ("value", TYPED))
    broken = parsed(await answer.text())
    assert (answer.status >= 500, ("value", TYPED) in broken.hidden) == (True, True)
    await with_answers()
    assert (await visitor.post("/q", broken.hidden)).status == 303
    assert await invited.texts(service) == [TYPED.replace("\r\n", "\n")]
