"""The bot at work against the emulator: polled, or by its webhook."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date

import pytest
from aiohttp import web

from bot import app
from bot.webhook import PATH
from surveys.service.context import Service
from surveys.storage.models import Invitation
from tests.support import people
from tests.support.programs import free_port
from tests.support.telegram import TOKEN, Chat, Telegram, emulated

BORN_16 = date(1997, 5, 1)
SECRET = "only-telegram-knows"


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    """The emulator on a port of its own."""
    async with emulated() as running:
        yield running


@pytest.fixture
async def invitation(service: Service) -> Invitation:
    """Somebody of sixteen is asked before their review."""
    child = await people.child(service, date_of_birth=BORN_16)
    return await people.invited(service, child, await people.review(service, child))


@pytest.fixture
def chat(telegram: Telegram) -> Chat:
    """The chat of somebody on their own phone."""
    return Chat(telegram, 7001)


@pytest.fixture
async def polled(service: Service, telegram: Telegram) -> AsyncIterator[app.Telegram]:
    """The bot, polling."""
    async with polling(service, telegram) as bot:
        yield bot


@pytest.fixture
async def hooked(service: Service, telegram: Telegram) -> AsyncIterator[app.Telegram]:
    """The bot, with its webhook mounted where its base URL says."""
    port = free_port()
    at = replace(service, base_url=f"http://127.0.0.1:{port}")
    bot = app.telegram(at, token=TOKEN, api_url=telegram.url, webhook_secret=SECRET, protect=False)
    pages = web.Application()
    assert bot.webhook is not None
    pages.router.add_post(PATH, bot.webhook.handle)
    runner = web.AppRunner(pages, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await bot.start()
    try:
        yield bot
    finally:
        await runner.cleanup()
        await bot.close()


@asynccontextmanager
async def polling(service: Service, telegram: Telegram) -> AsyncIterator[app.Telegram]:
    """The bot, polling for the length of the block."""
    bot = app.telegram(service, token=TOKEN, api_url=telegram.url, protect=False)
    await bot.start()
    task = asyncio.create_task(bot.run_polling())
    try:
        yield bot
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await bot.close()
