"""Who runs a command, as the audit names them: the system's word first, never what a person may type."""

import os
import pwd
from pathlib import Path

_LOGIN = Path("/proc/self/loginuid")
#: What the kernel says where nobody has logged in: (uid_t) -1.
_NOBODY = 2**32 - 1
#: What the audit has room for.
_LONGEST = 80


def actor() -> str:
    """The account that this command runs under, and who took it on, where that is another."""
    return said(_named(os.getuid()), login=_login(), sudo=_known(os.environ.get("SUDO_USER", "")))


def said(account: str, *, login: str | None, sudo: str | None) -> str:
    """As the audit has it. ``login`` is the kernel's word; ``sudo``'s could be made up by whoever has the account."""
    if login not in {None, account}:
        return f"command line: {account}, logged in as {login}"[:_LONGEST]
    if login is None and sudo not in {None, account}:
        return f"command line: {account}, by sudo from {sudo}"[:_LONGEST]
    return f"command line: {account}"[:_LONGEST]


def _login() -> str | None:
    """Who logged in, whatever they have become since; None where the system keeps no account of it."""
    try:
        uid = int(_LOGIN.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return None if uid == _NOBODY else _named(uid)


def _known(name: str) -> str | None:
    """An account's name; None for what is none: no words get into the audit this way."""
    try:
        return pwd.getpwnam(name).pw_name
    except (KeyError, ValueError):
        return None


def _named(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"account {uid}"
