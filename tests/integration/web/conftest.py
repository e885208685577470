"""A service, somebody invited, and a visitor."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient

from surveys.service.context import Service
from tests.support.invited import Invited, invite, visiting


@pytest.fixture
async def invited(service: Service) -> Invited:
    return await invite(service)


@pytest.fixture
async def client(service: Service) -> AsyncIterator[TestClient]:
    async with visiting(service) as visitor:
        yield visitor
