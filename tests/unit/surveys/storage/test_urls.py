"""What a database is called where people read it."""

from pathlib import Path

import pytest

from surveys.storage.urls import named


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///srv/mysay.db?x=1", "/srv/mysay.db"),
        ("sqlite://mysay.db", f"{Path.cwd()}/mysay.db"),
        ("postgres://mysay:pa55word@one:5432,two:5433/mysay?sslmode=require", "mysay at one:5432,two:5433"),
        ("postgres:///mysay", "mysay at this machine"),
    ],
)
def test_a_database_is_named_without_its_password(url: str, name: str) -> None:
    assert named(url) == name
