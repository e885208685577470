"""The stand-ins of the outside world do what other tests lean on."""

import socket

import pytest
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from tests.support import browser, telegram
from tests.support.programs import free_port
from tests.support.telegram import BOT_NAME, TOKEN, Chat, Message


async def test_a_chat_shows_what_the_bot_sent_edited_and_deleted() -> None:
    async with telegram.emulated() as api, Bot(TOKEN, base_url=f"{api.url}/bot") as bot:
        chat = Chat(api, 77)
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
        first = await bot.send_message(77, "First", reply_markup=keyboard)
        second = await bot.send_message(77, "Second")
        await bot.edit_message_text("First, mended", 77, first.message_id)
        await bot.delete_message(77, second.message_id)
        assert bot.username == BOT_NAME
        assert chat.screen == [Message(first.message_id, "First, mended")]


async def test_a_tap_and_a_typed_text_come_in_as_updates() -> None:
    async with telegram.emulated() as api, Bot(TOKEN, base_url=f"{api.url}/bot") as bot:
        chat = Chat(api, 77)
        await bot.send_message(
            77, "Well?", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
        )
        await chat.type("/start abc")
        await chat.tap("Yes")
        typed, tapped = await bot.get_updates()
        assert typed.message is not None
        assert tapped.callback_query is not None
        assert (typed.message.text, tapped.callback_query.data) == ("/start abc", "y")


async def test_the_emulator_refuses_what_the_bot_api_would_refuse() -> None:
    async with telegram.emulated() as api, Bot(TOKEN, base_url=f"{api.url}/bot") as bot:
        with pytest.raises(BadRequest):
            await bot.send_message(77, "x" * 4097)


async def test_the_browser_shows_a_page_of_this_machine() -> None:
    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<h1>Hello</h1>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/", page)
    runner, port = web.AppRunner(app), free_port()
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        async with browser.running() as chromium:
            window = await browser.phone(chromium)
            tab = await window.new_page()
            await tab.goto(f"http://127.0.0.1:{port}/")
            assert await tab.inner_text("h1") == "Hello"
    finally:
        await runner.cleanup()


def test_tests_stay_on_this_machine() -> None:
    with pytest.raises(PermissionError), socket.socket() as connection:
        connection.connect(("192.0.2.1", 80))
