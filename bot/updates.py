"""Updates taken in: one after the other within a chat, committed before they are acknowledged, spoken of after.

Taps and messages of one person come through queues of their own, so their order means nothing; what
counts is the session, question and revision that a button names, and the lock of the chat.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

from bot import speak
from bot.buttons import FOR_HELP, Button
from bot.calls import Calls, Note, asked_in
from bot.lately import Lately
from bot.read import Commanded, Crowd, Heard, Tapped, Typed, read
from bot.respond import Desk, Responded
from bot.voice import Voice
from surveys.conversation.session import Asked
from surveys.crashpoint import crashpoint
from surveys.meters import UPDATES
from surveys.storage import failing, telegram
from surveys.storage.outages import waited_in_vain
from surveys.urgency import urgently

log = logging.getLogger(__name__)

#: An update that fails this often, while the database is well, is put aside so that the others can go on.
FAILURES = 5
_HELPED_REMEMBERED = 1000
#: Updates that were answered of late: one that comes again is only acknowledged.
_ANSWERED_REMEMBERED = 10_000
#: By webhook a command is acknowledged when it is answered, unless Telegram makes the chat wait for longer.
_COMMAND_SECONDS = 10.0
#: How long a call for help may wait for the database before who can be rung is said without it.
_HELP_SECONDS = 2.0
_DRAIN_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class _Come:
    """An update as it came. ``committed`` is what whoever brought it waits for; they make a call if it is ``answerable``."""

    heard: Heard
    number: int
    committed: asyncio.Future[Note | None]
    answerable: bool

    @property
    def chat(self) -> int:
        """Where it came from."""
        return self.heard.chat if isinstance(self.heard, Crowd) else self.heard.sender.chat

    @property
    def is_owed(self) -> bool:
        """Whether it has to come again if we end before it is answered: nothing that is kept tells of it."""
        return self.answerable and isinstance(self.heard, Commanded)


@dataclass(slots=True)
class Updates:
    """Takes updates in, whichever way they came."""

    desk: Desk
    voice: Voice
    _locks: WeakValueDictionary[int, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _helped: deque[int] = field(default_factory=lambda: deque(maxlen=_HELPED_REMEMBERED))
    _failing: set[str] = field(default_factory=set)
    _answered: Lately[int, None] = field(default_factory=lambda: Lately(_ANSWERED_REMEMBERED))

    async def take(self, update: Mapping[str, Any], *, answerable: bool = False) -> Note | None:
        """Apply an update. When this returns it is committed, or it never will be; speaking goes on by itself.

        Where it is ``answerable``, whoever waits for this makes the call that is returned, in their answer.

        Raises:
            Exception: it could not be applied; it must come again.
        """
        heard = self._read(update)
        if heard is None:
            return None
        number = int(update["update_id"])
        crashpoint("update-received")
        come = _Come(heard, number, _future(), answerable)
        self._start(self._taken(come))
        try:
            note = await asyncio.shield(come.committed)  # whoever stops waiting does not undo it
        except Exception as error:
            if not await self._is_hopeless(number, error):
                raise
            return None
        UPDATES.add("taken")
        if self._key(number) in self._failing:
            self._failing.discard(self._key(number))
            await failing.applied(self._key(number))
        return note

    async def drain(self) -> None:
        """Let what is being said be said to its end, within reason."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN_SECONDS):
                while self._tasks:
                    await asyncio.wait(self._tasks)
                await self.voice.settle()

    def _read(self, update: Mapping[str, Any]) -> Heard | None:
        """What it says. One that is not as Telegram writes them never will be readable."""
        try:
            return read(update)
        except (LookupError, TypeError, AttributeError) as error:
            UPDATES.add("unreadable")
            log.warning("update unreadable", extra={"error": type(error).__name__})
            return None

    async def _taken(self, come: _Come) -> None:
        begun = await self.voice.begun(come.chat, typed=isinstance(come.heard, Typed))
        async with self._lock(come.chat):
            if come.number in self._answered:
                come.committed.set_result(None)
                return
            saying = await self._answer(come, begun)
        if saying and come.is_owed:
            await asyncio.wait({saying}, timeout=_COMMAND_SECONDS)
            come.committed.set_result(None)

    async def _answer(self, come: _Come, begun: Asked | None) -> asyncio.Task[None] | None:
        """Apply it, and begin to say what came of it; None where it could not be applied."""
        since = self.voice.since(come.chat, come.heard.message if isinstance(come.heard, Tapped) else None)
        button, screen = self.desk.tapped(come.heard), self.voice.screen(come.chat, since, begun)
        responding = self.desk.respond(come.heard, button, once=self._key(come.number), screen=screen)
        helps = _is_call_for_help(button)
        if helps:
            responding = self._with_lines_meanwhile(responding, come)
        try:
            calls, account, stood = await responding
        except Exception as error:  # noqa: BLE001  # handed over to whoever waits for the commit
            come.committed.set_exception(error)
            self._start(self.voice.answer(come.chat, None, self._even_so(come.number) if helps else (), since))
            return None
        since.decide(asked_in(calls), stood)
        self._answered[come.number] = None
        note = next((call for call in calls if isinstance(call, Note)), None) if come.answerable else None
        if not come.is_owed:
            come.committed.set_result(note)
        # In a task of its own: Telegram may make this chat wait, and what it sends next must be stored meanwhile.
        rest = tuple(call for call in calls if call is not note)
        return self._start(self.voice.answer(come.chat, account, rest, since))

    async def _with_lines_meanwhile(self, responding: Coroutine[Any, Any, Responded], come: _Come) -> Responded:
        """A call for help that waits for the database does not leave the young person waiting for whom to ring."""
        with urgently():
            task = asyncio.create_task(responding)
        await asyncio.wait({task}, timeout=_HELP_SECONDS)
        if not task.done():
            await self.voice.answer(come.chat, None, self._even_so(come.number), self.voice.since(come.chat))
        return await task

    def _even_so(self, number: int) -> Calls:
        """Who can be rung, for a call for help that cannot be stored just now; said once, it stays in the chat."""
        if number in self._helped:
            return ()
        self._helped.append(number)
        return speak.help_lines(self.desk.service)

    async def _is_hopeless(self, number: int, error: Exception) -> bool:
        """Whether an update has failed so often that it is put aside. While the database is away nothing counts."""
        UPDATES.add("failed")
        log.warning("update failed", extra={"update": number}, exc_info=error)
        if waited_in_vain(error) or not await telegram.takes_writes():
            return False
        if await failing.failed(self._key(number), self.desk.service.clock.now()) < FAILURES:
            self._failing.add(self._key(number))
            return False
        self._failing.discard(self._key(number))
        UPDATES.add("put aside")
        log.error("update put aside", extra={"update": number}, exc_info=error)
        return True

    def _key(self, number: int) -> str:
        """What an input is known by, here and in every other replica."""
        return f"{self.voice.api.id}:{number}"

    def _lock(self, chat: int) -> asyncio.Lock:
        return self._locks.setdefault(chat, asyncio.Lock())

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _is_call_for_help(button: Button | None) -> bool:
    return button is not None and button.press in FOR_HELP


def _future() -> asyncio.Future[Note | None]:
    """A future whose exception asyncio does not print when nobody waits for it: it may quote what was written."""
    future: asyncio.Future[Note | None] = asyncio.get_running_loop().create_future()
    future.add_done_callback(lambda done: done.cancelled() or done.exception())
    return future
