"""The machine: what it is, what a process has used of it, and programs started on it."""

import os
import platform
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
_READY_SECONDS = 60


def cpu_seconds(pid: int) -> float:
    """What all threads of a process have run on a processor so far, by the kernel's own account."""
    spent = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            spent += int((task / "schedstat").read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue  # the thread ended while we looked
    return spent / 1e9


def busy_seconds() -> float:
    """What all cores together have done so far, for whomever."""
    user, nice, system, _idle, _waiting, interrupts, soft, *_ = (
        int(each) for each in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    )
    return (user + nice + system + interrupts + soft) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """Resident memory in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def described() -> str:
    """The machine in a line, for whoever reads the figures later."""
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    model = names[0].partition(":")[2].strip() if names else platform.machine()
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    python, sqlite = platform.python_version(), sqlite3.sqlite_version
    return f"{os.cpu_count()} x {model}; load {load}; Python {python}; SQLite {sqlite}; Linux {platform.release()}"


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def program(*command: str, ready: str, environ: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Python program for the length of the block, once ``ready`` (an address) answers."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MYSAY_")}
    with log.open("ab") as out:
        running = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env={**inherited, **environ}, stdout=out, stderr=out
        )
        try:
            _wait(running, ready, log)
            yield running
        finally:
            running.terminate()
            running.wait(30)


def _wait(running: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + _READY_SECONDS
    while time.monotonic() < end and running.poll() is None:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise RuntimeError(f"{address} did not answer: {log.read_text()[-2000:]}")
