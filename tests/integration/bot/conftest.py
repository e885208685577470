"""The desk over a database, and phones at it."""

import pytest

from bot.respond import Desk
from bot.strangers import Strangers
from surveys.service.context import Service
from surveys.storage.models import Invitation
from tests.support.phones import Phone, sixteen


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
