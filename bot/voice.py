"""What is said to a chat, in its turn: after what was said before, and never in the way of another chat."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from weakref import WeakValueDictionary

from telegram.error import TelegramError

from bot.calls import Asked, Call, Clear, Edit, Manner, Page, Send, Unreachable, perform
from bot.pacing import Pacer
from bot.screen import Screen
from bot.transport import BotApi
from surveys.crashpoint import crashpoint
from surveys.service import binding
from surveys.service.context import Service
from surveys.storage import telegram
from surveys.storage.telegram import Account

log = logging.getLogger(__name__)

_SHOWN_REMEMBERED = 10_000
Composed = tuple[Account, tuple[Call, ...]] | None


class Busy(TelegramError):
    """Something is being said to this chat already, which may take long."""


@dataclass(slots=True, weakref_slot=True, eq=False)
class Line:
    """The line before one chat: one at a time, in the order they came. ``said`` counts those who had their turn.

    ``owed`` counts the answers that are being composed, or wait for their turn. ``decided`` is the question that comes
    next as it was decided here, and ``begun`` the last one that anything here began to send.
    """

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    said: int = 0
    owed: int = 0
    decided: Asked | None = None
    begun: Asked | None = None
    sending: bool = False


@dataclass(frozen=True, slots=True)
class Since:
    """When an answer was composed: in whose line, after how many others, and which message was ``tapped``."""

    line: Line
    said: int
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
    _shown: OrderedDict[int, int] = field(default_factory=OrderedDict)

    def since(self, chat: int, tapped: int | None = None) -> Since:
        """To be asked for before an answer is composed, which is then owed: :meth:`answer` must follow."""
        line = self._line(chat)
        line.owed += 1
        return Since(line, line.said, tapped)

    def begun(self, chat: int) -> Asked | None:
        """The last question that this process began to show to a chat of late; to be asked for as an input comes."""
        line = self._lines.get(chat)
        return line.begun if line else None

    async def answer(self, chat: int, account: Account | None, calls: tuple[Call, ...], since: Since) -> None:
        """Say what somebody waits for. Failures are logged.

        What was composed before something else was said cannot know where that has put the buttons.
        """
        try:
            async with since.line.lock:
                if account and since.said != since.line.said:
                    account, calls = await self._caught_up(account, calls, since.tapped)
                for _ in range(sum(isinstance(call, Send) for call in calls)):
                    self.pacer.answered()
                await self._say(chat, account, calls)
                since.line.said += 1
        finally:
            since.line.owed -= 1

    async def say(self, chat: int, compose: Callable[[], Awaitable[Composed]]) -> None:
        """Say something unasked, composed when it is its turn. Failures are logged.

        Nothing is said to whom an answer is owed: it says where they stand, and saying it twice would confuse.
        """
        line = self._line(chat)
        async with line.lock:
            composed = await compose()
            if composed is not None and not line.owed:
                await self._say(chat, *composed)
                line.said += 1

    async def say_once(self, chat: int, calls: tuple[Call, ...]) -> None:
        """Say something unasked, each call tried once. Raises Unreachable and TelegramError."""
        line = self._line(chat)
        if line.lock.locked():
            raise Busy("something is being said")
        async with line.lock:
            await perform(self.api, chat, calls, replace(self.manner, tries=1))

    def has_spoken(self, chat: int) -> bool:
        """Whether this process has shown this chat anything of late."""
        return chat in self._shown

    def _line(self, chat: int) -> Line:
        return self._lines.setdefault(chat, Line())

    async def _say(self, chat: int, account: Account | None, calls: tuple[Call, ...]) -> None:
        line = self._line(chat)
        line.sending = True
        try:
            await self._said(chat, account, calls)
        except TelegramError as error:
            log.warning("not said", extra={"error": type(error).__name__})
        except Exception as error:  # what was committed stands; the question can be put again
            log.warning("not said", exc_info=error)
        finally:
            line.sending = False

    async def _said(self, chat: int, account: Account | None, calls: tuple[Call, ...]) -> None:
        left = self._without_repeats(chat, calls)
        if account and any(isinstance(call, Send) and call.page.asks for call in left):
            await telegram.setting_out(account.id)
            crashpoint("question-setting-out")
        line = self._line(chat)
        line.begun = asked_in(left) or line.begun
        try:
            prompt = await perform(self.api, chat, left, self.manner)
        except Unreachable:
            if account:
                await telegram.unreachable(account.id, self.service.clock.now())
            return
        self._note_shown(chat, calls)
        crashpoint("prompt-before-keeping")
        if account:
            await _remember(account, left, prompt)
            crashpoint("prompt-kept")

    async def _caught_up(
        self, account: Account, calls: tuple[Call, ...], tapped: int | None
    ) -> tuple[Account, tuple[Call, ...]]:
        """The account and the calls as they would have been, had they been composed now."""
        now = await binding.account_of_child(self.service, account.child)
        if now is None or now.prompt is None:
            return now or account, calls
        return now, _moved(calls, tapped, now.prompt)

    def _without_repeats(self, chat: int, calls: tuple[Call, ...]) -> tuple[Call, ...]:
        """An input that comes twice, or a question put again after a start, asks nothing that was asked since.

        Words beside it, such as who can be rung, are said all the same.
        """
        pages = _pages(calls)
        if not any(page.again and self._shown.get(chat) == hash(page.rows) for page in pages):
            return calls
        return tuple(call for call in calls if not isinstance(call, Clear) and not _is_again(call))

    def _note_shown(self, chat: int, calls: tuple[Call, ...]) -> None:
        for page in _pages(calls):
            self._shown[chat] = hash(page.rows)
            self._shown.move_to_end(chat)
        if len(self._shown) > _SHOWN_REMEMBERED:
            self._shown.popitem(last=False)


def _is_again(call: Call) -> bool:
    return isinstance(call, Send | Edit) and call.page.again


def asked_in(calls: tuple[Call, ...]) -> Asked | None:
    """The question that these calls put."""
    return next((page.asks for page in reversed(_pages(calls)) if page.asks), None)


def _pages(calls: tuple[Call, ...]) -> list[Page]:
    return [call.page for call in calls if isinstance(call, Send | Edit)]


async def _remember(account: Account, calls: tuple[Call, ...], shown: int | None) -> None:
    """Keep where the buttons are: where they were, unless that message was dealt with or others were shown."""
    is_kept = account.asked_from is not None and account.asked_from >= 0
    if shown is None:
        dealt_with = {call.message for call in calls if isinstance(call, Edit | Clear)}
        if account.prompt in dealt_with:
            await telegram.nothing_shown(account.id)
    elif shown != account.prompt or not is_kept:
        await telegram.shown(account.id, shown, first=any(page.asks and not page.again for page in _pages(calls)))


def _moved(calls: tuple[Call, ...], tapped: int | None, prompt: int) -> tuple[Call, ...]:
    """Calls about the message that had the buttons, made about the one that has them now.

    The one that was tapped may have become words that must stay; it takes no question, unless it is the newer one.
    """
    screen = max(tapped or 0, prompt)
    turned = tuple(_turned_to(call, tapped, screen) for call in calls if not isinstance(call, Clear))
    edited = {call.message for call in turned if isinstance(call, Edit)}
    replaced = any(page.rows for page in _pages(turned)) or len(turned) < len(calls)
    return (*turned, Clear(prompt)) if replaced and prompt not in edited else turned


def _turned_to(call: Call, tapped: int | None, screen: int) -> Call:
    if isinstance(call, Edit) and (call.message != tapped or call.page.rows):
        return Edit(screen, call.page)
    return call
