"""Updates taken in: one after the other within a chat, committed before they are acknowledged, spoken of after.

Taps and messages of one person come through queues of their own, so their order means nothing; what
counts is the session, question and revision that a button names, and the lock of the chat.
"""

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from weakref import WeakValueDictionary

from telegram.error import TelegramError

from bot import speak
from bot.calls import Call, Clear, Delete, Edit, Manner, Note, Send, Unreachable, perform
from bot.read import Crowd, Heard, read
from bot.respond import Desk
from bot.transport import BotApi
from surveys.crashpoint import crashpoint
from surveys.meters import UPDATES
from surveys.storage import telegram
from surveys.storage.telegram import Account

log = logging.getLogger(__name__)

#: An update that fails this often, while the database is well, is put aside so that the others can go on.
FAILURES = 5
_FAILING_REMEMBERED = 1000
_SHOWN_REMEMBERED = 10_000
_DRAIN_SECONDS = 10


@dataclass(slots=True)
class Updates:
    """Takes updates in, whichever way they came."""

    api: BotApi
    desk: Desk
    manner: Manner = field(default_factory=Manner)
    _locks: WeakValueDictionary[int, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _helped: deque[int] = field(default_factory=lambda: deque(maxlen=_FAILING_REMEMBERED))
    _failures: OrderedDict[int, int] = field(default_factory=OrderedDict)
    _shown: OrderedDict[int, int] = field(default_factory=OrderedDict)

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
        committed = _future()
        self._start(self._taken(heard, number, committed, answerable=answerable))
        note = None
        try:
            note = await asyncio.shield(committed)  # whoever stops waiting does not undo it
            UPDATES.add("taken")
        except Exception as error:
            if not await self._is_hopeless(number, error):
                raise
        self._failures.pop(number, None)
        return note

    async def say(self, chat: int, compose: Callable[[], Awaitable[tuple[Account, tuple[Call, ...]] | None]]) -> None:
        """Make calls to a chat, composed when it is its turn, and keep where the buttons are. Failures are logged."""
        async with self._lock(chat):
            composed = await compose()
            if composed is not None:
                await self._speak(chat, *composed)

    async def say_once(self, chat: int, calls: tuple[Call, ...]) -> None:
        """Make calls to a chat, in its turn, each tried once. Raises Unreachable and TelegramError."""
        async with self._lock(chat):
            await perform(self.api, chat, calls, replace(self.manner, tries=1))

    async def drain(self) -> None:
        """Let what is being said be said to its end, within reason."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_DRAIN_SECONDS)

    def _read(self, update: Mapping[str, Any]) -> Heard | None:
        """What it says. One that is not as Telegram writes them never will be readable."""
        try:
            return read(update)
        except (LookupError, TypeError, AttributeError) as error:
            UPDATES.add("unreadable")
            log.warning("update unreadable", extra={"error": type(error).__name__})
            return None

    async def _taken(
        self, heard: Heard, number: int, committed: asyncio.Future[Note | None], *, answerable: bool
    ) -> None:
        chat = heard.chat if isinstance(heard, Crowd) else heard.sender.chat
        async with self._lock(chat):
            try:
                calls = await self.desk.respond(heard, once=f"{self.api.id}:{number}")
                account = None if isinstance(heard, Crowd) else await self.desk.account_of(heard.sender)
            except Exception as error:  # noqa: BLE001  # handed over to whoever waits for the commit
                committed.set_exception(error)
                await self._speak(chat, None, self._even_so(heard, number))
                return
            note = next((call for call in calls if isinstance(call, Note)), None) if answerable else None
            committed.set_result(note)
            await self._speak(chat, account, tuple(call for call in calls if call is not note))

    def _even_so(self, heard: Heard, number: int) -> tuple[Call, ...]:
        """Who can be rung, for a call for help that cannot be stored just now; said once, it stays in the chat."""
        if number in self._helped or not self.desk.is_call_for_help(heard):
            return ()
        self._helped.append(number)
        return speak.help_lines(self.desk.service)

    async def _speak(self, chat: int, account: Account | None, calls: tuple[Call, ...]) -> None:
        try:
            await self._spoken(chat, account, calls)
        except TelegramError as error:
            log.warning("not said", extra={"error": type(error).__name__})
        except Exception as error:  # what was committed stands; the question can be put again
            log.warning("not said", exc_info=error)

    async def _spoken(self, chat: int, account: Account | None, calls: tuple[Call, ...]) -> None:
        calls = self._without_repeats(chat, calls)
        try:
            prompt = await perform(self.api, chat, calls, self.manner)
        except Unreachable:
            if account:
                await telegram.unreachable(account.id, self.desk.service.clock.now())
            return
        self._note_shown(chat, calls)
        crashpoint("prompt-before-keeping")
        if account:
            await self._remember(account, calls, prompt)
            crashpoint("prompt-kept")

    def _without_repeats(self, chat: int, calls: tuple[Call, ...]) -> tuple[Call, ...]:
        """An input that comes twice, or a question put again after a start, shows nothing that was shown since."""
        pages = [call.page for call in calls if isinstance(call, Send | Edit)]
        if any(page.again and self._shown.get(chat) == hash(page.rows) for page in pages):
            return tuple(call for call in calls if isinstance(call, Note | Delete))
        return calls

    def _note_shown(self, chat: int, calls: tuple[Call, ...]) -> None:
        for page in (call.page for call in calls if isinstance(call, Send | Edit)):
            self._shown[chat] = hash(page.rows)
            self._shown.move_to_end(chat)
        if len(self._shown) > _SHOWN_REMEMBERED:
            self._shown.popitem(last=False)

    async def _remember(self, account: Account, calls: tuple[Call, ...], shown: int | None) -> None:
        """Keep where the buttons are: where they were, unless that message was dealt with or others were shown."""
        dealt_with = account.prompt in {call.message for call in calls if isinstance(call, Edit | Clear)}
        prompt = shown or (None if dealt_with else account.prompt)
        if prompt != account.prompt:
            await telegram.remember_prompt(account.id, prompt)

    async def _is_hopeless(self, number: int, error: Exception) -> bool:
        """Whether an update has failed so often that it is put aside. While the database is away nothing counts."""
        UPDATES.add("failed")
        log.warning("update failed", extra={"update": number}, exc_info=error)
        if not await telegram.takes_writes():
            return False
        self._failures[number] = self._failures.get(number, 0) + 1
        if len(self._failures) > _FAILING_REMEMBERED:
            self._failures.popitem(last=False)
        if self._failures[number] < FAILURES:
            return False
        UPDATES.add("put aside")
        log.error("update put aside", extra={"update": number}, exc_info=error)
        return True

    def _lock(self, chat: int) -> asyncio.Lock:
        return self._locks.setdefault(chat, asyncio.Lock())

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _future() -> asyncio.Future[Note | None]:
    """A future whose exception asyncio does not print when nobody waits for it: it may quote what was written."""
    future: asyncio.Future[Note | None] = asyncio.get_running_loop().create_future()
    future.add_done_callback(lambda done: done.cancelled() or done.exception())
    return future
