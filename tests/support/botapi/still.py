"""The clock of a process that stands still until a test lets it go on."""

import asyncio
from dataclasses import dataclass, field

from bot.pacing import Timing
from bot.performing import LONG_SECONDS
from tests.support.botapi.moving import Moving


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)


#: A clock by which nothing takes long, and nobody waits.
TIMELESS = Timing(lambda: 0.0, _at_once)


def unhurried(moving: Moving) -> Timing:
    """A clock by which nothing takes long, and whoever has to wait does."""
    return Timing(lambda: 0.0, moving.sleep)


@dataclass
class Still:
    """``waits`` once somebody waits by it; nobody's wait ends before the process goes on."""

    seconds: float = 0.0
    waits: asyncio.Event = field(default_factory=asyncio.Event)
    _goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    def thaw(self) -> None:
        """The process goes on, long after it stopped."""
        self.seconds += LONG_SECONDS + 1
        self.go_on()

    def go_on(self) -> None:
        """Whoever waits by it has waited long enough."""
        self._goes_on.set()

    @property
    def timing(self) -> Timing:
        """This clock as the bot takes it."""
        return Timing(lambda: self.seconds, self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.waits.set()
        await self._goes_on.wait()
