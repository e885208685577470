"""What is said to a chat, in its turn: after what was said before, and never in the way of another chat."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from math import inf
from typing import TypeVar
from weakref import WeakValueDictionary

from telegram.error import TelegramError

from bot import keeping
from bot.calls import Calls, Saying, Send, turned_to_words
from bot.lines import Line, Since
from bot.pacing import Pacer
from bot.performing import Manner, Unreachable, go_on
from bot.renewing import caught_up, left_over, renewed, righted
from bot.screen import Screen
from bot.showing import Showing, is_about_buttons
from bot.shown import Shown
from bot.transport import BotApi
from surveys.conversation.session import Asked
from surveys.crashpoint import crashpoint
from surveys.service.context import Service
from surveys.storage import telegram
from surveys.storage.telegram import Account

log = logging.getLogger(__name__)
T = TypeVar("T")

Composed = tuple[Account, Calls] | None


class Busy(TelegramError):
    """Something is being said to this chat already, which may take long."""


@dataclass(slots=True)
class Voice:
    """Speaks to chats. ``pacer`` spaces what nobody asked for: whoever says that takes a turn of it first."""

    service: Service
    api: BotApi
    manner: Manner
    pacer: Pacer
    _lines: WeakValueDictionary[int, Line] = field(default_factory=WeakValueDictionary)
    _shown: Shown = field(default_factory=Shown)
    _changes: keeping.Changes = field(init=False)

    def __post_init__(self) -> None:
        self._changes = keeping.Changes(self._put_right)

    def since(self, chat: int, tapped: int | None = None) -> Since:
        """To be asked for before an answer is composed, which is then owed: :meth:`answer` must follow."""
        line = self._line(chat)
        line.owed += 1
        return Since(line, line.said, self.manner.timing.now(), tapped)

    async def begun(self, chat: int, *, typed: bool = False) -> Asked | None:
        """The last question that this process began to show to a chat of late; to be asked for as an input comes.

        Whoever ``typed`` may have seen a question before Telegram has told us so: it is given a moment. What is there by
        then is kept, too, however long others hold the database: otherwise it would not count as seen.
        """
        line = self._lines.get(chat)
        if line and typed:
            await line.shown()
        begun = line.begun if line else None
        if typed:
            await self._changes.keep()
        return begun

    def screen(self, chat: int, since: Since, begun: Asked | None) -> Screen:
        """What is known of a chat's screen, where ``begun`` had begun to be shown when the input came."""
        return Screen(since.line.decided, since.unseen(begun), self._shown.put_again(chat))

    async def settle(self) -> None:
        """Keep what was said and is not kept yet, and put right what another process has crossed."""
        await self._changes.settle()

    async def answer(self, chat: int, account: Account | None, calls: Calls, since: Since) -> None:
        """Say what somebody waits for. Failures are logged.

        What was composed before something else was said cannot know where that has put the buttons.
        """
        try:
            if account:
                calls = await _or_as_composed(left_over(self.service, account, calls, self.manner.timing), calls)
            async with since.line.lock:
                if account and since.is_overtaken:
                    account, calls = await _or_as_composed(caught_up(account, calls, since.tapped), (account, calls))
                await self._paced(calls, since)
                await self._say(chat, account, calls, since)
                since.line.said += 1
        finally:
            since.line.owed -= 1

    async def say(self, chat: int, compose: Callable[[], Awaitable[Composed]]) -> None:
        """Say something unasked, composed when it is its turn. Failures are logged.

        Nothing is said to whom an answer is owed: it says where they stand, and saying it twice would confuse.
        """
        line = self._line(chat)
        async with line.lock:
            since = Since(line, line.said, self.manner.timing.now())
            composed = await compose()
            if composed is not None and not line.owed:
                await self._say(chat, *composed, since)
                line.said += 1

    async def say_once(self, chat: int, calls: Calls) -> None:
        """Say something unasked, each call tried once. Raises Unreachable and TelegramError."""
        line = self._line(chat)
        if line.lock.locked():
            raise Busy("something is being said")
        async with line.lock:
            await go_on(self.api, chat, Saying(calls), replace(self.manner, tries=1))

    def is_speaking(self, chat: int) -> bool:
        """Whether something is being said to this chat, which may take long."""
        line = self._lines.get(chat)
        return line is not None and line.lock.locked()

    def has_spoken(self, chat: int) -> bool:
        """Whether this process has shown this chat anything of late."""
        return chat in self._shown

    def _line(self, chat: int) -> Line:
        return self._lines.setdefault(chat, Line())

    async def _paced(self, calls: Calls, since: Since) -> None:
        """Count what is sent; an edit is not. Whoever has tapped waits for nobody."""
        sends = sum(isinstance(call, Send) for call in calls)
        if sends and since.tapped is None:
            await self.pacer.way()
        for _ in range(sends):
            self.pacer.answered()

    async def _say(self, chat: int, account: Account | None, calls: Calls, since: Since) -> None:
        try:
            await self._said(chat, account, calls, since)
        except TelegramError as error:
            log.warning("not said", extra={"error": type(error).__name__})
        except Exception as error:  # what was committed stands; the question can be put again
            log.warning("not said", exc_info=error)
        finally:
            since.line.over()

    async def _said(self, chat: int, account: Account | None, calls: Calls, since: Since) -> None:
        due = self._shown.without_repeats(chat, calls, prompt=account.prompt if account else None)
        saying = Saying(due, since.at if account else inf)
        try:
            await _sets_out(account, saying.left, since.line)
            while not await go_on(self.api, chat, saying, self.manner):
                account = await self._look_over(account, saying, since.tapped)
                calls = (*saying.made, *saying.left)
                await _sets_out(account, saying.left, since.line)
            since.line.arrived(saying.made)
        except Unreachable:
            if account:
                await telegram.unreachable(account.id, self.service.clock.now())
            return
        self._shown.note(chat, calls)
        self._shown.arrived(chat, saying)
        crashpoint("prompt-before-keeping")
        if account and is_about_buttons(account, saying):
            await self._kept(Showing(chat, account, saying, since.line, turned_to_words(saying.made)))

    async def _kept(self, showing: Showing) -> None:
        async with showing.line.keeping:
            is_kept = await keeping.arrived(showing.account, showing.saying)
        crashpoint("prompt-kept")
        self._changes.note(showing)
        if not is_kept:
            await self._say_right(showing, await self._righted(showing))

    async def _put_right(self, showing: Showing) -> None:
        """Show where they stand, a moment later. What is being answered says so itself, and is looked at after that."""
        async with showing.line.lock:
            composed = await self._righted(showing) if showing.is_settled else None
            if showing.is_settled:
                await self._say_right(showing, composed)
            else:
                self._changes.put_off(showing)

    async def _righted(self, showing: Showing) -> Composed:
        """What shows where they stand: another process has moved them on, or shown something itself meanwhile."""
        return await _or_as_composed(righted(self.service, showing), None)

    async def _say_right(self, showing: Showing, composed: Composed) -> None:
        if composed:
            line = showing.line
            await self._say(showing.chat, *composed, Since(line, line.said, self.manner.timing.now()))
            line.said += 1

    async def _look_over(self, account: Account | None, saying: Saying, tapped: int | None) -> Account | None:
        """Turn what was composed long ago into what it would be now; the account as it is now."""
        saying.composed = self.manner.timing.now()
        if account is None:
            return None
        as_composed = account, saying.left
        account, left = await _or_as_composed(renewed(self.service, account, saying, tapped), as_composed)
        saying.left, saying.crossed = left, saying.crossed or left != saying.left
        return account


async def _sets_out(account: Account | None, left: Calls, line: Line) -> None:
    if account:
        await keeping.sets_out(account, left)
    line.sets_out(left)


async def _or_as_composed(look: Awaitable[T], otherwise: T) -> T:
    """What a look at the database finds. Without a database all is said as it was composed: it may be whom to ring."""
    try:
        return await look
    except Exception as error:  # noqa: BLE001  # whatever keeps the database from answering
        log.warning("not looked over", extra={"error": type(error).__name__})
        return otherwise
