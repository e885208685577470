"""Which calls for help are one and which are two, and what a chat still has to show after an answer that calls."""

from datetime import date

import pytest

from surveys.conversation.replies import Action, Reply
from surveys.service import answering
from surveys.service.answering import Turn
from surveys.service.context import Service
from surveys.storage.models import Alert, TelegramAccount
from surveys.storage.sessions import ON_ITS_WAY
from tests.support import people


async def given(service: Service, turn: Turn, action: Action, value: str | None = None) -> Turn:
    reply = Reply(turn.step.question.id if turn.step.question else None, turn.step.revision, value, action)
    return await answering.reply(service, turn.session.id, reply, channel="telegram", in_place=True)


@pytest.fixture
async def asked_if_safe(service: Service) -> Turn:
    """A consultation that stands at the question whether they feel safe."""
    child = await people.child(service, date_of_birth=date(2001, 6, 1))
    invitation = await people.invited(service, child, await people.review(service, child))
    turn = await answering.agree(service, invitation.id, "telegram")
    while turn.step.question and turn.step.question.id != "feel_safe":
        turn = await given(service, turn, Action.SKIP)
    return turn


async def test_help_at_two_questions_and_an_answer_that_needs_somebody_are_three_calls(
    service: Service, asked_if_safe: Turn
) -> None:
    after = await given(service, await given(service, asked_if_safe, Action.HELP), Action.ANSWER, "never")
    await given(service, after, Action.HELP)
    following = after.step.question.id if after.step.question else None
    assert [(row.cause, row.question) for row in await Alert.all().order_by("id")] == [
        ("help", "feel_safe"), ("answer", "feel_safe"), ("help", following),
    ]  # fmt: skip


@pytest.mark.parametrize(("value", "asked_from"), [("always", ON_ITS_WAY), ("never", None)])
async def test_after_an_answer_that_calls_the_next_question_comes_below_and_not_in_place(
    service: Service, asked_if_safe: Turn, value: str, asked_from: int | None
) -> None:
    await TelegramAccount.create(
        child_id=asked_if_safe.child, account_hash="a", chat_sealed="", bound_at=service.clock.now(), asked_from=7
    )
    await given(service, asked_if_safe, Action.ANSWER, value)
    assert (await TelegramAccount.get()).asked_from == asked_from
