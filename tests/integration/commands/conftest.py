"""A house of its own for each test, and its commands run as people run them."""

import base64
from pathlib import Path

import pytest

from tests.support.house import House
from tests.support.keys import DATA_KEY, SECRET_KEY


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> House:
    environ = {
        "MYSAY_DATABASE_URL": database_url,
        "MYSAY_DATA_KEYS": f"test:{base64.b64encode(DATA_KEY).decode()}",
        "MYSAY_SECRET_KEY": SECRET_KEY,
        "MYSAY_BASE_URL": "https://mysay.example",
    }
    return House(environ, tmp_path)
