"""Updates taken in: committed before they are acknowledged, each once, none in the way of the others."""

import asyncio
from typing import Any

import pytest

from bot import app
from bot.buttons import Button, Press, packed
from bot.updates import FAILURES
from surveys.conversation.replies import Action, Reply
from surveys.service import answering
from surveys.service.context import Service
from surveys.storage.database import transaction
from surveys.storage.models import Alert, Answer, Invitation, Received, Response, TelegramAccount
from tests.integration.bot.conftest import TOKEN
from tests.support.misbehaving import BLOCKED, BotApiServer
from tests.support.phones import payload


def typed(number: int, text: str, chat: int = 7001) -> dict[str, Any]:
    """An update with a typed text."""
    person = {"id": chat, "is_bot": False, "first_name": "Sam"}
    where = {"id": chat, "type": "private"}
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1, "chat": where, "from": person, "text": text},
    }


async def agreed(service: Service, bot: app.Telegram, invitation: Invitation) -> None:
    """Bound on Telegram, agreed on the web."""
    await bot.updates.take(typed(1, f"/start {payload(service, invitation)}"))
    await answering.agree(service, invitation.id, "web")


async def helping(service: Service, invitation: Invitation) -> dict[str, Any]:
    """An update with a tap on "I need help now" below the first question."""
    turn = await answering.look_at_invitation(service, invitation.id)
    person = {"id": 7001, "is_bot": False, "first_name": "Sam"}
    message = {"message_id": 11, "date": 1, "chat": {"id": 7001, "type": "private"}}
    data = packed(service.vault, Button(Press.HELP, turn.session.id, turn.session.revision, 0))
    return {
        "update_id": 50,
        "callback_query": {"id": "9", "from": person, "chat_instance": "1", "data": data, "message": message},
    }


async def hold(held: asyncio.Event, let_go: asyncio.Event) -> None:
    """Have the sessions locked until told to let go."""
    async with transaction():
        await Response.all().update(language="en")
        held.set()
        await let_go.wait()


async def kept() -> list[str]:
    return [row.state for row in await Answer.all().order_by("revision")]


async def test_it_is_committed_when_it_has_been_taken(
    service: Service, bot: app.Telegram, invitation: Invitation
) -> None:
    await agreed(service, bot, invitation)
    await bot.updates.take(typed(2, "1"))
    assert (await kept(), [row.key for row in await Received.all()]) == (["answered"], ["4242:2"])


async def test_the_same_update_many_times_at_once_is_one_answer(
    service: Service, bot: app.Telegram, invitation: Invitation
) -> None:
    await agreed(service, bot, invitation)
    await asyncio.gather(*(bot.updates.take(typed(2, "1")) for _ in range(10)))
    assert await kept() == ["answered"]


async def test_of_what_is_typed_at_once_the_first_is_the_answer(
    service: Service, bot: app.Telegram, server: BotApiServer, invitation: Invitation
) -> None:
    await agreed(service, bot, invitation)
    await bot.updates.drain()  # so that it is known where the buttons are
    await asyncio.gather(*(bot.updates.take(typed(number, "1")) for number in (2, 3, 4)))
    await bot.updates.drain()
    shown = [fields["text"].partition("\n\n") for method, fields in server.calls if "Text" in method]
    early = service.library.catalogue().say("telegram-came-before")
    assert (await kept(), [first for first, _, _ in shown]) == (["answered"], [early, early])
    assert all(rest.startswith("1 of") for _, _, rest in shown)


async def test_an_update_that_comes_again_is_answered_once(
    service: Service, bot: app.Telegram, server: BotApiServer, invitation: Invitation
) -> None:
    for answerable in (True, True, False):
        opened = typed(1, f"/start {payload(service, invitation)}")
        assert await bot.updates.take(opened, answerable=answerable) is None
    await bot.updates.drain()
    assert [method for method, _ in server.calls] == ["sendMessage"]


async def test_where_the_buttons_are_is_kept(service: Service, bot: app.Telegram, invitation: Invitation) -> None:
    await agreed(service, bot, invitation)
    await bot.updates.drain()
    assert (await TelegramAccount.get()).prompt_message == 11


