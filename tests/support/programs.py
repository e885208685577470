"""mysay as people run it: a program of its own, with an environment, a port and an end."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from aiohttp import ClientConnectionError, ClientSession
from aiohttp.web import AppRunner, TCPSite

_START_SECONDS = 60
_ports = count()


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended: its exit code and what it wrote."""

    code: int
    out: str
    err: str


async def mysay(*arguments: str, environ: Mapping[str, str], folder: Path) -> Ran:
    """Run a command to its end, without a terminal and without anything of this machine's settings."""
    process = await started(*arguments, environ=environ, folder=folder)
    out, err = await process.communicate()
    return Ran(process.returncode or 0, out.decode(), err.decode())


@asynccontextmanager
async def serving(*, environ: Mapping[str, str], folder: Path, port: int | None = None) -> AsyncIterator[str]:
    """``mysay serve`` for the length of the block, ready; gives the address its pages begin with.

    Raises:
        AssertionError: it did not come up, or did not end well; with what it wrote.
    """
    port = port or free_port()
    process = await started("serve", environ={**environ, "MYSAY_PORT": str(port)}, folder=folder)
    address = f"http://127.0.0.1:{port}"
    try:
        await _ready(f"{address}/readyz", process)
        yield address
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        _, err = await process.communicate()
    assert process.returncode == 0, err.decode()


def free_port() -> int:
    """A port that nobody listens on just now, of a hundred that this process has to itself as a rule.

    They are below those that the system lends to clients: a server that is killed and started again needs its own back.
    """
    while True:
        port = 12_000 + os.getpid() % 200 * 100 + next(_ports) % 100
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def bound() -> socket.socket:
    """A socket at a port that the system gives, for whoever must know it before it listens."""
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    return held


async def listening(runner: AppRunner) -> str:
    """Have an application of this process listen, at whichever port the system gives; the URL."""
    await runner.setup()
    await TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}"


async def started(*arguments: str, environ: Mapping[str, str], folder: Path) -> Process:
    """Start a command; whoever starts it sees to its end."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MYSAY_")}
    program = Path(sys.executable).parent / "mysay"
    return await asyncio.create_subprocess_exec(
        program,
        *arguments,
        env={**inherited, **environ},
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
    )


async def _ready(url: str, process: Process) -> None:
    async with asyncio.timeout(_START_SECONDS), ClientSession() as client:
        while process.returncode is None:
            try:
                async with client.get(url) as response:
                    if response.status == 200:
                        return
            except ClientConnectionError:
                pass
            await asyncio.sleep(0.05)
    out, err = await process.communicate()
    raise AssertionError(f"mysay serve ended with {process.returncode}: {out.decode()}{err.decode()}")
