"""Who the audit says ran a command."""

import os
import pwd
import subprocess
import sys

import pytest

from mysay.actor import said
from tests.support.source import ROOT


@pytest.mark.parametrize(
    ("login", "sudo", "told"),
    [
        (None, None, "command line: mysay"),
        ("mysay", "mysay", "command line: mysay"),
        ("alice", None, "command line: mysay, logged in as alice"),
        ("alice", "bob", "command line: mysay, logged in as alice"),
        ("mysay", "bob", "command line: mysay"),
        (None, "bob", "command line: mysay, by sudo from bob"),
    ],
)
def test_the_account_comes_first_and_the_kernel_s_word_before_sudo_s(
    login: str | None, sudo: str | None, told: str
) -> None:
    assert said("mysay", login=login, sudo=sudo) == told


def test_however_long_names_are_it_fits_the_audit() -> None:
    longest = "n" * 32  # what Linux lets an account be called
    told = said(longest, login="l" * 32, sudo=None)
    assert (told, len(told)) == (f"command line: {longest}, logged in as {'l' * 32}"[:80], 80)


@pytest.mark.parametrize("name", ["LOGNAME", "USER", "LNAME", "USERNAME", "SUDO_USER"])
def test_nobody_becomes_another_by_what_they_type(name: str) -> None:
    words = "somebody who is no account"
    ran = subprocess.run(
        [sys.executable, "-c", "from mysay.actor import actor; print(actor())"],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env=os.environ | {name: words},
        text=True,
    )
    own = pwd.getpwuid(os.getuid()).pw_name
    assert ran.stdout.startswith(f"command line: {own}")
    assert words not in ran.stdout
