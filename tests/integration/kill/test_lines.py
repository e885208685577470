"""A server killed after it has stored that somebody is not safe, and before it has shown who can be rung."""

import asyncio

import pytest

from bot.buttons import Button, Press, packed
from surveys.conversation.replies import Action, Reply
from surveys.service import answering, binding
from surveys.service.answering import Turn
from surveys.storage.models import Alert
from tests.support.invited import invite
from tests.support.kill.killing import serve_until_killed
from tests.support.kill.world import World

CHAT = 7001
LINE = "0800 1111"


@pytest.mark.parametrize(("press", "cause"), [(Press.OPTION, "answer"), (Press.HELP, "help")])
async def test_the_lines_are_shown_when_the_tap_comes_again(crowd: World, press: Press, cause: str) -> None:
    turn = await _asked_whether_safe(crowd)
    tap = asyncio.create_task(crowd.delivery.deliver(_tap(crowd, turn, press)))
    assert await serve_until_killed(crowd, "reply-committed") == -9
    assert _lines(crowd) == 0
    await crowd.up()
    await tap
    await crowd.until(lambda: _shown(crowd))
    assert (_lines(crowd), [alert.cause for alert in await Alert.all()]) == (1, [cause])


async def _asked_whether_safe(crowd: World) -> Turn:
    """Somebody in Telegram who has come to that question."""
    invited = await invite(crowd.service, age=17)
    payload = crowd.service.vault.telegram_payload(invited.id, 1)
    await binding.bind(crowd.service, payload, number=CHAT, chat=CHAT)
    turn = await answering.agree(crowd.service, invited.id, "telegram")
    while (question := turn.step.question) is not None and question.id != "feel_safe":
        skip = Reply(question.id, turn.session.revision, action=Action.SKIP)
        turn = await answering.reply(crowd.service, turn.session.id, skip, channel="telegram")
    return turn


def _tap(crowd: World, turn: Turn, press: Press) -> dict[str, object]:
    """An update: they tap "never", or the button for help."""
    question = turn.step.question
    assert question is not None
    option = question.codes.index("never") if press is Press.OPTION else 0
    place = turn.questionnaire.questions.index(question)
    data = packed(crowd.service.vault, Button(press, turn.session.id, turn.session.revision, place, option))
    chat, person = {"id": CHAT, "type": "private"}, {"id": CHAT, "is_bot": False, "first_name": "Sam"}
    message = {"message_id": 5, "date": 1, "chat": chat, "text": "."}
    query = {"id": "1", "from": person, "chat_instance": "1", "data": data, "message": message}
    return {"update_id": 1, "callback_query": query}


def _lines(crowd: World) -> int:
    """How many messages with the help lines the chat was shown."""
    return sum(LINE in text for text in crowd.api.chats[CHAT].texts) if CHAT in crowd.api.chats else 0


async def _shown(crowd: World) -> bool:
    return _lines(crowd) > 0
