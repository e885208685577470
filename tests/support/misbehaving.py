"""A Bot API server that misbehaves as told: what the emulator never does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.support.programs import listening

SENT = {"message_id": 11, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "."}
#: Answers of Telegram's as they come over the wire.
BLOCKED = (403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"})
NOT_MODIFIED = (400, {"ok": False, "error_code": 400, "description": "Bad Request: message is not modified: same"})
NOT_FOUND = (400, {"ok": False, "error_code": 400, "description": "Bad Request: message to edit not found"})
TOO_OLD = (400, {"ok": False, "error_code": 400, "description": "Bad Request: query is too old"})
CONFLICT = (409, {"ok": False, "error_code": 409, "description": "Conflict: terminated by other getUpdates request"})


def too_many(seconds: int) -> tuple[int, dict[str, Any]]:
    """Telegram asks to wait."""
    return 429, {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests",
        "parameters": {"retry_after": seconds},
    }


def fine(result: object = SENT) -> tuple[int, dict[str, Any]]:
    """Telegram did it."""
    return 200, {"ok": True, "result": result}


@dataclass(slots=True)
class BotApiServer:
    """Answers each method with what is next in its list, and with success once that is used up."""

    url: str = ""
    answers: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    async def called(self, method: str) -> None:
        """Wait until this method has been called."""
        while method not in self.methods:
            self._came.clear()
            await self._came.wait()

    @property
    def methods(self) -> list[str]:
        """The methods called, in order."""
        return [method for method, _ in self.calls]

    async def handle(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls.append((method, await request.json()))
        self._came.set()
        waiting = self.answers.get(method, [])
        status, body = waiting.pop(0) if waiting else fine(_usual(method))
        if isinstance(body, str):
            return web.Response(status=status, text=body)
        return web.json_response(body, status=status)


def _usual(method: str) -> object:
    if method == "getUpdates":
        return []
    return SENT if method in {"sendMessage", "editMessageText", "editMessageReplyMarkup"} else True


@asynccontextmanager
async def misbehaving(**answers: list[tuple[int, Any]]) -> AsyncIterator[BotApiServer]:
    """The server on a port of its own for the length of the block."""
    api = BotApiServer(answers=answers)
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", api.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    try:
        api.url = await listening(runner)
        yield api
    finally:
        await runner.cleanup()
