"""The ground of the integration tests themselves: each test has a database of its own, migrated and keyed."""

from pathlib import Path

import pytest
from tortoise.connection import get_connection

from mysay.leadership import serving
from surveys.errors import Refused
from surveys.service.context import Service
from surveys.storage import migrating
from surveys.storage.models import Secret, Staff
from surveys.storage.vault import Vault
from tests.support.databases import wanted_kind


async def test_a_migrated_database_has_the_schema_and_one_key(service: Service, database_url: str) -> None:
    await migrating.require_current_schema(database_url)
    assert [secret.name for secret in await Secret.all()] == ["lookup"]
    assert await Staff.all().count() == 0
    assert len(service.vault.hash("child", "anything")) == 64


async def test_a_database_that_a_newer_program_migrated_is_refused(
    service: Service, database_url: str, vault: Vault
) -> None:
    insert = (
        "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('surveys', '0099_future', CURRENT_TIMESTAMP)"
    )
    await get_connection("default").execute_script(insert)
    told = r"^The database was migrated by a newer version of mysay \(it has 0099_future\): run that version"
    with pytest.raises(Refused, match=told):
        await migrating.require_current_schema(database_url)
    await get_connection("default").close()
    with pytest.raises(Refused, match=told):
        await migrating.migrate(database_url, vault)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgres://u@nobody.invalid/n", "^The host in MYSAY_DATABASE_URL is not known here: "),
        (
            "postgres://u@127.0.0.1:1/n",
            "^The database cannot be reached; check the host and port in MYSAY_DATABASE_URL",
        ),
    ],
)
async def test_a_server_that_is_not_there_is_told_in_a_sentence(vault: Vault, url: str, told: str) -> None:
    for trying in (migrating.migrate(url, vault), serving(url).__aenter__()):
        with pytest.raises(Refused, match=told):
            await trying


def test_the_database_is_of_the_kind_asked_for(database_url: str) -> None:
    assert database_url.startswith({"sqlite": "sqlite://", "postgresql": "postgres://"}[wanted_kind()])


def test_no_two_tests_share_a_database(database_url: str, empty_database_url: str) -> None:
    assert Path(database_url).name != Path(empty_database_url).name
