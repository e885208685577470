"""A wire to PostgreSQL that is cut after a commit went out and before its answer came back.

What commits is COMMIT, or the one statement that is the whole of an answer, or says where its question is shown.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from tests.support.programs import free_port

_COMMIT = b"COMMIT;\x00"
#: How a connection is told a statement and its name; from then on it is bound by that.
_WHOLE = re.compile(rb"(\w+\x00)(?:WITH decided AS|UPDATE telegram_account SET)")
_BIND = b"B"


@dataclass(slots=True)
class Cutter:
    """Where it listens; every so many commits it cuts. ``cuts`` counts them."""

    port: int
    target: int
    every: int = 10
    commits: int = 0
    cuts: int = 0

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection both ways."""
        there, back = await asyncio.open_connection("127.0.0.1", self.target)
        cut = asyncio.Event()
        out, home = self._carry_out(reader, back, cut), self._carry_home(there, writer, cut)
        with suppress(OSError):
            await asyncio.gather(out, home)
        for each in (writer, back):
            each.close()

    async def _carry_out(self, reader: asyncio.StreamReader, back: asyncio.StreamWriter, cut: asyncio.Event) -> None:
        names: set[bytes] = set()
        while part := await reader.read(65536):
            names.update(_WHOLE.findall(part))
            if part.endswith(_COMMIT) or (part.startswith(_BIND) and any(name in part for name in names)):
                self.commits += 1
                if self.every and not self.commits % self.every:
                    self.cuts += 1
                    cut.set()
            back.write(part)
            await back.drain()
        back.close()

    async def _carry_home(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter, cut: asyncio.Event) -> None:
        """An answer that comes once it is to be cut is held back: the commit is done, and nobody hears of it."""
        while (part := await there.read(65536)) and not cut.is_set():
            writer.write(part)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def cutting_commits(target: int) -> AsyncIterator[Cutter]:
    """The wire for the length of the block."""
    cutter = Cutter(free_port(), target)
    server = await asyncio.start_server(cutter.connect, "127.0.0.1", cutter.port)
    async with server:
        yield cutter
