"""A service without a database: what is pure in the bot asks for no more."""

import pytest

from config.authority import Authority
from surveys.clock import Clock
from surveys.questionnaire.library import Library
from surveys.service.context import Service
from surveys.storage.vault import Vault


@pytest.fixture
def offline(vault: Vault, library: Library, authority: Authority, clock: Clock) -> Service:
    """The service as far as it goes without a database."""
    return Service(vault=vault, library=library, authority=authority, clock=clock, base_url="http://mysay.example")