async def test_whoever_has_blocked_the_bot_is_kept_as_such(
    service: Service, bot: app.Telegram, server: BotApiServer, invitation: Invitation
) -> None:
    server.answers["sendMessage"] = [BLOCKED]
    await bot.updates.take(typed(1, f"/start {payload(service, invitation)}"))
    await bot.updates.drain()
    assert (await TelegramAccount.get()).blocked_at == service.clock.now()


async def test_telegram_being_away_undoes_nothing(
    service: Service, bot: app.Telegram, server: BotApiServer, invitation: Invitation
) -> None:
    await agreed(service, bot, invitation)
    server.answers["sendMessage"] = [(401, {"ok": False, "description": "Unauthorized"})] * 9
    await bot.updates.take(typed(2, "1"))
    await bot.updates.drain()
    assert await kept() == ["answered"]


async def test_a_poisoned_update_is_put_aside_in_the_end_and_the_chat_goes_on(
    service: Service, bot: app.Telegram, invitation: Invitation
) -> None:
    await agreed(service, bot, invitation)
    await Response.all().update(revisiting="unheard_of")  # every update fails
    for _ in range(FAILURES - 1):
        with pytest.raises(KeyError, match="unheard_of"):
            await bot.updates.take(typed(2, "1"))
    await bot.updates.take(typed(2, "1"))
    assert await kept() == []
    await Response.all().update(revisiting=None)
    await bot.updates.take(typed(3, "1"))
    assert await kept() == ["answered"]


@pytest.mark.parametrize(
    "nonsense",
    [{}, {"update_id": 1}, {"update_id": 2, "message": {"text": "no ids"}}, {"update_id": 3, "message": "text"},
     {"update_id": 6, "message": {"message_id": 1, "date": 10**30, "chat": {"id": 1, "type": "private"}}},
     {"update_id": 4, "callback_query": {"id": "1"}}, {"update_id": 5, "brand_new": {"x": [1]}}],
)  # fmt: skip
async def test_what_cannot_be_read_is_let_go(bot: app.Telegram, server: BotApiServer, nonsense: dict[str, Any]) -> None:
    await bot.updates.take(nonsense)
    await bot.updates.drain()
    assert server.calls == []


async def test_a_call_for_help_that_comes_many_times_asks_its_question_once(
    service: Service, bot: app.Telegram, server: BotApiServer, invitation: Invitation
) -> None:
    await agreed(service, bot, invitation)
    await bot.updates.drain()
    server.calls.clear()
    for _ in range(4):
        await bot.updates.take(await helping(service, invitation))
        await bot.updates.drain()
    assert server.methods.count("sendMessage") == 1
    assert [alert.cause for alert in await Alert.all()] == ["help"]


async def test_a_call_for_help_gets_its_lines_while_the_database_is_held(
    service: Service, bot: app.Telegram, server: BotApiServer, invitation: Invitation
) -> None:
    await agreed(service, bot, invitation)
    await bot.updates.drain()
    server.calls.clear()
    held, let_go, tap = asyncio.Event(), asyncio.Event(), await helping(service, invitation)
    holding = asyncio.create_task(hold(held, let_go))
    await held.wait()
    taking = asyncio.create_task(bot.updates.take(tap))
    await server.called("sendMessage")
    assert ("0800 1111" in server.calls[0][1]["text"], taking.done()) == (True, False)
    let_go.set()
    await asyncio.gather(holding, taking)
    await bot.updates.drain()
    assert [alert.cause for alert in await Alert.all()] == ["help"]


async def test_what_was_interrupted_is_asked_again_after_a_start(
    service: Service, bot: app.Telegram, server: BotApiServer, invitation: Invitation
) -> None:
    await agreed(service, bot, invitation)
    await bot.updates.drain()
    server.calls.clear()
    await bot.start()
    assert server.methods == ["deleteWebhook", "setMyCommands", "sendMessage", "deleteMessage"]
    assert server.calls[2][1]["text"].startswith("Sorry, I was away for a moment.")


