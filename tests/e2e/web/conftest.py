"""The site on a port of this machine, and a phone that opens it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser

from surveys.service.context import Service
from tests.support import browser as chromium
from tests.support.invited import Invited, always_ready
from web.app import application


@dataclass(frozen=True, slots=True)
class Site:
    """Where the pages are."""

    address: str

    def link(self, invited: Invited) -> str:
        """A young person's link."""
        return f"{self.address}/s/{invited.token}"


@pytest.fixture
async def site(service: Service) -> AsyncIterator[Site]:
    async with TestServer(application(service, ready=always_ready)) as server:
        yield Site(str(server.make_url("")).rstrip("/"))


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium.running() as running:
        yield running
