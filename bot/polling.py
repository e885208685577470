"""Long polling: the offset moves on only over what is committed."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from telegram.error import Conflict, RetryAfter, TelegramError

from bot.calls import seconds_of
from bot.read import KINDS
from bot.transport import BotApi
from bot.updates import Updates
from surveys.crashpoint import crashpoint

log = logging.getLogger(__name__)

#: A tap lives this long at Telegram; whoever tapped in a longer outage must be asked again.
TAP_SECONDS = 150
_POLL_SECONDS = 30
_BACKOFF_SECONDS = (1, 2, 5, 10, 30)


@dataclass(slots=True)
class Polling:
    """One poller. ``recovered`` is told the length of an outage, in seconds, that taps did not outlive."""

    api: BotApi
    updates: Updates
    recovered: Callable[[float], Awaitable[None]]
    now: Callable[[], float] = time.monotonic
    _offset: int = 0
    _failed: int = 0
    _reached: float | None = None

    async def run(self) -> None:
        """Poll until cancelled. Whatever goes wrong is waited out."""
        while True:
            try:
                found = await self.api.updates(offset=self._offset, seconds=_POLL_SECONDS, allowed=KINDS)
                await self._note_reached()
                await self._take(found)
            except Exception as error:  # noqa: BLE001  # a poller that has died hears nobody; the log says why
                await self._wait_out(error)
            else:
                self._failed = 0

    async def _take(self, found: list[dict[str, Any]]) -> None:
        """Take a batch in, the chats beside each other. At the first failure everything after it comes again."""
        results = await asyncio.gather(*map(self.updates.take, found), return_exceptions=True)
        for update, result in zip(found, results, strict=True):
            if isinstance(result, BaseException):
                raise result
            crashpoint("offset-before-move")
            self._offset = int(update["update_id"]) + 1

    async def _note_reached(self) -> None:
        now = self.now()
        before, self._reached = self._reached, now
        if before is not None and now - before > TAP_SECONDS + _POLL_SECONDS:
            await self.recovered(now - before)

    async def _wait_out(self, error: Exception) -> None:
        wait: float = _BACKOFF_SECONDS[min(self._failed, len(_BACKOFF_SECONDS) - 1)]
        self._failed += 1
        if isinstance(error, RetryAfter):
            wait = max(wait, seconds_of(error))
        known = isinstance(error, TelegramError)
        other = "somebody else polls with this token, or a webhook is set" if isinstance(error, Conflict) else ""
        log.warning("polling failed", extra={"error": type(error).__name__, "telegram": known, "because": other})
        await asyncio.sleep(wait)
