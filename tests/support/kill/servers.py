"""Servers that come and go within a fraction of a second: forked, killed, stopped and frozen by a test."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tests.support.keys import NOW
from tests.support.source import ROOT

_PATIENCE_SECONDS = 30


@dataclass(slots=True)
class Server:
    """One forked server; where it is, and whether it lives."""

    id: int
    parent: "Servers"

    def signal(self, which: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.id, which)

    async def ended(self) -> int:
        """Wait for its end; its exit code, negative for the signal that it died of."""
        await self.parent.order({"await": self.id})
        return int(await self.parent.said(f"died {self.id}"))

    async def kill(self) -> None:
        """End it without any farewell."""
        self.signal(signal.SIGKILL)
        await self.ended()


@dataclass(slots=True)
class Servers:
    """The warmed parent. ``environ`` is what every server's settings begin with."""

    process: Process
    environ: Mapping[str, str]
    _said: dict[str, asyncio.Future[str]] = field(default_factory=lambda: defaultdict(asyncio.Future))
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def fork(self, *, crash: str = "", now: datetime | Path = NOW, **more: str) -> Server:
        """A server, ready, whose clock stands still or is kept in a file; ``more`` settings by names without MYSAY_."""
        environ = {**self.environ, **{f"MYSAY_{name}": text for name, text in more.items()}}
        async with self._turn:
            await self.order({"serve": {"environ": environ, "crash": crash, "now": str(now)}})
            born = int(await self.said("born"))
        await self.said(f"ready {born}")
        return Server(born, self)

    async def order(self, order: object) -> None:
        """Give an order to the parent."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        await self.process.stdin.drain()

    async def said(self, beginning: str) -> str:
        """What followed these words, once they are said."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            rest = await self._said[beginning]
        del self._said[beginning]
        return rest

    async def listen(self) -> None:
        """Take in what the parent and its servers say, to the end."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            words = line.decode().split()
            if words[0] == "born":
                self._said["born"].set_result(words[1])
            else:
                self._said[" ".join(words[:2])].set_result(" ".join(words[2:]))


@asynccontextmanager
async def warmed(environ: Mapping[str, str], log: Path) -> AsyncIterator[Servers]:
    """The parent for the length of the block; what servers log goes to a file."""
    with log.open("ab") as written:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.support.kill.warm",
            cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=written, start_new_session=True,
        )  # fmt: skip
    servers = Servers(process, environ)
    listening = asyncio.create_task(servers.listen())
    try:
        yield servers
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        await listening
