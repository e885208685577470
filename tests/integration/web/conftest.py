"""A service, somebody invited, and a visitor."""

from collections.abc import AsyncIterator

import pytest

from surveys.service.context import Service
from tests.support.invited import Client, Invited, invite, visiting
from tests.support.paging import Visitor


@pytest.fixture
async def invited(service: Service) -> Invited:
    return await invite(service)


@pytest.fixture
async def client(service: Service) -> AsyncIterator[Client]:
    async with visiting(service) as visitor:
        yield visitor


@pytest.fixture
def visitor(client: Client) -> Visitor:
    return Visitor(client)
