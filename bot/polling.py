"""Long polling: the offset moves on only over what is committed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from telegram.error import Conflict, RetryAfter, TelegramError

from bot.pacing import Timing
from bot.performing import seconds_of
from bot.read import KINDS
from bot.transport import BotApi
from bot.updates import Updates
from surveys import trace
from surveys.crashpoint import crashpoint
from surveys.ending import end_if_cancelled

log = logging.getLogger(__name__)

_POLL_SECONDS = 30
#: Waits where Telegram fails, and where an update could not be applied: its last try should come soon, as nothing
#: is heard of anybody in between.
_BACKOFF_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)
_AGAIN_SECONDS = (0.2, 0.3, 0.5, 1.0, 2.0, 5.0)


@dataclass(slots=True)
class Polling:
    """One poller. ``reached`` is called whenever Telegram was."""

    api: BotApi
    updates: Updates
    reached: Callable[[], Awaitable[None]]
    timing: Timing = field(default_factory=Timing)
    _offset: int = 0
    _failed: int = 0

    async def run(self) -> None:
        """Poll until cancelled. Whatever goes wrong is waited out."""
        while True:
            try:
                found = await self.api.updates(offset=self._offset, seconds=_POLL_SECONDS, allowed=KINDS)
                await self.reached()
                await self._take(found)
            except Exception as error:  # noqa: BLE001  # a poller that has died hears nobody; the log says why
                await self._wait_out(error)
            else:
                self._failed = 0
            end_if_cancelled()

    async def _take(self, found: list[dict[str, Any]]) -> None:
        """Take a batch in, the chats beside each other. At the first failure everything after it comes again."""
        results = await asyncio.gather(*map(self._take_one, found), return_exceptions=True)
        for update, result in zip(found, results, strict=True):
            if isinstance(result, BaseException):
                raise result
            crashpoint("offset-before-move")
            self._offset = int(update["update_id"]) + 1

    async def _take_one(self, update: dict[str, Any]) -> None:
        trace.about(int(update["update_id"]))
        await self.updates.take(update)

    async def _wait_out(self, error: Exception) -> None:
        known = isinstance(error, TelegramError)
        waits = _BACKOFF_SECONDS if known else _AGAIN_SECONDS
        wait = waits[min(self._failed, len(waits) - 1)]
        self._failed += 1
        if isinstance(error, RetryAfter):
            wait = max(wait, seconds_of(error))
        other = "somebody else polls with this token, or a webhook is set" if isinstance(error, Conflict) else ""
        log.warning("polling failed", extra={"error": type(error).__name__, "telegram": known, "because": other})
        await self.timing.sleep(wait)
