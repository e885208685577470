"""What a world with servers in it needs; tests that are about one kind of database are read for that kind only."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from surveys.service.context import Service
from tests.support.databases import Databases, PostgresqlDatabases, wanted_kind
from tests.support.kill.world import World, world
from tests.support.postgresql import Cluster

_POSTGRESQL = ["test_postgresql.py", "test_postgresql_log.py", "test_frozen.py"]
collect_ignore = ["test_sqlite.py"] if wanted_kind() == "postgresql" else _POSTGRESQL


@pytest.fixture
async def crowd(service: Service, environ: dict[str, str], tmp_path: Path) -> AsyncIterator[World]:
    """Children and their phones, and no server yet."""
    async with world(service, environ, tmp_path) as running:
        yield running


@pytest.fixture
def cluster(_databases: Databases, database_url: str) -> Cluster:
    """The PostgreSQL that this test's database is on; once there is one nothing else is made on it."""
    assert isinstance(_databases, PostgresqlDatabases)
    return _databases.cluster
