"""The ground every test stands on: a database of its own, a clock that stands still, the sample authority."""

import base64
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest

from config import authority as authority_file
from config.authority import Authority
from config.settings import SHIPPED_AUTHORITY
from surveys.clock import Clock
from surveys.questionnaire.library import Library
from surveys.service.context import Service
from surveys.storage.database import connected
from surveys.storage.keys import unlocked
from surveys.storage.vault import Vault
from tests.support import databases, keys
from tests.support.databases import Databases
from tests.support.network import stay_on_this_machine

# Machines differ in speed: an example that takes long is not a failure.
hypothesis.settings.register_profile("mysay", deadline=None, print_blob=True)
hypothesis.settings.load_profile("mysay")
stay_on_this_machine()


@pytest.fixture(scope="session")
def vault() -> Vault:
    """The tests' keys, without the key of the lookups, which a database brings."""
    return keys.vault()


@pytest.fixture(scope="session")
def authority() -> Authority:
    """The sample authority that mysay ships with."""
    return authority_file.read(SHIPPED_AUTHORITY)


@pytest.fixture(scope="session")
def library(authority: Authority) -> Library:
    """The questionnaires that mysay ships with."""
    return Library.load(authority.questionnaires, authority.wording, authority)


@pytest.fixture
def clock() -> Clock:
    """London, ten in the morning of 28 March 2014: three days before the quarter ends."""
    return Clock(ZoneInfo("Europe/London"), keys.NOW)


@pytest.fixture(scope="session")
def _databases(tmp_path_factory: pytest.TempPathFactory, vault: Vault) -> Iterator[Databases]:
    folder: Path = tmp_path_factory.mktemp("databases")
    with databases.available(databases.wanted_kind(), folder, vault) as source:
        yield source


@pytest.fixture
def empty_database_url(_databases: Databases) -> Iterator[str]:
    """A database without tables, of the kind this run is about."""
    yield (url := _databases.empty())
    _databases.over(url)


@pytest.fixture
def database_url(_databases: Databases) -> Iterator[str]:
    """A migrated database with nothing in it, of the kind this run is about; nobody has it open."""
    yield (url := _databases.migrated())
    _databases.over(url)


@pytest.fixture
async def service(
    database_url: str, vault: Vault, library: Library, authority: Authority, clock: Clock
) -> AsyncIterator[Service]:
    """The service over an empty database, opened for the length of the test."""
    async with connected(database_url):
        yield Service(
            vault=await unlocked(vault), library=library, authority=authority, clock=clock, base_url=keys.BASE_URL
        )


@pytest.fixture
def environ(database_url: str) -> dict[str, str]:
    """The settings under which the program itself works on this test's database."""
    return {
        "MYSAY_DATABASE_URL": database_url,
        "MYSAY_DATA_KEYS": f"test:{base64.b64encode(keys.DATA_KEY).decode()}",
        "MYSAY_SECRET_KEY": keys.SECRET_KEY,
    }
