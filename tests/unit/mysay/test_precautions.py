"""What may be set so, and had better not be."""

import base64
from pathlib import Path

import pytest

from config import settings
from mysay.findings import Verdict, fine
from mysay.precautions import precautions, written
from tests.support.keys import DATA_KEY, SECRET_KEY

SAFE = {
    "MYSAY_DATA_KEYS": f"test:{base64.b64encode(DATA_KEY).decode()}",
    "MYSAY_SECRET_KEY": SECRET_KEY,
    "MYSAY_BASE_URL": "https://mysay.example",
}
POSTED = {"TELEGRAM_TOKEN": "4242:synthetic-token-of-the-tests", "TELEGRAM_WEBHOOK_SECRET": "a"}


def found(**more: str) -> list[tuple[Verdict, str]]:
    """The verdicts on settings that are safe but for these, with how each finding begins."""
    known = settings.read(SAFE | {f"MYSAY_{name}": text for name, text in more.items()})
    return [(each.verdict, each.text.partition(":")[0]) for each in precautions(known) if each.verdict != Verdict.FINE]


def test_what_is_safe_is_fine() -> None:
    known = settings.read(SAFE | {f"MYSAY_{name}": text for name, text in POSTED.items()})
    assert list(precautions(known)) == [fine("Links begin with https://mysay.example.")]


@pytest.mark.parametrize("here", ["localhost", "127.0.0.1", "127.1.2.3", "[::1]", "[::]", "mysay.localhost"])
def test_links_to_this_machine_alone_are_for_trying_out(here: str) -> None:
    assert [each[0] for each in found(BASE_URL=f"http://{here}:8080")] == [Verdict.NOTE]
    assert [each[0] for each in found(BASE_URL=f"https://{here}")] == [Verdict.MEND]


@pytest.mark.parametrize("there", ["mysay.example", "192.168.1.5", "localhost.example", "[2001:db8::1]"])
def test_links_that_others_follow_are_secure(there: str) -> None:
    assert [each[0] for each in found(BASE_URL=f"http://{there}")] == [Verdict.MEND]
    assert found(BASE_URL=f"https://{there}") == []


def test_telegram_posts_to_secure_addresses_only() -> None:
    plain = {"BASE_URL": "http://localhost"}
    told = [(verdict, text) for verdict, text in found(**plain, **POSTED) if verdict is Verdict.MEND]
    assert told == [(Verdict.MEND, "Telegram posts to https")]
    assert [verdict for verdict, _ in found(**plain, **POSTED, TELEGRAM_API_URL="http://127.0.0.1:1")] == [Verdict.NOTE]


@pytest.mark.parametrize(
    ("name", "unwise", "wise"),
    [("TELEGRAM_MINIMUM_AGE", "15", "16"), ("TIMEZONE", "UTC", "GB"), ("TIMEZONE", "Europe/Dublin", "Europe/Jersey")],
)
def test_the_law_s_age_and_england_s_time(name: str, unwise: str, wise: str) -> None:
    assert found(**{name: unwise}) == [(Verdict.MEND, f"MYSAY_{name} is {unwise}")]
    assert found(**{name: wise}) == []


@pytest.mark.parametrize(
    ("mode", "verdicts"),
    [(0o600, []), (0o400, []), (0o640, []), (0o644, [Verdict.MEND]), (0o606, [Verdict.MEND]), (0o620, [Verdict.MEND])],
)
def test_others_may_not_read_what_holds_keys(tmp_path: Path, mode: int, verdicts: list[Verdict]) -> None:
    token = tmp_path / "token"
    for file in (tmp_path / settings.FILE, token):
        file.touch()
        file.chmod(mode)
    told = [each.verdict for each in written({"MYSAY_TELEGRAM_TOKEN_FILE": "token"}, tmp_path)]
    allowed = (
        verdicts if tmp_path.stat().st_uid == 0 or mode != 0o640 else [Verdict.MEND]
    )  # the group of a file of root's
    assert told == allowed * 2


def test_names_that_nothing_reads_are_told_of(tmp_path: Path) -> None:
    environ = {
        **SAFE,
        "MYSAY_DATA_KEY": "a",
        "MYSAY_TELEGRAM_SECRET": "b",
        "MYSAY_COLOUR": "c",
        "mysay_port": "1",
        "PATH": "",
    }
    assert [(each.verdict, each.text.partition(": write ")[::2]) for each in written(environ, tmp_path)] == [
        (Verdict.NOTE, ("MYSAY_COLOUR is no setting of mysay, and has no effect.", "")),
        (Verdict.MEND, ("MYSAY_DATA_KEY is no setting, and has no effect", "MYSAY_DATA_KEYS, or take it out.")),
        (
            Verdict.MEND,
            (
                "MYSAY_TELEGRAM_SECRET is no setting, and has no effect",
                "MYSAY_TELEGRAM_WEBHOOK_SECRET, or take it out.",
            ),
        ),
        (Verdict.MEND, ("mysay_port is no setting, and has no effect", "MYSAY_PORT, or take it out.")),
    ]
