"""The webhook's door: who posts is known before what is posted is read."""

import asyncio
import json
import logging
from io import BytesIO

import aiohttp
import pytest
from aiohttp import web

from bot import app
from bot.webhook import HEADER, PATH
from surveys.service import answering
from surveys.service.context import Service
from surveys.storage.models import Invitation, Received, Response, TelegramAccount
from surveys.storage.standing import ready
from tests.e2e.telegram.conftest import SECRET
from tests.support.programs import free_port
from tests.support.telegram import TOKEN, Chat, Telegram
from web.access import Access, Route
from web.app import application
from web.connection import runner


async def post(bot: app.Telegram, body: bytes, secret: str | None = SECRET) -> int:
    headers = {HEADER: secret} if secret is not None else {}
    address = f"{bot.service.base_url}{PATH}"
    async with aiohttp.ClientSession() as client, client.post(address, data=BytesIO(body), headers=headers) as response:
        return response.status


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "sécret"])
async def test_whoever_does_not_know_the_secret_is_turned_away(
    service: Service, hooked: app.Telegram, invitation: Invitation, secret: str | None
) -> None:
    person, chat = {"id": 1, "is_bot": False, "first_name": "S"}, {"id": 1, "type": "private"}
    text = f"/start {service.vault.telegram_payload(invitation.id, 1)}"
    message = {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": text}
    body = json.dumps({"update_id": 1, "message": message}).encode()
    assert await post(hooked, body, secret) == 401
    assert [await Received.all().count(), await TelegramAccount.all().count()] == [0, 0]


async def test_the_secret_is_asked_for_before_the_body_is_read(hooked: app.Telegram) -> None:
    """A body is announced and never sent: the answer comes all the same."""
    host, _, port = hooked.service.base_url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"POST {PATH} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000\r\n\r\n".encode())
    assert (await reader.readline()).startswith(b"HTTP/1.1 401")
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (b"Content-Length: 1000\r\n\r\n", b"{"),
        (b"Transfer-Encoding: chunked\r\n\r\n", b"5\r\n{"),
        (b"Transfer-Encoding: chunked\r\n\r\n", b"5\r\n{    \r\nnonsense\r\n"),
    ],
)
async def test_a_body_that_is_cut_off_half_way_is_nobody_s_failure(
    service: Service, kind: bytes, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Behind the same door as the pages, which logs what fails."""
    caplog.set_level(logging.INFO)
    bot = app.telegram(service, token=TOKEN, api_url="http://nobody.example", webhook_secret=SECRET)
    assert bot.webhook is not None
    pages = runner(application(service, ready=ready, more=(Route("POST", PATH, bot.webhook.handle, Access.TELEGRAM),)))
    await pages.setup()
    port = free_port()
    await web.TCPSite(pages, "127.0.0.1", port).start()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\nExpect: 100-continue\r\n".encode() + kind)
    assert (await reader.readline()).startswith(b"HTTP/1.1 100")  # somebody waits for the body
    writer.write(body)
    writer.write_eof()
    await reader.read()
    writer.close()
    await pages.cleanup()
    await bot.close()
    told = [
        (each.levelname, each.getMessage(), vars(each)["status"]) for each in caplog.records if "status" in vars(each)
    ]
    assert (told, [each for each in caplog.records if each.levelno > logging.INFO]) == ([("INFO", "answered", 400)], [])


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"[" * 100_000, b'{"update_id": "x"}', b'{"update_id": 1}', b"\xff"]
)
async def test_nonsense_from_telegram_is_taken_and_let_go(hooked: app.Telegram, body: bytes) -> None:
    assert await post(hooked, body) == 200


async def test_a_body_longer_than_any_update_is_refused(hooked: app.Telegram) -> None:
    assert await post(hooked, b" " * (1024 * 1024 + 1)) == 413


async def test_what_cannot_be_stored_now_comes_again(hooked: app.Telegram, invitation: Invitation, chat: Chat) -> None:
    body = json.dumps({"update_id": 9, "message": {
        "message_id": 1, "date": 1, "chat": {"id": chat.id, "type": "private"}, "text": "hello",
        "from": {"id": chat.id, "is_bot": False, "first_name": "S"}}}).encode()  # fmt: skip
    service = hooked.service
    await TelegramAccount.create(
        child_id=invitation.child_id, account_hash=service.vault.hash("telegram_account", str(chat.id)),
        invitation_id=invitation.id, chat_sealed="", bound_at=service.clock.now())  # fmt: skip
    await answering.agree(service, invitation.id, "telegram")
    await Response.all().update(revisiting="unheard_of")
    assert [await post(hooked, body) for _ in range(5)] == [503, 503, 503, 503, 200]


async def test_telegram_was_told_where_and_what(hooked: app.Telegram, telegram: Telegram) -> None:
    told = next(fields for method, fields in telegram.calls if method == "setWebhook")
    assert told == {
        "url": f"{hooked.service.base_url}{PATH}",
        "secret_token": SECRET,
        "allowed_updates": ["message", "callback_query", "my_chat_member"],
    }
