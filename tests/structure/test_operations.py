"""What is handed to whoever keeps it running names commands, routes and settings that there are."""

import configparser
import html
import re
import subprocess
from pathlib import Path

import pytest

from config import authority as authorities
from config.settings import NAMES, SHIPPED_AUTHORITY
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


def test_commands_and_units_run_one_program_under_one_account_in_one_folder() -> None:
    """Else a command works on other settings than the server, and all is well there."""
    wrapper = (OPS / "mysay").read_text(encoding="utf-8")
    server, nightly = (unit(name)["Service"] for name in ("mysay.service", "mysay-nightly.service"))
    (account,), (folder,), (program,) = (
        re.findall(pattern, wrapper) for pattern in (r"runuser -u (\S+) --", r"\bcd (\S+)", r"exec \$as (\S+)")
    )
    assert [(each["User"], each["WorkingDirectory"]) for each in (server, nightly)] == [(account, folder)] * 2
    assert (server["ExecStart"], nightly.get("EnvironmentFile"), server.get("EnvironmentFile")) == (
        f"{program} serve",
        None,
        None,
    )
    assert f"{program} backup" in (OPS / "mysay-nightly.service").read_text(encoding="utf-8")
    assert subprocess.run(["/bin/sh", "-n", OPS / "mysay"], check=False).returncode == 0


def test_the_page_of_the_proxy_has_somebody_to_ring_and_needs_nothing_else() -> None:
    page = html.unescape((OPS / "away.html").read_text(encoding="utf-8"))
    lines = [(line.name, line.contact, line.note) for line in authorities.read(SHIPPED_AUTHORITY).help_lines]
    assert [line for line in lines if not all(words in page for words in line)] == []
    assert set(re.findall(r"""(?:href|src|url)\s*[=(]\s*["']?([a-z]*)""", page)) == {"tel"}
    assert (len(lines), "999" in page, "<script" in page) == (2, True, False)


def test_the_proxy_that_is_described_writes_no_link_down_and_shows_that_page() -> None:
    described = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    server = described.partition("```nginx")[2].partition("```")[0]
    directives = set(re.findall(r"^\s+([a-z_]+ [^;{]+);", server, re.MULTILINE))
    assert {
        "access_log off",
        "error_log /var/log/nginx/error.log emerg",
        "error_page 502 503 504 /away.html",
    } <= directives
