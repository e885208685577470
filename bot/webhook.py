"""The webhook: who posts is known before what is posted is read, and 200 is said after the commit."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.calls import ANSWER_TAP, noted
from bot.pacing import Timing
from bot.transport import BotApi
from bot.updates import Updates
from surveys import trace
from surveys.crashpoint import crashpoint
from surveys.ending import end_if_cancelled

log = logging.getLogger(__name__)

PATH = "/telegram/webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
_BODY_BYTES = 1024 * 1024
_LOOK_SECONDS = 30.0


class Webhook:
    """Answers ``POST /telegram/webhook``."""

    def __init__(self, secret: str, updates: Updates) -> None:
        self._secret = secret.encode()
        self._updates = updates

    async def handle(self, request: web.Request) -> web.Response:
        """401 without the secret, 413 for a body too long, 400 for one cut off, 503 for one to be sent again, else 200."""
        given = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=401)
        try:
            body = await _body(request)
        except (web.RequestPayloadError, ConnectionResetError):  # the rest of it never came: that is no fault of ours
            return web.Response(status=400)
        if body is None:
            return web.Response(status=413)
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            log.warning("update unreadable", extra={"error": "json"})
            return web.Response()
        return await self._taken(update)

    async def _taken(self, update: object) -> web.Response:
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            log.warning("update unreadable", extra={"error": "shape"})
            return web.Response()
        trace.about(update["update_id"])
        try:
            note = await self._updates.take(update, answerable=True)
        except Exception:  # noqa: BLE001  # logged where it failed; Telegram sends the update again
            return web.Response(status=503, headers={"Retry-After": "2"})
        crashpoint("update-before-ack")
        return web.json_response({"method": ANSWER_TAP, **noted(note)}) if note else web.Response()


@dataclass(slots=True)
class Watch:
    """Looks after the webhook: ``reached`` is called while Telegram gets its updates through to it.

    It does where nothing waits there, or no more deliveries have failed since the last look.
    """

    api: BotApi
    reached: Callable[[], Awaitable[None]]
    timing: Timing
    _failed: datetime | None = None

    async def run(self) -> None:
        """Look every so often, until cancelled."""
        while True:
            try:
                await self._look()
            except Exception as error:  # noqa: BLE001  # a watch that has ended notices nothing; the next look may go well
                log.warning("webhook not looked at", extra={"error": type(error).__name__})
            end_if_cancelled()
            await self.timing.sleep(_LOOK_SECONDS)

    async def _look(self) -> None:
        info = await self.api.bot.get_webhook_info()
        before, self._failed = self._failed, info.last_error_date
        if info.pending_update_count == 0 or self._failed == before:
            await self.reached()


async def _body(request: web.Request) -> bytes | None:
    """The body; None when it is longer than any update."""
    if (request.content_length or 0) > _BODY_BYTES:
        return None
    body = await request.content.read(_BODY_BYTES + 1)
    while len(body) <= _BODY_BYTES and (more := await request.content.read(_BODY_BYTES + 1 - len(body))):
        body += more
    return body if len(body) <= _BODY_BYTES else None
