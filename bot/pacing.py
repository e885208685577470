"""Time for the bot: waiting, and an even pace for what it says without being spoken to."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

#: Telegram takes thirty messages a second from a bot to different chats; evenly spaced, this many stay below it.
A_SECOND = 29.4


@dataclass(frozen=True, slots=True)
class Timing:
    """A clock of seconds, and waiting by it."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(slots=True)
class Pacer:
    """Turns at even distances. Who answers somebody does not wait for one, but puts the next ones off.

    Telegram counts every message of the bot's; so what is said unasked gives way to what is answered.
    """

    timing: Timing = field(default_factory=Timing)
    distance: float = 1 / A_SECOND
    _next: float = 0.0

    async def turn(self) -> None:
        """Wait for a turn of one's own. A turn that nobody took is not made up for."""
        now = self.timing.now()
        at = max(self._next, now)
        self._next = at + self.distance
        if at > now:
            await self.timing.sleep(at - now)

    def answered(self) -> None:
        """A message went out that could not wait."""
        self._next = max(self._next, self.timing.now()) + self.distance
