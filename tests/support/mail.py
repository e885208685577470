"""A mail server of this machine, and what it was handed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP


@dataclass
class Letterbox:
    """Keeps what a mail server is handed, or refuses it; mail to some addresses it refuses always."""

    refuses: bool = False
    unknown: frozenset[str] = frozenset()
    received: list[Any] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: object, session: object, envelope: Any, address: str, rcpt_options: list[str]
    ) -> str:
        if address in self.unknown:
            return "550 Nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        if self.refuses:
            return "451 Not now"
        self.received.append(envelope)
        return "250 OK"


@asynccontextmanager
async def mail_server(letterbox: Letterbox) -> AsyncIterator[str]:
    """The server for the length of the block; gives its URL."""
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(letterbox), "127.0.0.1", 0)
    async with server:
        yield f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@dataclass
class Laconic:
    """A mail server that says yes to everything, and nothing at all from one word on; ``heard`` what it was told.

    The last thing heard of a connection is nothing.
    """

    silent_from: str | None = None
    heard: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    async def until(self, word: str) -> None:
        """Wait until it is told this."""
        while await self.heard.get() != word:
            pass

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        """It listens for the length of the block; gives its URL."""
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        async with server:
            yield f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def _talk(self, told: asyncio.StreamReader, says: asyncio.StreamWriter) -> None:
        says.write(b"220 Here\r\n")
        silent = False
        while line := await told.readline():
            word = line.decode().split()[0]
            silent = silent or word == self.silent_from
            if not silent:
                says.write(b"221 Bye\r\n" if word == "QUIT" else b"250 Yes\r\n")
            self.heard.put_nowait(word)
        self.heard.put_nowait("")
        says.close()
