"""Time for the bot: waiting, and an even pace for what it says without being spoken to."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf

#: Telegram takes so many messages from a bot in any second, to different chats. Ours is a little longer than its own.
MOST, _SPAN = 30, 1.002
#: What it is sent in a second, evenly spaced.
A_SECOND = 29.9
#: A turn that this process took no later than this, being busy, puts off none after it.
_MADE_UP = 0.2
#: However much is answered, whoever waits for a turn for so long has the next place that Telegram has.
SHARE = 1.0
#: Nobody waits for less: a clock may not tell it from nothing.
_TICK = 0.001
#: So many messages tell how long the quickest take these days.
_REMEMBERED = 100
#: Where it refuses all the same: by how much to slow down, and how far.
_SLOWER, _SLOWEST = 1.01, 1 / 27
#: And how many messages that go well make up for one such step.
_WELL = 1000
#: One chat that is made to wait says nothing of the others, and two may be so by chance. So many in a row are not.
IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Timing:
    """A clock of seconds, and waiting by it."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(slots=True)
class Slot:
    """One message's place among those of the last second. ``answered`` is when it surely had arrived."""

    at: float
    answered: float


@dataclass(slots=True)
class Pacer:
    """Turns at even distances. Who answers somebody does not wait for one, but puts the next ones off.

    Telegram counts every message of the bot's as it arrives; so what is said unasked gives way to what is
    answered, and to what took long on its way: never may more than :data:`MOST` arrive within a second.
    What has given way for a second goes first: whoever answers a text, not a tap, asks :meth:`way` before.
    """

    timing: Timing = field(default_factory=Timing)
    distance: float = 1 / A_SECOND
    _next: float = 0.0
    _refused: int = 0
    _held: float = 0.0
    _recent: list[Slot] = field(default_factory=list)
    _took: deque[float] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    _told: asyncio.Event = field(default_factory=asyncio.Event)
    _overdue: int = 0
    _free: asyncio.Event = field(default_factory=asyncio.Event)

    async def turn(self, *, told: bool = False) -> Slot:
        """Wait for one's turn, and take the slot. A turn that nobody took is not made up for.

        Whoever says that it will be ``told`` calls :meth:`over` in any case, :meth:`went` before it where it went
        well; until then the message may arrive at any time. Any other is taken to arrive at once.
        """
        now = self.timing.now()
        at = self._next if now - self._next < _MADE_UP else now
        at = max(min(at, now + SHARE), self._held)
        self._next = at + self.distance
        if at > now:
            await self.timing.sleep(at - now)
        await self._room(now + SHARE)
        return self._noted(told=told)

    def went(self, slot: Slot) -> None:
        """What a slot was taken for was accepted.

        How long the quickest take is the way there and back; by what one took longer, it may have arrived later.
        """
        slot.answered = self.timing.now()
        self._took.append(slot.answered - slot.at)
        self._refused = 0
        self.distance = max(1 / A_SECOND, self.distance * (1 - (_SLOWER - 1) / _WELL))

    def over(self, slot: Slot) -> None:
        """What a slot was taken for has arrived by now, or never will."""
        slot.answered = min(slot.answered, self.timing.now())
        self._told.set()

    def refused(self, seconds: float) -> None:
        """It was refused, and the chat is to wait for so long. Several in a row make everybody wait, and then go slower."""
        self._refused += 1
        now = self.timing.now()
        if self._refused < IN_A_ROW or now < self._held:
            return
        self._held = now + seconds
        self._next = max(self._next, self._held)
        self.distance = min(_SLOWEST, self.distance * _SLOWER)

    def answered(self) -> None:
        """A message went out that could not wait."""
        self._next = max(self._next, self.timing.now()) + self.distance
        self._noted(told=False)

    async def way(self) -> None:
        """Let those go first who have waited for longer than they have to: places are free again within a second."""
        while self._overdue:
            self._free.clear()
            await self._free.wait()

    async def _room(self, due: float) -> None:
        """Wait until one more may arrive; from the moment it is ``due``, before what is answered."""
        while (wait := self._wait()) > 0:
            if wait == inf:
                self._told.clear()
                await self._told.wait()
            elif self.timing.now() < due:
                await self.timing.sleep(max(wait, _TICK))
            else:
                with self._first():
                    await self.timing.sleep(max(wait, _TICK))

    @contextmanager
    def _first(self) -> Iterator[None]:
        self._overdue += 1
        try:
            yield
        finally:
            self._overdue -= 1
            self._free.set()

    def _wait(self) -> float:
        """How long until fewer than :data:`MOST` have arrived within a second; infinite until one more is told."""
        counting = sorted(slot.answered for slot in self._recent)[-MOST:]
        return counting[0] - self._ago() if len(counting) == MOST else 0.0

    def _noted(self, *, told: bool) -> Slot:
        """A slot is taken now. Those that count no more are forgotten."""
        now, ago = self.timing.now(), self._ago()
        slot = Slot(now, inf if told else now)
        self._recent = [each for each in self._recent if each.answered > ago]
        self._recent.append(slot)
        return slot

    def _ago(self) -> float:
        """What was answered after this moment may have arrived within the last second."""
        return self.timing.now() - _SPAN + min(self._took, default=0.0)
