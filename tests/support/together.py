"""A clock for many who wait at once, without any real time."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

#: Turns of the event loop in which everybody gets to where they wait.
_TURNS = 20


@dataclass(slots=True)
class Together:
    """A clock for many who wait: it moves to the next of their moments when all of them do."""

    moment: float = 100.0
    _waiting: list[tuple[float, int, asyncio.Future[None]]] = field(default_factory=list)
    _number: Iterator[int] = field(default_factory=count)

    def now(self) -> float:
        """This clock's moment."""
        return self.moment

    async def wait(self, seconds: float) -> None:
        """Wait by this clock."""
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (self.moment + seconds, next(self._number), woken))
        await woken

    async def run(self, work: asyncio.Task[None]) -> None:
        """Let the clock go until the work is done."""
        while not work.done():
            for _ in range(_TURNS):
                await asyncio.sleep(0)
            if self._waiting:
                self.moment, _, woken = heappop(self._waiting)
                woken.set_result(None)
