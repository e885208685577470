"""Databases for tests: migrated once, then copied, so that every test has its own and none waits."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Protocol

from surveys.storage.migrating import migrate
from surveys.storage.vault import Vault
from tests.support import postgresql

KINDS = ("sqlite", "postgresql")


class Databases(Protocol):
    """A source of databases, each used by one test."""

    def empty(self) -> str:
        """The URL of a database without tables."""

    def migrated(self) -> str:
        """The URL of a database with the schema and nothing in it but the key of the lookups."""

    def over(self, url: str) -> None:
        """The test that had it is over, and nobody looks at it again."""


def wanted_kind() -> str:
    """The kind this process tests: Tortoise's caches allow one a process, so ``make test`` runs two."""
    kind = os.environ.get("MYSAY_TEST_DATABASE", "sqlite")
    if kind not in KINDS:
        raise ValueError(f"MYSAY_TEST_DATABASE is '{kind}'; it is {' or '.join(KINDS)}.")
    return kind


@contextmanager
def available(kind: str, folder: Path, vault: Vault) -> Iterator[Databases]:
    """Databases of a kind for the length of the block."""
    if kind == "sqlite":
        yield SqliteFiles(folder, _migrated_now(f"sqlite://{folder}/template.db", vault))
    else:
        with postgresql.running() as cluster:
            _migrated_now(cluster.create("template_mysay"), vault)
            with ThreadPoolExecutor(1) as beside:
                yield PostgresqlDatabases(cluster, beside)


@dataclass(frozen=True, slots=True)
class SqliteFiles:
    """Files in a folder of the session's."""

    folder: Path
    template: str
    _numbers: Iterator[int] = field(default_factory=count)

    def empty(self) -> str:
        return f"sqlite://{self.folder}/{next(self._numbers)}.db"

    def migrated(self) -> str:
        url = self.empty()
        shutil.copy(self.template.removeprefix("sqlite://"), url.removeprefix("sqlite://"))
        return url

    def over(self, url: str) -> None:
        """A file is little, and the folder goes as a whole."""


class PostgresqlDatabases:
    """Databases of one running cluster. The next copy is made while a test runs, and its own goes when the test is over."""

    def __init__(self, cluster: postgresql.Cluster, beside: ThreadPoolExecutor) -> None:
        self._cluster, self._beside, self._numbers = cluster, beside, count()
        self._next = beside.submit(self._copy)

    @property
    def cluster(self) -> postgresql.Cluster:
        """The cluster, with nothing under way in it: it may be stopped."""
        wait([self._beside.submit(int)])
        return self._cluster

    def empty(self) -> str:
        return self._cluster.create(f"mysay_{next(self._numbers)}")

    def migrated(self) -> str:
        url = self._next.result()
        self._next = self._beside.submit(self._copy)
        return url

    def over(self, url: str) -> None:
        self._beside.submit(self._cluster.drop, url.rpartition("/")[2])

    def _copy(self) -> str:
        return self._cluster.create(f"mysay_{next(self._numbers)}", template="template_mysay")


def _migrated_now(url: str, vault: Vault) -> str:
    # In a thread of its own: pytest-asyncio's loops are for the tests.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, migrate(url, vault)).result()
    return url
