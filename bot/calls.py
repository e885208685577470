"""What is to be said to a chat, as data, and saying it."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar, assert_never
from uuid import UUID

from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.pacing import Timing
from bot.transport import BotApi
from surveys.crashpoint import crashpoint

log = logging.getLogger(__name__)
T = TypeVar("T")

#: Telegram's limits: a message's text in UTF-16 units, and a short answer to a tap.
TEXT_UNITS = 4096
NOTE_LETTERS = 200
#: The call that answers a tap.
ANSWER_TAP = "answerCallbackQuery"
#: However long Telegram asks a chat to wait in all, a question that comes later than this is put again by itself.
_MOST_HELD_SECONDS = 60 * 60

#: Rows of buttons: (label, callback data).
Rows = tuple[tuple[tuple[str, str], ...], ...]
#: A question as it stands: the session, and its revision.
Asked = tuple[UUID, int]


@dataclass(frozen=True, slots=True)
class Page:
    """One message of the bot's. ``lead`` comes first where it is sent anew, and so may show on a locked screen.

    ``again`` says that it may have been shown before: it is left out where these very buttons are in the chat.
    ``asks`` names the question that it puts: a session and its revision.
    """

    text: str
    rows: Rows = ()
    lead: str = ""
    again: bool = False
    asks: Asked | None = None

    @property
    def anew(self) -> str:
        """The text when it is sent as a new message."""
        return fitting(f"{self.lead}\n\n{self.text}" if self.lead else self.text)


@dataclass(frozen=True, slots=True)
class Send:
    """Send a new message."""

    page: Page


@dataclass(frozen=True, slots=True)
class Edit:
    """Turn a message of the bot's into this page; where Telegram refuses, send it anew."""

    message: int
    page: Page


@dataclass(frozen=True, slots=True)
class Clear:
    """Take away a message of the bot's that has been dealt with, or its buttons at least. Best effort."""

    message: int


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a message, the young person's own too. Best effort: Telegram allows it for 48 hours."""

    message: int


@dataclass(frozen=True, slots=True)
class Note:
    """Answer a tap, with a short note or none, so that its button stops turning. Best effort."""

    query: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave a group or channel."""


Call = Send | Edit | Clear | Delete | Note | Leave


class Unreachable(Exception):
    """The account has blocked the bot, or is no more."""


def fitting(text: str) -> str:
    """The text, cut where it is longer than a message may be; Telegram counts UTF-16 units."""
    units = text.encode("utf-16-le")
    if len(units) <= TEXT_UNITS * 2:
        return text
    return units[: (TEXT_UNITS - 1) * 2].decode("utf-16-le", "ignore") + "…"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a bot speaks: ``protect`` keeps messages from being forwarded or saved; ``tries`` where Telegram fails.

    The usual tries last about as long as a tap lives: after a longer outage questions are put again anyway.
    """

    protect: bool = True
    tries: int = 10
    timing: Timing = field(default_factory=Timing)


async def perform(api: BotApi, chat: int, calls: Iterable[Call], manner: Manner) -> int | None:
    """Make these calls in order; returns the message that now has the buttons, if one of them put some there.

    Raises:
        Unreachable: the account has blocked the bot.
        TelegramError: Telegram failed as often as the manner allows.
    """
    prompt = None
    for call in calls:
        crashpoint("call-before")
        try:
            prompt = await _perform(_Chat(api, chat, manner), call) or prompt
        except Forbidden as error:
            raise Unreachable from error
        crashpoint("call-after")
    return prompt


@dataclass(frozen=True, slots=True)
class _Chat:
    api: BotApi
    id: int
    manner: Manner

    async def do(self, method: str, **fields: Any) -> Any:
        """One call about this chat."""
        return await self.api.call(method, {"chat_id": self.id, **fields})


async def _perform(chat: _Chat, call: Call) -> int | None:
    match call:
        case Send(page):
            return await _send(chat, page)
        case Edit(message, page):
            return await _edit(chat, message, page)
        case Clear(message):
            if not await _if_possible(lambda: chat.do("deleteMessage", message_id=message)):
                await _if_possible(lambda: chat.do("editMessageReplyMarkup", message_id=message))
        case Delete(message):
            await _if_possible(lambda: chat.do("deleteMessage", message_id=message))
        case Note():
            await _if_possible(lambda: chat.api.call(ANSWER_TAP, noted(call)))
        case Leave():
            await _if_possible(lambda: chat.do("leaveChat"))
        case _:
            assert_never(call)
    return None


async def _send(chat: _Chat, page: Page) -> int | None:
    protected = {"protect_content": True} if chat.manner.protect else {}
    sent = await _patiently(
        chat.manner, lambda: chat.do("sendMessage", text=page.anew, **_markup(page.rows), **protected)
    )
    return int(sent["message_id"]) if page.rows else None


async def _edit(chat: _Chat, message: int, page: Page) -> int | None:
    shown = {"message_id": message, "text": fitting(page.text), **_markup(page.rows)}
    try:
        await _patiently(chat.manner, lambda: chat.do("editMessageText", **shown))
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            return await _send(chat, page)
    return message if page.rows else None


def noted(note: Note) -> dict[str, Any]:
    """The fields of the call that answers a tap, wherever it is made."""
    text = {"text": note.text[:NOTE_LETTERS]} if note.text else {}
    return {"callback_query_id": note.query, **text}


def _markup(rows: Rows) -> dict[str, Any]:
    if not rows:
        return {}
    keyboard = [[{"text": text, "callback_data": sent} for text, sent in row] for row in rows]
    return {"reply_markup": {"inline_keyboard": keyboard}}


async def _patiently(manner: Manner, call: Callable[[], Awaitable[T]]) -> T:
    """Try again where it may help. A message that arrived though its answer was lost is sent twice: it is harmless.

    Being asked to wait is no failure: it is waited for, unless there is but one try.
    """
    tried, held = 1, 0.0
    while tried < manner.tries:
        try:
            return await call()
        except RetryAfter as error:
            held += seconds_of(error)
            if held > _MOST_HELD_SECONDS:
                raise
            await manner.timing.sleep(seconds_of(error))
        except BadRequest:
            raise
        except NetworkError:
            await manner.timing.sleep(tried**2 / 2)
            tried += 1
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
