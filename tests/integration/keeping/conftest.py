"""The house of these tests: the database of the test under the program's own settings, with the tests' clock."""

import pytest

from config import settings
from mysay.house import House
from tests.support import keys
from tests.support.databases import wanted_kind

collect_ignore = [] if wanted_kind() == "postgresql" else ["test_sampled.py"]


@pytest.fixture
def house(environ: dict[str, str]) -> House:
    return House(settings.read(environ), keys.NOW)


@pytest.fixture
def elsewhere(environ: dict[str, str], empty_database_url: str) -> House:
    """The same house on another machine, with nothing in its database."""
    return House(settings.read({**environ, "MYSAY_DATABASE_URL": empty_database_url}), keys.NOW)
