"""The ground of the integration tests themselves: each test has a database of its own, migrated and keyed."""

from pathlib import Path

from surveys.service.context import Service
from surveys.storage import database
from surveys.storage.models import Secret, Staff
from tests.support.databases import wanted_kind


async def test_a_migrated_database_has_the_schema_and_one_key(service: Service, database_url: str) -> None:
    await database.require_current_schema(database_url)
    assert [secret.name for secret in await Secret.all()] == ["lookup"]
    assert await Staff.all().count() == 0
    assert len(service.vault.hash("child", "anything")) == 64


def test_the_database_is_of_the_kind_asked_for(database_url: str) -> None:
    assert database_url.startswith({"sqlite": "sqlite://", "postgresql": "postgres://"}[wanted_kind()])


def test_no_two_tests_share_a_database(database_url: str, empty_database_url: str) -> None:
    assert Path(database_url).name != Path(empty_database_url).name
