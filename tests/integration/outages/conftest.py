"""The bot between a strict Telegram and a database, each way that updates may come."""

from collections.abc import AsyncIterator

import pytest

from surveys.service.context import Service
from tests.support.botapi.server import strict
from tests.support.botapi.world import World, moved_by
from tests.support.databases import wanted_kind

collect_ignore = [] if wanted_kind() == "postgresql" else ["test_patience.py"]


@pytest.fixture(params=[False, True], ids=["polled", "webhook"])
async def world(service: Service, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """Telegram, and nobody at work yet."""
    async with strict() as api:
        yield World(api, moved_by(service, api), request.param)
