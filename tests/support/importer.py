"""Imports each of the files named on its input in a process of its own, and tells how that ended.

Run as a program, so that what a file costs is seen by itself: each is forked from here, where everything is
loaded already. A line per file: its path as JSON in, an :class:`Ended` as JSON out.
"""

import json
import os
import resource
import sys
import tempfile
from pathlib import Path
from typing import TypedDict

from mysay.cli import main

#: More than a file may take, and less than would hurt the machine: past it an import fails instead.
_ADDRESS_SPACE = 2 * 1024 * 1024 * 1024


class Ended(TypedDict):
    """How an import ended: resident memory at the most, in MiB, and seconds of CPU; a signal is a code below 0."""

    code: int
    said: str
    peak: float
    seconds: float


def imported(path: str) -> Ended:
    """Import a file in a process of its own."""
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as peak:
        child = os.fork()
        if child == 0:
            _import(path, said.fileno(), peak.fileno())
        _, status, used = os.wait4(child, 0)
        for file in (said, peak):
            file.seek(0)
        code = os.waitstatus_to_exitcode(status)
        return Ended(
            code=code, said=said.read(), peak=float(peak.read() or "inf"), seconds=used.ru_utime + used.ru_stime
        )


def _import(path: str, said: int, peak: int) -> None:
    code = 70
    try:
        resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
        for stream in (1, 2):
            os.dup2(said, stream)
        sys.argv = ["mysay", "import", path]
        main()
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(peak, str(_peak()).encode())
        os._exit(code)


def _peak() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(imported(json.loads(line))) + "\n")
        sys.stdout.flush()
