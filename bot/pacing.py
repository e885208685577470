"""Time for the bot: waiting, and an even pace for what it says without being spoken to."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

#: Telegram takes thirty messages a second from a bot to different chats; evenly spaced, this many stay below it.
A_SECOND = 29.4
#: Where it refuses all the same, because what was sent evenly did not arrive so: by how much to slow down, and how far.
_SLOWER, _SLOWEST = 1.01, 1 / 27
#: And how many messages that go well make up for one such step.
_WELL = 1000
#: One chat that is made to wait says nothing of the others. So many in a row are not about a chat.
_IN_A_ROW = 2


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
    _refused: int = 0
    _held: float = 0.0

    async def turn(self) -> None:
        """Wait for a turn of one's own. A turn that nobody took is not made up for."""
        now = self.timing.now()
        at = max(self._next, now)
        self._next = at + self.distance
        if at > now:
            await self.timing.sleep(at - now)

    def went(self) -> None:
        """What a turn was taken for was accepted."""
        self._refused = 0
        self.distance = max(1 / A_SECOND, self.distance * (1 - (_SLOWER - 1) / _WELL))

    def refused(self, seconds: float) -> None:
        """It was refused, and the chat is to wait for so long. Several in a row make everybody wait, and then go slower."""
        self._refused += 1
        now = self.timing.now()
        if self._refused < _IN_A_ROW or now < self._held:
            return
        self._held = now + seconds
        self._next = max(self._next, self._held)
        self.distance = min(_SLOWEST, self.distance * _SLOWER)

    def answered(self) -> None:
        """A message went out that could not wait."""
        self._next = max(self._next, self.timing.now()) + self.distance
