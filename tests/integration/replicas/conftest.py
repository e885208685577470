"""Telegram, and several bots of one service that are given by hand what they hear."""

from collections.abc import AsyncIterator

import pytest

from surveys.service.context import Service
from tests.support.botapi.server import strict
from tests.support.botapi.world import World, moved_by


@pytest.fixture
async def world(service: Service) -> AsyncIterator[World]:
    async with strict() as api:
        yield World(api, moved_by(service, api), webhook=False)
