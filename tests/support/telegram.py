"""Telegram as a chat sees it: an emulator of the Bot API that nobody here wrote, and one person's screen.

The emulator (PyPI ``lo-bot-api-emulator``) checks every request's fields and refuses what it does not
know. Two things are added around it: ``getMe`` gets the username it lacks, and what the bot sent is
kept as the screen of each chat, with edits and deletions applied.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from lo_bot_api_emulator import LoBotApiEmulator

from tests.support.programs import free_port

TOKEN = "4242:synthetic-token-of-the-tests"
BOT_NAME = "mysay_test_bot"
_PATIENCE_SECONDS = 20
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Message:
    """One message of the bot's as it stands on the screen now."""

    id: int
    text: str
    buttons: tuple[tuple[str, str], ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """What its buttons say, in order."""
        return tuple(label for label, _ in self.buttons)


@dataclass(slots=True)
class Telegram:
    """The emulator and the screens of its chats."""

    url: str
    emulator: Any
    screens: dict[int, dict[int, Message]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait for the bot to have done something."""
        async with asyncio.timeout(_PATIENCE_SECONDS), self.changed:
            await self.changed.wait_for(lambda: bool(holds()))

    def methods(self) -> list[str]:
        """The methods called so far, in order, without the polling."""
        return [method for method, _ in self.calls if method != "getUpdates"]

    async def note(self, method: str, fields: dict[str, Any], result: object) -> None:
        """Take in a call that the emulator accepted."""
        async with self.changed:
            self.calls.append((method, fields))
            screen = self.screens.setdefault(int(fields.get("chat_id") or 0), {})
            if method == "sendMessage" and isinstance(result, dict):
                screen[result["message_id"]] = _message(result["message_id"], fields)
            elif method == "editMessageText":
                screen[int(fields["message_id"])] = _message(int(fields["message_id"]), fields)
            elif method == "editMessageReplyMarkup":
                screen[int(fields["message_id"])].buttons = _buttons(fields)
            elif method == "deleteMessage":
                screen.pop(int(fields["message_id"]), None)
            self.changed.notify_all()


@dataclass(slots=True)
class Chat:
    """One person in a private chat with the bot."""

    telegram: Telegram
    id: int
    kind: str = "private"
    _typed: int = 1_000_000

    @property
    def screen(self) -> list[Message]:
        """The bot's messages as they stand, oldest first."""
        return [message for _, message in sorted(self.telegram.screens.get(self.id, {}).items())]

    @property
    def last(self) -> Message:
        """The bot's newest message."""
        return self.screen[-1]

    async def type(self, text: str, **more: object) -> int:
        """Type a message; returns its id."""
        return await self._send({"text": text, **_commands(text), **more})

    async def send(self, **content: object) -> int:
        """Send something that is not text: ``photo=[...]``, ``sticker={...}``."""
        return await self._send(content)

    async def tap(self, label: str, *, message: Message | None = None) -> None:
        """Tap the button that says this, on the newest message or an older one."""
        shown = message or self.last
        tapped = dict(shown.buttons)[label]
        query = {
            "id": str(self._next()),
            "from": self._person(),
            "chat_instance": str(self.id),
            "data": tapped,
            "message": {"message_id": shown.id, "date": 1_395_000_000, "chat": self._chat(), "text": shown.text},
        }
        await self.telegram.emulator.enqueue_update({"callback_query": query}, token=TOKEN)

    async def settled(self, holds: Callable[["Chat"], object]) -> None:
        """Wait until this holds of the chat."""
        await self.telegram.until(lambda: self.screen and holds(self))

    async def _send(self, content: Mapping[str, object]) -> int:
        identity = self._next()
        message = {
            "message_id": identity,
            "date": 1_395_000_000,
            "chat": self._chat(),
            "from": self._person(),
            **content,
        }
        await self.telegram.emulator.enqueue_update({"message": message}, token=TOKEN)
        return identity

    def _next(self) -> int:
        self._typed += 1
        return self._typed

    def _chat(self) -> dict[str, object]:
        return {"id": self.id, "type": self.kind, "first_name": "Sam"}

    def _person(self) -> dict[str, object]:
        return {"id": abs(self.id), "is_bot": False, "first_name": "Sam"}


@asynccontextmanager
async def emulated() -> AsyncIterator[Telegram]:
    """A Bot API on a free port of this machine for the length of the block."""
    emulator = LoBotApiEmulator(allow_insecure_loopback_webhooks=True)
    port = free_port()
    telegram = Telegram(f"http://127.0.0.1:{port}", emulator)
    app = emulator.app()
    app.middlewares.append(_watching(telegram))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield telegram
    finally:
        await runner.cleanup()


def _watching(telegram: Telegram) -> Callable[[web.Request, _Handler], Awaitable[web.StreamResponse]]:
    @web.middleware
    async def watch(request: web.Request, handler: _Handler) -> web.StreamResponse:
        fields = await request.json() if request.content_type == "application/json" else dict(await request.post())
        response = await handler(request)
        method = request.match_info.get("method", "")
        if not isinstance(response, web.Response) or response.status != 200 or not method:
            return response
        body = json.loads(response.text or "{}")
        if method == "getMe":
            body["result"]["username"] = BOT_NAME
        await telegram.note(method, fields, body["result"])
        return web.json_response(body)

    return watch


def _message(identity: int, fields: Mapping[str, Any]) -> Message:
    return Message(identity, str(fields["text"]), _buttons(fields))


def _buttons(fields: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    markup = fields.get("reply_markup") or {}
    rows = (json.loads(markup) if isinstance(markup, str) else markup).get("inline_keyboard", [])
    return tuple(
        (button["text"], button.get("callback_data") or button.get("url", "")) for row in rows for button in row
    )


def _commands(text: str) -> dict[str, object]:
    """What Telegram itself adds to a text that begins with a command."""
    if not text.startswith("/"):
        return {}
    return {"entities": [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]}
