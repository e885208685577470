"""A council's installation with one young person of sixteen, served as a program of its own."""

import base64
from pathlib import Path

import pytest

from tests.support.house import House, in_days, years_ago
from tests.support.keys import DATA_KEY, SECRET_KEY


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> House:
    environ = {
        "MYSAY_DATABASE_URL": database_url,
        "MYSAY_DATA_KEYS": f"test:{base64.b64encode(DATA_KEY).decode()}",
        "MYSAY_SECRET_KEY": SECRET_KEY,
    }
    house = House(environ, tmp_path)
    await house.bring_in(
        children=f"""child_id,date_of_birth,area
            C1,{years_ago(16)},North""",
        reviews=f"""review_id,child_id,date,status
            R1,C1,{in_days(5)},planned""",
    )
    return house
