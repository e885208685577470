"""The desk over a database, and phones at it."""

from collections.abc import AsyncIterator

import pytest

from bot import app
from bot.respond import Desk
from bot.strangers import Strangers
from surveys.service.context import Service
from surveys.storage.models import Invitation
from tests.support.misbehaving import BotApiServer, misbehaving
from tests.support.phones import Phone, sixteen

TOKEN = "4242:synthetic-token-of-the-tests"


@pytest.fixture
def desk(service: Service) -> Desk:
    """The desk, whose clock for strangers stands still."""
    return Desk(service, Strangers(lambda: 0.0))


@pytest.fixture
def phone(desk: Desk) -> Phone:
    """The phone of the one who is asked."""
    return Phone(desk, 7001)


@pytest.fixture
def other_phone(desk: Desk) -> Phone:
    """Somebody else's."""
    return Phone(desk, 7002)


@pytest.fixture
async def invitation(service: Service) -> Invitation:
    """Somebody of sixteen is asked before their review."""
    return await sixteen(service)


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    """A Bot API server."""
    async with misbehaving() as running:
        yield running


@pytest.fixture
async def bot(service: Service, server: BotApiServer) -> AsyncIterator[app.Telegram]:
    """The bot, which nobody polls for."""
    running = app.telegram(service, token=TOKEN, api_url=server.url)
    yield running
    await running.close()
