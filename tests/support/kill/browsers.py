"""Children at the JSON API, who press again whatever happens until they know."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from surveys.questionnaire.definition import Questionnaire
from tests.support.invited import Invited
from tests.support.kill.oracle import Story

_TIMEOUT = ClientTimeout(total=40)


@dataclass(slots=True)
class Browser:
    """One child with a link. ``addresses`` are where the service may be reached; it tries one after the other."""

    client: ClientSession
    addresses: list[str]
    questionnaire: Questionnaire
    invited: Invited
    chance: random.Random
    story: Story
    unsure: int = 0
    place: int = 0
    timeout: ClientTimeout = _TIMEOUT
    statuses: Counter[int] = field(default_factory=Counter)

    def __str__(self) -> str:
        return f"browser after {self.story.given[-2:]}, {self.statuses}, {self.unsure} unsure"

    async def live(self) -> None:
        """From the link to the last page."""
        opened = await self._until_known("/api/v1/sessions", {"token": self.invited.token}, {})
        bearer = {"Authorization": f"Bearer {opened['session']}"}
        step = opened["step"]
        while step["kind"] == "question":
            step = await self._one(bearer, step)
        self.story.finished = step["kind"] == "finished"

    async def _one(self, bearer: dict[str, str], step: dict[str, Any]) -> dict[str, Any]:
        body = self._reply(step)
        after: dict[str, Any] = (await self._until_known("/api/v1/session/reply", body, bearer))["step"]
        if body["action"] == "help":
            self.story.concerns.add(("help", body["to"]))
            return after
        if after["revision"] != step["revision"] + 1 and body["action"] != "back":
            self.story.wrongs.append(f"{self.invited.id}: from {step['revision']} to {after['revision']}")
        if body["action"] in {"answer", "skip"}:
            self._note(after["revision"], body)
        return after

    def _note(self, revision: int, body: dict[str, Any]) -> None:
        self.story.gave(revision, body["to"], body["value"])
        codes = body["value"] if isinstance(body["value"], list) else [body["value"]]
        if not set(self.questionnaire.by_id[body["to"]].concern).isdisjoint(codes):
            self.story.concerns.add(("answer", body["to"]))

    def _reply(self, step: dict[str, Any]) -> dict[str, Any]:
        """Mostly an answer; now and then a skip, a call for help, a step back."""
        question = step["question"]
        (action,) = self.chance.choices(["answer", "skip", "help", "back"], [85, 9, 4, 2])
        if question["kind"] in {"date", "number"}:
            action = "skip"
        value = self._value(question) if action == "answer" else None
        return {"to": question["id"], "revision": step["revision"], "action": action, "value": value}

    def _value(self, question: dict[str, Any]) -> object:
        codes = [option["code"] for option in question["options"]]
        if question["kind"] == "choices":
            return [self.chance.choice(codes)]
        return self.chance.choice(codes) if codes else f"words {self.chance.random()}"

    async def _until_known(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
        """Ask until there is an answer. One that never came is asked again, and may then be met as applied."""
        tried = 0
        while True:
            address = self.addresses[self.place % len(self.addresses)]
            tried += 1
            try:
                async with self.client.post(
                    f"{address}{path}", json=body, headers=headers, timeout=self.timeout
                ) as answer:
                    self.statuses[answer.status] += 1
                    if answer.status in {200, 201} or (answer.status == 409 and tried > 1):
                        known: dict[str, Any] = await answer.json()
                        return known
                    if answer.status != 503 or "Retry-After" not in answer.headers:
                        self.story.wrongs.append(f"{self.invited.id}: {path} gave {answer.status}")
            except (ClientError, TimeoutError, OSError):
                self.unsure += 1
                self.place += 1
            await asyncio.sleep(0.02)
