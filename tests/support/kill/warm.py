"""A parent that has everything imported and read, and forks servers that are ready at once.

Run as ``python -m tests.support.kill.warm``. Orders come as JSON lines: ``{"serve": {...}}`` forks a server
and says ``born PID``; ``{"await": PID}`` waits for its end and says ``died PID STATUS``. A server says
``ready PID`` itself.
"""

import json
import logging
import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from config import authority as authorities
from config import settings
from config.authority import Authority
from config.settings import SHIPPED_AUTHORITY, Settings
from mysay import logs, loop
from mysay.house import House
from mysay.serve import serve
from surveys import crashpoint
from surveys.clock import Clock
from surveys.questionnaire.library import Library


@dataclass(frozen=True, slots=True)
class Read:
    """What every server reads alike."""

    authority: Authority
    library: Library


@dataclass(frozen=True)
class Told(Clock):
    """A clock that is kept in a file, for a test to move on."""

    file: Path = Path()

    def now(self) -> datetime:
        return datetime.fromisoformat(self.file.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Moved(House):
    """A house whose clock is kept in a file."""

    file: Path = Path()

    @property
    def clock(self) -> Clock:
        return Told(self.settings.zone, file=self.file)


def main() -> None:
    """Take orders until there are no more."""
    authority = authorities.read(SHIPPED_AUTHORITY)
    read = Read(authority, Library.load(authority.questionnaires, authority.wording, authority))
    for line in sys.stdin:
        order = json.loads(line)
        if "await" in order:
            _, status = os.waitpid(order["await"], 0)
            _say(f"died {order['await']} {os.waitstatus_to_exitcode(status)}")
        else:
            _say(f"born {_forked(order['serve'], read)}")


def _forked(order: dict[str, Any], read: Read) -> int:
    born = os.fork()
    if not born:
        code = 1
        try:
            _serve(order, read)
            code = 0
        finally:
            os._exit(code)
    return born


def _serve(order: dict[str, Any], read: Read) -> None:
    sys.stdin.close()
    crashpoint.arm(order["crash"])
    house = _house(settings.read(order["environ"]), order["now"])
    vars(house).update(authority=read.authority, library=read.library)
    logs.to_stderr()
    try:
        loop.run(serve(house, announce=lambda: _say(f"ready {os.getpid()}")))
    except BaseException as error:
        logging.getLogger("tests").exception("a server ended", exc_info=error)
        raise


def _house(read: Settings, now: str) -> House:
    """A house where it is a moment all the time, or the moment that stands in a file."""
    return Moved(read, file=Path(now)) if Path(now).is_absolute() else House(read, datetime.fromisoformat(now))


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    main()
