"""Nothing a young person said, and nothing that leads to them, gets into a log, even at its loudest."""

import logging

import pytest
from aiohttp import web
from tortoise.connection import get_connection

from surveys.service.context import Service
from tests.support.invited import Client, Invited, invite, visiting

SAID = "my-own-words-4711"


async def test_a_whole_conversation_leaves_no_words_and_no_keys_in_the_log(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    invited = await invite(service)
    async with visiting(service) as client:
        bearer = await _answer_everything(client, invited)
    assert await invited.texts(service)
    assert "answered" in caplog.messages
    assert [secret for secret in (SAID, invited.token, invited.code, bearer) if secret in _everything(caplog)] == []


async def test_a_fault_is_logged_without_the_words_that_it_is_about(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    invited = await invite(service)
    async with visiting(service) as client:
        bearer = await _begin(client, invited)
        await get_connection("default").execute_script("ALTER TABLE answer RENAME TO gone")
        step = {"to": "feel_today", "revision": 0, "value": SAID, "action": "answer"}
        response = await client.post("/api/v1/session/reply", json=step, headers=_with(bearer))
    assert response.status == web.HTTPInternalServerError.status_code
    assert "a request failed" in caplog.messages
    assert [secret for secret in (SAID, invited.token, bearer) if secret in _everything(caplog)] == []


async def _answer_everything(client: Client, invited: Invited) -> str:
    bearer = await _begin(client, invited)
    step = (await (await client.get("/api/v1/session", headers=_with(bearer))).json())["step"]
    while step["kind"] == "question":
        reply = {"to": step["question"]["id"], "revision": step["revision"], **_answer(step["question"])}
        answered = await client.post("/api/v1/session/reply", json=reply, headers=_with(bearer))
        step = (await answered.json())["step"]
    return bearer


async def _begin(client: Client, invited: Invited) -> str:
    begun = await client.post("/api/v1/sessions", json={"token": invited.token})
    return str((await begun.json())["session"])


def _answer(question: dict[str, object]) -> dict[str, object]:
    return {"value": SAID, "action": "answer"} if question["kind"] == "text" else {"value": None, "action": "skip"}


def _with(bearer: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {bearer}"}


def _everything(caplog: pytest.LogCaptureFixture) -> str:
    """Messages, arguments and keys of every record, whoever wrote it."""
    return "\n".join(f"{record.getMessage()} {vars(record)!r} {record.exc_text}" for record in caplog.records)
