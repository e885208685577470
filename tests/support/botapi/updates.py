"""Updates on their way to the bot: in order within their queue, again until they are taken, for as long as they live."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

TAP_SECONDS, MESSAGE_SECONDS = 150.0, 24 * 60 * 60.0
FIRST_WAIT, LONGEST_WAIT, LONGEST_TOLD = 1.0, 60.0, 3600.0
#: Updates carried at once by a webhook, as Telegram does unless told otherwise.
CONNECTIONS = 40
Queue = tuple[str, int]


@dataclass(slots=True)
class Waiting:
    """An update that has not been taken yet. Its queue is a chat's messages, or a person's taps."""

    id: int
    body: dict[str, Any]
    queue: Queue
    dies: float
    tries: int = 0
    not_before: float = 0.0


@dataclass(slots=True)
class Updates:
    """What waits, oldest first. ``lost`` are those that died before they were taken."""

    now: Callable[[], float]
    changed: asyncio.Condition
    waiting: dict[int, Waiting] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)
    allowed: tuple[str, ...] = ()
    _last: int = 0

    async def add(self, kind: str, content: dict[str, Any], queue: Queue) -> int:
        """Put an update at the end of its queue; one of a kind that the bot did not ask for is dropped."""
        self._last += 1
        if not self.allowed or kind in self.allowed:
            life = TAP_SECONDS if kind == "callback_query" else MESSAGE_SECONDS
            body = {"update_id": self._last, kind: content}
            async with self.changed:
                self.waiting[self._last] = Waiting(self._last, body, queue, self.now() + life)
                self.changed.notify_all()
        return self._last

    def living(self) -> list[Waiting]:
        """What waits and has not died."""
        for update in [each for each in self.waiting.values() if each.dies <= self.now()]:
            self.lost.append(update.id)
            del self.waiting[update.id]
        return list(self.waiting.values())

    def heads(self) -> Iterator[Waiting]:
        """The first of each queue: nothing overtakes within a queue, and queues do not wait for each other."""
        seen: set[Queue] = set()
        for update in self.living():
            if update.queue not in seen:
                seen.add(update.queue)
                yield update

    async def take(self, update: int) -> None:
        """It has been taken: it does not come again."""
        async with self.changed:
            self.waiting.pop(update, None)
            self.changed.notify_all()


#: Carries one update; True when it was taken, else the seconds after which it may come again (None: as usual).
Carry = Callable[[dict[str, Any]], Awaitable[bool | float | None]]


@dataclass(slots=True)
class Sender:
    """Sends updates to a webhook until it is told to stop."""

    updates: Updates
    carry: Carry
    sleep: Callable[[float], Awaitable[None]]
    _going: dict[Queue, asyncio.Task[None]] = field(default_factory=dict)

    async def run(self) -> None:
        """Send what waits, each queue by itself."""
        try:
            async with self.updates.changed:
                while True:
                    self._begin()
                    await self.updates.changed.wait()
        finally:
            for task in self._going.values():
                task.cancel()
            await asyncio.gather(*self._going.values(), return_exceptions=True)

    def _begin(self) -> None:
        for update in self.updates.heads():
            task = self._going.get(update.queue)
            if (task is None or task.done()) and self._busy() < CONNECTIONS:
                self._going[update.queue] = asyncio.create_task(self._send(update))

    def _busy(self) -> int:
        return sum(not task.done() for task in self._going.values())

    async def _send(self, update: Waiting) -> None:
        """Again and again until it is taken or dead. The wait doubles, unless the bot says how long."""
        taken: bool | float | None = None
        while update.dies > self.updates.now():
            update.tries += 1
            taken = await self.carry(update.body)
            if taken is True:
                break
            usual = min(FIRST_WAIT * 2 ** (update.tries - 1), LONGEST_WAIT)
            await self.sleep(min(taken, LONGEST_TOLD) if taken else usual)
        self._going.pop(update.queue, None)
        if taken is not True and update.id in self.updates.waiting:
            self.updates.lost.append(update.id)
        await self.updates.take(update.id)
