"""Long polling: nothing is let go before it is kept."""

import asyncio

from bot import app
from surveys.service.context import Service
from surveys.storage.models import Answer, Invitation
from tests.e2e.telegram.conftest import polling
from tests.support.misbehaving import CONFLICT, fine, misbehaving
from tests.support.telegram import TOKEN, Chat, Telegram


async def test_what_came_while_nobody_listened_is_taken_up_as_far_as_it_was_asked(
    service: Service, invitation: Invitation, telegram: Telegram, chat: Chat
) -> None:
    async with polling(service, telegram):
        await chat.type(f"/start {service.vault.telegram_payload(invitation.id, 1)}")
        await chat.settled(lambda it: it.last.buttons)
        await chat.tap("OK, let’s start")
        await chat.settled(lambda it: "Skip" in it.last.labels)
    await chat.type("ok")
    await chat.type("3")
    async with polling(service, telegram):
        await chat.settled(lambda it: "came before this question was here" in it.last.text)
        assert [row.question for row in await Answer.all()] == ["feel_today"]
        await chat.type("3")
        await chat.settled(lambda it: "2 of" in it.last.text)
    assert [row.question for row in await Answer.all().order_by("revision")] == ["feel_today", "home_feel"]


async def test_another_poller_is_waited_out(service: Service) -> None:
    found = {"update_id": 4, "message": "nonsense"}
    async with misbehaving(getUpdates=[CONFLICT, (502, "<html>"), fine([found]), fine([])]) as server:
        bot = app.telegram(service, token=TOKEN, api_url=server.url)
        task = asyncio.create_task(bot.run_polling())
        async with asyncio.timeout(20):
            while len(server.calls) < 4:
                await asyncio.wait([task], timeout=0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await bot.close()
    assert [fields["offset"] for _, fields in server.calls[:4]] == [0, 0, 0, 5]
