"""A Bot API that takes thirty messages in any second and one in a chat, and makes who sends more wait.

``python -m bench.flooded PORT``. One in a hundred is told to wait five seconds for no reason that a bot can know. Whoever goes
over the limit is refused for three seconds, whatever is sent: stricter than anything Telegram describes. After
``GET /counted`` has been asked for, it says what came: messages that arrived, chats, refusals, seconds from first to last.
"""

import asyncio
import json
import random
import sys
import time
from collections import defaultdict, deque
from typing import Any

OVERALL, SPAN, BAN, THROWN_IN, THROWN_WAIT = 30, 1.0, 3, 0.01, 5


class Flood:
    """What came in, and whether one more may."""

    def __init__(self) -> None:
        self.sent: deque[float] = deque()
        self.chats: defaultdict[int, float] = defaultdict(float)
        self.waits: dict[int, float] = {}
        self.chance = random.Random(2014)
        self.banned = self.first = self.last = 0.0
        self.arrived = self.refused = 0

    def wait(self, chat: int) -> int:
        """How long the sender is told to wait; 0 for a message that arrived."""
        now = time.monotonic()
        self.first = self.first or now
        while self.sent and self.sent[0] <= now - SPAN:
            self.sent.popleft()
        if len(self.sent) >= OVERALL:
            self.banned = max(self.banned, now + BAN)
        known = chat in self.chats
        if not known and self.chance.random() < THROWN_IN and chat not in self.waits:
            self.waits[chat] = now + THROWN_WAIT
        until = max(self.banned, self.waits.get(chat, 0.0), self.chats[chat] + SPAN if known else 0.0)
        if until > now:
            self.refused += 1
            return int(until - now) + 1
        self.sent.append(now)
        self.chats[chat] = self.last = now
        self.arrived += 1
        return 0

    def counted(self) -> dict[str, float]:
        return {
            "arrived": self.arrived,
            "chats": len([chat for chat, at in self.chats.items() if at]),
            "refused": self.refused,
            "seconds": self.last - self.first,
        }


class Server(asyncio.Protocol):
    def __init__(self, flood: Flood) -> None:
        self._flood, self._buffer = flood, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, received: bytes) -> None:
        self._buffer += received
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].decode("latin-1").split("\r\n")
            fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head)}
            length = int(fields.get("content-length", 0))
            if len(self._buffer) < end + 4 + length:
                return
            body, self._buffer = self._buffer[end + 4 : end + 4 + length], self._buffer[end + 4 + length :]
            self._answer(*self._answered(head[0].split(" ")[1], body))

    def _answered(self, path: str, body: bytes) -> tuple[int, object]:
        if path.endswith("/counted"):
            return 200, self._flood.counted()
        if not path.endswith("/sendMessage"):
            return 200, {"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "B", "username": "b_bot"}}
        chat = int(_chat(body))
        if wait := self._flood.wait(chat):
            told = f"Too Many Requests: retry after {wait}"
            return 429, {"ok": False, "error_code": 429, "description": told, "parameters": {"retry_after": wait}}
        return 200, {"ok": True, "result": {"message_id": 1, "date": 0, "chat": {"id": chat, "type": "private"}}}

    def _answer(self, status: int, result: object) -> None:
        body = json.dumps(result).encode()
        head = b"HTTP/1.1 %d x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(body))
        self._transport.write(head + body)


def _chat(body: bytes) -> str:
    if body.startswith(b"{"):
        return str(json.loads(body)["chat_id"])
    return dict(pair.split("=", 1) for pair in body.decode().split("&"))["chat_id"]


async def main(port: int) -> None:
    flood = Flood()
    server = await asyncio.get_running_loop().create_server(lambda: Server(flood), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
