"""What is written to the log at its loudest while PostgreSQL comes and goes under what a young person says."""

import asyncio
import logging
import traceback
from dataclasses import dataclass
from typing import Any

import pytest

from surveys.service.context import Service
from tests.support.invited import Client, Invited, invite, visiting
from tests.support.kill.killing import a_while
from tests.support.postgresql import ENDS_EVERYBODY, Cluster

SAID = "my-own-words-4711"


@dataclass
class Talking:
    """Somebody who says something, again and again, and goes back."""

    client: Client
    bearer: str

    @classmethod
    async def begun(cls, client: Client, invited: Invited) -> "Talking":
        """Their session, at the first question that takes words."""
        begun = await (await client.post("/api/v1/sessions", json={"token": invited.token})).json()
        talking, step = cls(client, begun["session"]), begun["step"]
        while step["question"]["kind"] != "text":
            worried = step["question"]["id"] == "any_worries"
            await talking.reply(step, **{"value": "lots"} if worried else {"action": "skip"})
            _, step = await talking.stands()
        return talking

    async def says(self) -> int:
        """Say something where that is asked for, and else go back to it; the status of the answer."""
        status, step = await self.stands()
        if status != 200:
            return status
        given = {"value": SAID} if step["question"]["kind"] == "text" else {"action": "back"}
        return await self.reply(step, **given)

    async def stands(self) -> tuple[int, Any]:
        """Where the session stands, if that can be told."""
        answer = await self.client.get("/api/v1/session", headers={"Authorization": f"Bearer {self.bearer}"})
        return answer.status, (await answer.json()).get("step")

    async def reply(self, step: Any, **given: str) -> int:
        """Reply to what is asked."""
        body = {"to": step["question"]["id"], "revision": step["revision"], **given}
        headers = {"Authorization": f"Bearer {self.bearer}"}
        return (await self.client.post("/api/v1/session/reply", json=body, headers=headers)).status


async def test_it_holds_no_words_and_nothing_that_leads_to_anybody(
    service: Service, cluster: Cluster, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    invited = [await invite(service, age=17) for _ in range(6)]
    async with visiting(service) as client:
        talking = [await Talking.begun(client, each) for each in invited]
        statuses = []
        for _ in range(5):
            together = [each.says() for each in talking]
            *said, _ = await asyncio.gather(*together, asyncio.to_thread(cluster.sql, ENDS_EVERYBODY))
            statuses += said
        cluster.stop("immediate")
        away = [await each.says() for each in talking]
        away += [(await client.get(f"/s/{each.token}")).status for each in invited]
        cluster.start()
        while 200 not in [await each.says() for each in talking]:
            await a_while(0.1)
    keys = [secret for each in invited for secret in (each.token, each.code)] + [each.bearer for each in talking]
    assert (set(away), "a request failed" in caplog.messages) == ({503}, True)
    assert {text for each in invited for text in await each.texts(service)} == {SAID}
    assert [secret for secret in (SAID, *keys) if secret in _everything(caplog)] == []


def _everything(caplog: pytest.LogCaptureFixture) -> str:
    """Messages, arguments, keys and whole tracebacks of every record, whoever wrote it."""
    told = []
    for record in caplog.records:
        trace = traceback.format_exception(record.exc_info[1]) if record.exc_info else []
        told.append(f"{record.getMessage()} {vars(record)!r} {''.join(trace)}")
    return "\n".join(told)
