"""Saying it: calls made in order, as often as it takes, and looked over where they were composed long ago."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, assert_never

from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.calls import ANSWER_TAP, Call, Clear, Delete, Edit, Leave, Note, Page, Rows, Saying, Send, fitting, noted
from bot.pacing import Timing
from bot.transport import BotApi
from surveys.crashpoint import crashpoint

log = logging.getLogger(__name__)
T = TypeVar("T")

#: However long Telegram asks a chat to wait in all, a question that comes later than this is put again by itself.
_MOST_HELD_SECONDS = 60 * 60
#: What was composed longer ago is looked over: this process may have stood still while another one went on.
LONG_SECONDS = 0.7


class Unreachable(Exception):
    """The account has blocked the bot, or is no more."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a bot speaks: ``protect`` keeps messages from being forwarded or saved; ``tries`` where Telegram fails.

    The usual tries last about as long as a tap lives: after a longer outage questions are put again anyway.
    """

    protect: bool = True
    tries: int = 10
    timing: Timing = field(default_factory=Timing)


class _Late(Exception):
    """What is left was composed long ago."""


class _Gone(Exception):
    """The message cannot be changed, and may have been replaced: the ``page`` has to be sent."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page


async def go_on(api: BotApi, chat: int, saying: Saying, manner: Manner) -> bool:
    """Make the calls that are left, in order; False where it is so long that they have to be looked over first.

    Raises:
        Unreachable: the account has blocked the bot.
        TelegramError: Telegram failed as often as the manner allows.
    """
    talk = _Talk(api, chat, manner, saying)
    try:
        while saying.left:
            crashpoint("call-before")
            talk.look_at_the_clock()
            call, *left = saying.left
            try:
                saying.prompt = await _perform(talk, call) or saying.prompt
            except _Gone as gone:
                saying.left = (Send(gone.page), *left)
                continue
            saying.left, saying.made = tuple(left), (*saying.made, call)
            crashpoint("call-after")
        talk.look_at_the_clock()
    except _Late:
        return False
    except Forbidden as error:
        raise Unreachable from error
    return True


@dataclass(frozen=True, slots=True)
class _Talk:
    api: BotApi
    chat: int
    manner: Manner
    saying: Saying

    async def do(self, method: str, **fields: Any) -> None:
        """One call about this chat."""
        await self.api.do(method, {"chat_id": self.chat, **fields})

    def look_at_the_clock(self) -> None:
        """Raise _Late where what is left was composed long ago."""
        if self.manner.timing.now() - self.saying.composed > LONG_SECONDS:
            raise _Late


async def _perform(talk: _Talk, call: Call) -> int | None:
    match call:
        case Send(page):
            return await _send(talk, page)
        case Edit(message, page):
            return await _edit(talk, message, page)
        case Clear(message, stays):
            if stays or not await _if_possible(lambda: talk.do("deleteMessage", message_id=message)):
                await _if_possible(lambda: talk.do("editMessageReplyMarkup", message_id=message))
        case Delete(message):
            await _if_possible(lambda: talk.do("deleteMessage", message_id=message))
        case Note():
            await _if_possible(lambda: talk.api.do(ANSWER_TAP, noted(call)))
        case Leave():
            await _if_possible(lambda: talk.do("leaveChat"))
        case _:
            assert_never(call)
    return None


async def _send(talk: _Talk, page: Page) -> int | None:
    protected = {"protect_content": True} if talk.manner.protect else {}
    message = {"chat_id": talk.chat, "text": page.anew, **_markup(page.rows), **protected}
    sent = await _patiently(talk, lambda: talk.api.call("sendMessage", message))
    talk.saying.sent = int(sent["message_id"]), int(sent.get("date", 0))
    return talk.saying.sent[0] if page.rows else None


async def _edit(talk: _Talk, message: int, page: Page) -> int | None:
    shown = {"message_id": message, "text": fitting(page.text), **_markup(page.rows)}
    try:
        await _patiently(talk, lambda: talk.do("editMessageText", **shown))
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            raise _Gone(page) from error
    return message if page.rows else None


def _markup(rows: Rows) -> dict[str, Any]:
    if not rows:
        return {}
    keyboard = [[{"text": text, "callback_data": sent} for text, sent in row] for row in rows]
    return {"reply_markup": {"inline_keyboard": keyboard}}


async def _patiently(talk: _Talk, call: Callable[[], Awaitable[T]]) -> T:
    """Try again where it may help. A message that arrived though its answer was lost is sent twice: it is harmless.

    Being asked to wait is no failure: it is waited for, unless there is but one try.
    """
    saying, sleep = talk.saying, talk.manner.timing.sleep
    while saying.tried < talk.manner.tries:
        try:
            return await call()
        except RetryAfter as error:
            saying.held += seconds_of(error)
            if saying.held > _MOST_HELD_SECONDS:
                raise
            await sleep(seconds_of(error))
        except BadRequest:
            raise
        except NetworkError:
            await sleep(saying.tried**2 / 2)
            saying.tried += 1
        talk.look_at_the_clock()
    return await call()


async def _if_possible(call: Callable[[], Awaitable[object]]) -> bool:
    try:
        await call()
        return True
    except Forbidden:
        raise
    except TelegramError as error:
        log.info("telegram declined", extra={"error": type(error).__name__})
        return False


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int | float) else wait.total_seconds()
