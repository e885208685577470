"""What is kept of a chat's screen while something is said to it: which message has the buttons, and since when."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from bot.calls import Calls, Saying, Send, asked_in
from bot.showing import Showing
from surveys.crashpoint import crashpoint
from surveys.storage import telegram
from surveys.storage.telegram import Account

log = logging.getLogger(__name__)

#: How long a change waits to be kept, for others to be kept with it.
_TOGETHER_SECONDS = 0.2


@dataclass(slots=True)
class Changes:
    """What chats show now. It is kept a moment later, that of many chats in one commit.

    What is typed is meant for the question from then on: if this process ends before, it counts as not shown, and what
    is typed for it has to be typed once more. It is looked at then, too, whether another process has moved the session
    on or shown something itself meanwhile: ``put_right`` is called where it has. Whoever moves a session commits that
    before they show it; so whichever of two messages comes last, one of the two who sent them finds the other's.
    """

    put_right: Callable[[Showing], Coroutine[Any, Any, None]]
    _due: dict[UUID, Showing] = field(default_factory=dict)
    _soon: asyncio.TimerHandle | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def note(self, showing: Showing) -> None:
        """This was said about the buttons of a chat."""
        showing.line.latest = showing.saying
        self._due[showing.account.id] = showing.after(self._due.get(showing.account.id))
        self._set_timer()

    def put_off(self, showing: Showing) -> None:
        """More was said since, or is just being said. This is looked at once more, and with what is newer if there is any."""
        self._wait_on({showing.account.id: showing})
        self._set_timer()

    async def keep(self) -> None:
        """Keep what waits, now. A failure is logged, and it waits on."""
        due, self._due = self._due, {}
        if not due:
            return
        try:
            standing = await telegram.changed({account: showing.asks for account, showing in due.items()})
        except Exception as error:  # noqa: BLE001  # whatever keeps the database from answering
            self._wait_on(due)
            log.warning("not kept what messages show", extra={"error": type(error).__name__})
            return
        for account, showing in due.items():
            if showing.is_as(standing.get(account)):
                continue
            if showing.is_settled:
                self._start(self.put_right(showing))
            else:
                self.put_off(showing)

    async def settle(self) -> None:
        """Keep what waits, and put right what has to be."""
        await self.keep()
        while self._tasks:
            await asyncio.wait(self._tasks)
            await self.keep()

    def _wait_on(self, due: Mapping[UUID, Showing]) -> None:
        """They are looked at with the next ones; those that came meanwhile are newer."""
        for account, showing in due.items():
            newer = self._due.get(account)
            self._due[account] = newer.after(showing) if newer else showing

    def _set_timer(self) -> None:
        if self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(_TOGETHER_SECONDS, self._now)

    def _now(self) -> None:
        self._soon = None
        self._start(self.keep())

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def sets_out(account: Account, left: Calls) -> None:
    """Keep that a question is about to be shown by a new message, before it is: what is typed could be its answer.

    Of one that a message will be changed to, that is kept with the answer that leads to it.
    """
    if asked_in(tuple(call for call in left if isinstance(call, Send))):
        await telegram.setting_out(account.id)
        crashpoint("question-setting-out")


async def arrived(account: Account, saying: Saying) -> bool:
    """Keep where the buttons are; False where another process has shown others since the account was read."""
    if saying.prompt is None:
        return await telegram.nothing_shown(account)
    if saying.prompt == account.prompt:
        return True
    return await telegram.shown(account, saying.prompt, asked_in(saying.made))
