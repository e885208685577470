"""Whatever is sent, the API says what the pure conversation says, and the database holds just that."""

from random import Random
from typing import Any
from uuid import UUID

import pytest

from surveys.conversation import engine
from surveys.conversation.effects import Stale
from surveys.conversation.replies import Action, Reply
from surveys.conversation.session import Session, Status
from surveys.questionnaire.definition import Kind, Question, Questionnaire
from surveys.service.context import Service
from tests.support.invited import Client, invite
from web.read import json_value

TYPED = ("fine", "", "a\0b", "\ud800", "🎈" * 3, "x" * 2001, "2014-03-27", "2014-13-01", "7")
VARIANTS = {5: "4-7", 9: "8-11", 13: "12-15", 17: "16-17"}


@pytest.mark.parametrize("seed", range(8))
async def test_a_walk_agrees_with_the_conversation_at_every_step(client: Client, service: Service, seed: int) -> None:
    chance = Random(seed)
    age = chance.choice([5, 9, 13, 17])
    invited = await invite(service, age=age)
    questionnaire = service.library.resolve("consultation", VARIANTS[age])
    session, _ = engine.begin(questionnaire, Session(UUID(int=0)))
    plain = await (await client.post("/api/v1/sessions", json={"token": invited.token})).json()
    bearer = {"Authorization": f"Bearer {plain['session']}"}
    for _ in range(60):
        body = _something(chance, questionnaire, session)
        session, effects = engine.advance(questionnaire, session, _as_reply(body))
        response = await client.post("/api/v1/session/reply", json=body, headers=bearer)
        step = (await response.json())["step"]
        assert response.status == (409 if Stale() in effects else 200)
        assert _shape(step) == _expected(questionnaire, session)
    given = {question: codes for question, state, codes in await invited.answers() if state != "withdrawn"}
    assert {name: "|".join(each.codes) for name, each in session.given.items()}.items() <= given.items()


def _something(chance: Random, questionnaire: Questionnaire, session: Session) -> dict[str, Any]:
    """A reply, mostly to the question that is open."""
    question = engine.current(questionnaire, session) or questionnaire.questions[0]
    to = question.id if chance.random() < 0.9 else chance.choice(questionnaire.questions).id
    revision = session.revision if chance.random() < 0.9 else chance.randrange(5)
    action = chance.choices([*Action], weights=[14, 3, 3, 0.2, 1])[0]
    return {"to": to, "revision": revision, "action": str(action), "value": _value(chance, question)}


def _value(chance: Random, question: Question) -> Any:
    codes = list(question.codes)
    if codes and chance.random() < 0.8:
        return chance.sample(codes, chance.randint(1, len(codes))) if question.kind is Kind.CHOICES else codes[0]
    return chance.choice([*TYPED, 3, -1.5, True, None, [], ["nowhere"], {"a": [1]}])


def _as_reply(body: dict[str, Any]) -> Reply:
    return Reply(body["to"], body["revision"], json_value(body["value"]), Action(body["action"]))


def _shape(step: dict[str, Any]) -> tuple[str, str | None, int, dict[str, int]]:
    return step["kind"], step["question"] and step["question"]["id"], step["revision"], step["progress"]


def _expected(questionnaire: Questionnaire, session: Session) -> tuple[str, str | None, int, dict[str, int]]:
    waiting = session.status is Status.WAITING
    question = engine.current(questionnaire, session) if waiting else None
    done, of = engine.progress(questionnaire, session)
    kind = "question" if waiting else str(session.status)
    return kind, question.id if question else None, session.revision, {"done": done, "of": of}
