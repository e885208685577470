"""What is handed to whoever keeps it running names commands, routes and settings that there are."""

import configparser
import re
from pathlib import Path

import pytest

from config.settings import NAMES
from mysay.cli import COMMANDS
from tests.support.source import ROOT
from web.operations import ROUTES

OPS = ROOT / "ops"
CONTAINER = (OPS / "Containerfile").read_text(encoding="utf-8")
UNITS = sorted((*OPS.glob("*.service"), *OPS.glob("*.timer")))


class _Unit(configparser.RawConfigParser):
    """A unit file; a name may stand in it several times, so only the last of each is kept."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit(name: str) -> _Unit:
    parsed = _Unit(strict=False, delimiters=("=",))
    parsed.read(OPS / name, encoding="utf-8")
    return parsed


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_run_commands_that_there_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"/bin/mysay ([a-z-]+)", text)
    assert (bool(named) or path.suffix == ".timer", [name for name in named if name not in COMMANDS]) == (True, [])


@pytest.mark.parametrize("name", ["mysay.service", "mysay-nightly.service"])
def test_units_run_as_mysay_and_write_to_their_own_folders_alone(name: str) -> None:
    service = unit(name)["Service"]
    kept = ("User", "UMask", "NoNewPrivileges", "ProtectSystem", "WorkingDirectory", "LimitCORE")
    assert [service[each] for each in kept] == ["mysay", "0077", "yes", "strict", "/var/lib/mysay", "0"]
    assert service["ReadWritePaths"].split()[0] == "/var/lib/mysay"


def test_a_stop_leaves_time_for_what_is_in_hand() -> None:
    assert int(unit("mysay.service")["Service"]["TimeoutStopSec"]) >= 20


def test_the_timer_starts_the_service_of_its_name() -> None:
    assert unit("mysay-nightly.timer").has_section("Timer")
    assert (OPS / "mysay-nightly.service").exists()


def test_the_container_runs_as_nobody_in_particular_and_asks_after_its_health() -> None:
    last = CONTAINER.rpartition("\nFROM ")[2]
    (user,) = re.findall(r"^USER (\d+):\d+$", last, re.MULTILINE)
    asked = re.findall(r"127\.0\.0\.1:8080(/[a-z]+)", last)
    assert (int(user) > 0, asked, set(asked) <= {route.pattern for route in ROUTES}) == (True, ["/healthz"], True)
    assert [name for name in re.findall(r"MYSAY_([A-Z_]+)=", last) if name not in NAMES] == []


@pytest.mark.parametrize("never", [".env", "*.db", "*.db-wal", "*.zip", ".git"])
def test_no_key_database_or_backup_gets_into_an_image(never: str) -> None:
    assert never in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
