"""What is said to a chat, in its turn: after what was said before, and never in the way of another chat."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from math import inf
from weakref import WeakValueDictionary

from telegram.error import TelegramError

from bot.calls import Call, Clear, Edit, Send, asked_in, pages
from bot.lately import Lately
from bot.pacing import Pacer
from bot.performing import Manner, Saying, Unreachable, go_on
from bot.renewing import caught_up, left_over, renewed, turned_to_words, without_repeats
from bot.screen import Screen
from bot.transport import BotApi
from surveys.conversation.session import Asked
from surveys.crashpoint import crashpoint
from surveys.service.context import Service
from surveys.storage import telegram
from surveys.storage.telegram import Account

log = logging.getLogger(__name__)

_SHOWN_REMEMBERED = 10_000
#: How long a typed text waits for a message that is just being changed, look after look.
_CHANGING_LOOKS = (0.01, 0.04, 0.1, 0.2)
Composed = tuple[Account, tuple[Call, ...]] | None


class Busy(TelegramError):
    """Something is being said to this chat already, which may take long."""


@dataclass(slots=True, weakref_slot=True, eq=False)
class Line:
    """The line before one chat: one at a time, in the order they came. ``said`` counts those who had their turn.

    ``owed`` counts the answers that are being composed, or wait for their turn. ``decided`` is the question that comes
    next as it was decided here, and ``begun`` the last one that anything here began to send; ``changing`` while a message
    is being changed to one.
    """

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    said: int = 0
    owed: int = 0
    decided: Asked | None = None
    begun: Asked | None = None
    sending: bool = False
    changing: bool = False


@dataclass(frozen=True, slots=True)
class Since:
    """When an answer was composed: in whose line, after how many others, ``at`` what second, and what was ``tapped``."""

    line: Line
    said: int
    at: float
    tapped: int | None = None

    def decide(self, asks: Asked | None, stood: Asked | None) -> None:
        """Note the question that comes next, if it is another than ``stood`` there."""
        if asks and asks != stood:
            self.line.decided = asks

    def screen(self, begun: Asked | None) -> Screen:
        """What is known of the screen, where ``begun`` had begun to be shown when the input came."""
        return Screen(None if self.line.decided == begun else self.line.decided, lambda: self.line.sending)


@dataclass(slots=True)
class Voice:
    """Speaks to chats. ``pacer`` spaces what nobody asked for: whoever says that takes a turn of it first."""

    service: Service
    api: BotApi
    manner: Manner
    pacer: Pacer
    _lines: WeakValueDictionary[int, Line] = field(default_factory=WeakValueDictionary)
    _shown: Lately[int, int] = field(default_factory=lambda: Lately(_SHOWN_REMEMBERED))

    def since(self, chat: int, tapped: int | None = None) -> Since:
        """To be asked for before an answer is composed, which is then owed: :meth:`answer` must follow."""
        line = self._line(chat)
        line.owed += 1
        return Since(line, line.said, self.manner.timing.now(), tapped)

    async def begun(self, chat: int, *, typed: bool = False) -> Asked | None:
        """The last question that this process began to show to a chat of late; to be asked for as an input comes.

        Whoever ``typed`` may have seen a message change before Telegram has told us so: it is given a moment.
        """
        line = self._lines.get(chat)
        for seconds in _CHANGING_LOOKS if typed else ():
            if line is None or not line.changing:
                break
            await asyncio.sleep(seconds)
        return line.begun if line else None

    async def answer(self, chat: int, account: Account | None, calls: tuple[Call, ...], since: Since) -> None:
        """Say what somebody waits for. Failures are logged.

        What was composed before something else was said cannot know where that has put the buttons.
        """
        try:
            calls = await self._left_over(account, calls)
            async with since.line.lock:
                if account and since.said != since.line.said:
                    account, calls = await caught_up(self.service, account, calls, since.tapped)
                await self._paced(calls, since)
                await self._say(chat, account, calls, since)
                since.line.said += 1
        finally:
            since.line.owed -= 1

    async def _left_over(self, account: Account | None, calls: tuple[Call, ...]) -> tuple[Call, ...]:
        try:
            return await left_over(self.service, account, calls, self.manner.timing) if account else calls
        except Exception as error:  # noqa: BLE001  # whatever keeps the database from answering
            log.warning("not looked over", extra={"error": type(error).__name__})
            return calls

    async def _paced(self, calls: tuple[Call, ...], since: Since) -> None:
        """Count what is sent; an edit is not. Whoever has tapped waits for nobody."""
        sends = sum(isinstance(call, Send) for call in calls)
        if sends and since.tapped is None:
            await self.pacer.way()
        for _ in range(sends):
            self.pacer.answered()

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

    async def say_once(self, chat: int, calls: tuple[Call, ...]) -> None:
        """Say something unasked, each call tried once. Raises Unreachable and TelegramError."""
        line = self._line(chat)
        if line.lock.locked():
            raise Busy("something is being said")
        async with line.lock:
            await go_on(self.api, chat, Saying(calls), replace(self.manner, tries=1))

    def has_spoken(self, chat: int) -> bool:
        """Whether this process has shown this chat anything of late."""
        return chat in self._shown

    def _line(self, chat: int) -> Line:
        return self._lines.setdefault(chat, Line())

    async def _say(self, chat: int, account: Account | None, calls: tuple[Call, ...], since: Since) -> None:
        since.line.sending = True
        try:
            await self._said(chat, account, calls, since)
        except TelegramError as error:
            log.warning("not said", extra={"error": type(error).__name__})
        except Exception as error:  # what was committed stands; the question can be put again
            log.warning("not said", exc_info=error)
        finally:
            since.line.sending = since.line.changing = False

    async def _said(self, chat: int, account: Account | None, calls: tuple[Call, ...], since: Since) -> None:
        saying = Saying(self._without_repeats(chat, account, calls), since.at if account else inf)
        try:
            await _sets_out(account, saying, since.line)
            while not await go_on(self.api, chat, saying, self.manner):
                account = await self._looked_over(account, saying, since.tapped)
                calls = (*saying.made, *saying.left)
                await _sets_out(account, saying, since.line)
            since.line.begun, since.line.changing = asked_in(saying.made) or since.line.begun, False
        except Unreachable:
            if account:
                await telegram.unreachable(account.id, self.service.clock.now())
            return
        self._note_shown(chat, calls)
        crashpoint("prompt-before-keeping")
        if account:
            await _remember(account, saying)
            crashpoint("prompt-kept")

    async def _looked_over(self, account: Account | None, saying: Saying, tapped: int | None) -> Account | None:
        """What was composed long ago, as it is now. Without a database it is said as it is: it may be whom to ring."""
        saying.composed = self.manner.timing.now()
        try:
            return await renewed(self.service, account, saying, tapped) if account else None
        except Exception as error:  # noqa: BLE001  # whatever keeps the database from answering
            log.warning("not looked over", extra={"error": type(error).__name__})
            return account

    def _without_repeats(self, chat: int, account: Account | None, calls: tuple[Call, ...]) -> tuple[Call, ...]:
        """An input that comes twice, or a question put again after a start, asks nothing that was asked since.

        Words beside it, such as who can be rung, are said all the same; where they take its place, it is asked again.
        """
        is_shown = any(page.again and self._shown.get(chat) == hash(page.rows) for page in pages(calls))
        is_kept = account is None or account.prompt not in turned_to_words(calls)
        return without_repeats(calls) if is_shown and is_kept else calls

    def _note_shown(self, chat: int, calls: tuple[Call, ...]) -> None:
        for page in pages(calls):
            self._shown[chat] = hash(page.rows)


async def _sets_out(account: Account | None, saying: Saying, line: Line) -> None:
    """Keep that a question is about to be shown, before it is, where what is typed could be taken for its answer.

    A message that is there already has it when Telegram has changed it.
    """
    sends = tuple(call for call in saying.left if isinstance(call, Send))
    if account and (asked_in(sends) or any(page.words for page in pages(saying.left))):
        await telegram.setting_out(account.id)
        crashpoint("question-setting-out")
    line.begun = asked_in(sends) or line.begun
    line.changing = any(isinstance(call, Edit) and call.page.asks for call in saying.left)


async def _remember(account: Account, saying: Saying) -> None:
    """Keep where the buttons are: where they were, unless that message was dealt with or others were shown."""
    is_kept, shown = account.asked_from is not None and account.asked_from >= 0, saying.prompt
    if shown is None:
        dealt_with = {call.message for call in saying.made if isinstance(call, Edit | Clear)}
        if account.prompt in dealt_with:
            await telegram.nothing_shown(account.id)
    elif shown != account.prompt or not is_kept or any(page.words for page in pages(saying.made)):
        first = account.asked_from is None or any(page.asks and not page.again for page in pages(saying.made))
        await telegram.shown(account.id, shown, first=first, asks=asked_in(saying.made))