async def test_whoever_called_for_help_just_before_a_stop_is_told_whom_to_ring_after_the_start(
    service: Service, bot: app.Telegram, server: BotApiServer, invitation: Invitation
) -> None:
    await agreed(service, bot, invitation)
    await bot.updates.drain()
    turn = await answering.look_at_invitation(service, invitation.id)
    await answering.reply(service, turn.session.id, Reply(None, 0, action=Action.HELP), channel="telegram")
    anew = app.telegram(service, token=TOKEN, api_url=server.url)
    server.calls.clear()
    await anew.start()
    await anew.close()
    said = [fields["text"] for method, fields in server.calls if method == "sendMessage"]
    assert ["0800 1111" in text for text in said] == [True, False]
    assert said[1].startswith("Sorry, I was away for a moment.")


async def test_nobody_is_asked_again_who_is_not_in_the_middle(
    service: Service, bot: app.Telegram, server: BotApiServer, invitation: Invitation
) -> None:
    await bot.updates.take(typed(1, f"/start {payload(service, invitation)}"))
    await bot.updates.drain()
    server.calls.clear()
    await bot.start()
    assert server.methods == ["deleteWebhook", "setMyCommands"]


async def test_a_wrong_link_leaves_the_buttons_where_they_are(
    service: Service, bot: app.Telegram, invitation: Invitation
) -> None:
    await agreed(service, bot, invitation)
    await bot.updates.take(typed(2, "/start nothing-that-was-ever-a-link"))
    await bot.updates.drain()
    assert (await TelegramAccount.get()).prompt_message == 11


async def test_a_call_for_help_that_cannot_be_stored_shows_who_to_ring_at_once_and_once(
    service: Service, bot: app.Telegram, server: BotApiServer, invitation: Invitation
) -> None:
    await agreed(service, bot, invitation)
    await bot.updates.drain()
    turn = await answering.look_at_invitation(service, invitation.id)
    await Response.all().update(revisiting="unheard_of")
    server.calls.clear()
    update = tapped(3, packed(service.vault, Button(Press.HELP, turn.session.id, 0)))
    for _ in range(2):
        with pytest.raises(KeyError, match="unheard_of"):
            await bot.updates.take(update)
        await bot.updates.drain()
    texts = [fields["text"] for method, fields in server.calls if method == "sendMessage"]
    assert [service.authority.help_lines[0].contact in text for text in texts] == [True]


async def test_a_call_for_help_is_heard_where_the_number_that_is_kept_of_the_chat_was_tampered_with(
    service: Service, bot: app.Telegram, server: BotApiServer, invitation: Invitation
) -> None:
    await agreed(service, bot, invitation)
    turn = await answering.look_at_invitation(service, invitation.id)
    await TelegramAccount.all().update(chat_sealed="test:" + "A" * 40)
    await bot.updates.take(tapped(3, packed(service.vault, Button(Press.HELP, turn.session.id, 0))))
    await bot.updates.drain()
    assert [alert.cause for alert in await Alert.all()] == ["help"]
    assert {fields["chat_id"] for _, fields in server.calls if "chat_id" in fields} == {7001}


def tapped(number: int, data: str, chat: int = 7001) -> dict[str, Any]:
    """An update with a tap on the bot's message 11."""
    message = {"message_id": 11, "date": 1, "chat": {"id": chat, "type": "private"}, "text": "?"}
    person = {"id": chat, "is_bot": False, "first_name": "Sam"}
    query = {"id": str(number), "from": person, "chat_instance": "1", "data": data, "message": message}
    return {"update_id": number, "callback_query": query}


async def test_whoever_stops_waiting_does_not_undo_what_is_being_taken(
    service: Service, bot: app.Telegram, server: BotApiServer, invitation: Invitation
) -> None:
    await agreed(service, bot, invitation)
    await bot.updates.drain()
    server.calls.clear()
    waiting = asyncio.create_task(bot.updates.take(typed(2, "1")))
    await asyncio.wait([waiting], timeout=0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await bot.updates.drain()
    assert (waiting.cancelled(), await kept()) == (True, ["answered"])
    assert server.methods == ["deleteMessage", "sendMessage", "deleteMessage"]
