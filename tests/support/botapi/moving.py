"""A clock that runs faster than life and can be moved on; and whoever waits by it."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.pacing import Timing
from surveys.clock import Clock
from tests.support.keys import NOW

#: Seconds of the moving clock in a real one. Nothing is compared with real time, so any number will do.
_SPEED = 20.0


class Moving:
    """Seconds since it was made, ``speed`` times real ones, and those it was moved on by."""

    def __init__(self, speed: float = _SPEED) -> None:
        self._speed, self._moved = speed, 0.0
        self._began = time.monotonic()
        self._move = asyncio.Event()

    def now(self) -> float:
        """Seconds of this clock."""
        return (time.monotonic() - self._began) * self._speed + self._moved

    def on(self, seconds: float) -> None:
        """Move it on. Whoever is waiting for a moment that has passed now is woken."""
        self._moved += seconds
        self._move.set()
        self._move = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Wait by this clock."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(left / self._speed):
                    await self._move.wait()

    @property
    def timing(self) -> Timing:
        """This clock as the bot takes it."""
        return Timing(self.now, self.sleep)


@dataclass(frozen=True)
class MovingClock(Clock):
    """The authority's clock, kept by a moving one from a moment on."""

    moving: Moving | None = None

    def now(self) -> datetime:
        began = self.fixed or NOW
        return began + timedelta(seconds=self.moving.now() if self.moving else 0)
