"""``mysay report`` as people and their scripts run it."""

import asyncio
import base64
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from surveys.storage.database import connected
from surveys.storage.keys import unlocked
from surveys.storage.vault import Vault
from tests.integration.analysis.conftest import Records
from tests.support.keys import DATA_KEY, SECRET_KEY


@pytest.fixture
def environment(database_url: str, vault: Vault) -> dict[str, str]:
    """The settings of a house in which two of three reviews were answered."""

    async def fill() -> None:
        async with connected(database_url):
            records = Records(await unlocked(vault))
            first, second, _ = await records.reviews(date(2014, 2, 3), 3)
            await records.response("consultation", {"know_pledge": "know"}, review=first)
            await records.response("consultation", {"know_pledge": "no"}, review=second)
            await records.settle()

    asyncio.run(fill())
    keys = base64.b64encode(DATA_KEY).decode()
    ours = {"DATABASE_URL": database_url, "DATA_KEYS": f"test:{keys}", "SECRET_KEY": SECRET_KEY}
    return {**os.environ, **{f"MYSAY_{name}": text for name, text in ours.items()}}


def mysay(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mysay", *arguments], env=environment, capture_output=True, encoding="utf-8", check=False
    )


def test_markdown_goes_to_the_terminal(environment: dict[str, str]) -> None:
    done = mysay(environment, "report", "2013-14-Q4")
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 consultation responses against 3 reviews held: 67%" in done.stdout
    assert "- 50% (1 of 2) know what the Westmarsh Pledge says." in done.stdout


def test_json_is_one_document(environment: dict[str, str]) -> None:
    done = mysay(
        environment, "report", "2013-14-Q4", "--format", "json", "--section", "views", "--audience", "internal"
    )
    document = json.loads(done.stdout)
    rate = document["sections"][0]["surveys"][0]["response"]
    assert (document["schema"], rate["count"], rate["base"], rate["percent"]) == ("mysay-report/1", 2, 3, 67)


@pytest.mark.parametrize(("form", "start"), [("html", "<!doctype html>"), ("csv", "authority,period,")])
def test_a_file_is_written(environment: dict[str, str], tmp_path: Path, form: str, start: str) -> None:
    file = tmp_path / f"views.{form}"
    done = mysay(environment, "report", "2013-14-Q4", "--format", form, "-o", str(file))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert file.read_text(encoding="utf-8").startswith(start)


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("2013-14-Q5",), 1, "'2013-14-Q5' is not a period: write a quarter as 2013-14-Q4 or a year as 2013-14."),
        (("2013-14-Q4", "--audience", "public"), 1,
         "A public report would have to hide small numbers, and that is not built yet: use --audience internal."),
        (("2013-14-Q4", "-o", "no-such-folder/views.md"), 1,
         "no-such-folder/views.md cannot be written: No such file or directory."),
    ],
)  # fmt: skip
def test_refused_input_is_a_sentence(
    environment: dict[str, str], arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    done = mysay(environment, "report", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"{sentence}\n")


def test_an_unknown_form_is_wrong_usage(environment: dict[str, str]) -> None:
    assert mysay(environment, "report", "2013-14-Q4", "--format", "docx").returncode == 2


def test_the_report_never_opens_textblob_unasked(environment: dict[str, str], tmp_path: Path) -> None:
    code = (
        "import sys; from mysay.cli import cli; "
        "cli.main(['report', '2013-14-Q4', '-o', sys.argv[1]], standalone_mode=False); "
        "print(sorted({'textblob', 'nltk', 'jinja2', 'telegram', 'aiohttp'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "report.md")]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
