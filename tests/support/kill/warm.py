"""A parent that has everything imported and read, and forks servers that are ready at once.

Run as ``python -m tests.support.kill.warm``. Orders come as JSON lines: ``{"serve": {...}}`` forks a server
and says ``born PID``; ``{"await": PID}`` waits for its end and says ``died PID STATUS``. A server says
``ready PID`` itself.
"""

import asyncio
import json
import logging
import os
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config import authority as authorities
from config import settings
from config.authority import Authority
from config.settings import SHIPPED_AUTHORITY
from mysay import logs
from mysay.house import House
from mysay.serve import serve
from surveys import crashpoint
from surveys.questionnaire.library import Library


@dataclass(frozen=True, slots=True)
class Read:
    """What every server reads alike."""

    authority: Authority
    library: Library


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
    house = House(settings.read(order["environ"]), datetime.fromisoformat(order["now"]))
    vars(house).update(authority=read.authority, library=read.library)
    logs.to_stderr()
    try:
        asyncio.run(serve(house, announce=lambda: _say(f"ready {os.getpid()}")))
    except BaseException as error:
        logging.getLogger("tests").exception("a server ended", exc_info=error)
        raise


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    main()
