"""One HTTP connection that is kept open, cheap enough never to be what is measured."""

import asyncio
import time
from collections.abc import Iterable
from typing import Self
from urllib.parse import urlsplit


class Visitor:
    """Posts JSON over one connection. ``answered`` is when the last answer was complete."""

    def __init__(self) -> None:
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self.answered = 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._writer:
            self._writer.close()

    async def post(self, url: str, body: bytes, headers: Iterable[tuple[str, str]] = ()) -> tuple[int, bytes]:
        """Status and body of the answer."""
        where = urlsplit(url)
        if self._reader is None or self._writer is None or self._reader.at_eof():
            self._reader, self._writer = await asyncio.open_connection(where.hostname, where.port)
        more = "".join(f"{name}: {value}\r\n" for name, value in headers)
        head = f"POST {where.path} HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Type: application/json\r\n{more}"
        self._writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = await self._answer(self._reader)
        self.answered = time.perf_counter()
        return answer

    async def _answer(self, reader: asyncio.StreamReader) -> tuple[int, bytes]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.partition("content-length:")[2].partition("\r")[0] or 0)
        return int(head.split(" ", 2)[1]), await reader.readexactly(length)
