"""What is to be said to a chat, as data."""

from dataclasses import dataclass
from math import inf
from typing import Any

from surveys.conversation.session import Asked

#: Telegram's limits: a message's text in UTF-16 units, and a short answer to a tap.
TEXT_UNITS = 4096
NOTE_LETTERS = 200
#: The call that answers a tap.
ANSWER_TAP = "answerCallbackQuery"

#: Rows of buttons: (label, callback data).
Rows = tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One message of the bot's. ``lead`` comes first where it is sent anew, and so may show on a locked screen.

    ``again`` says that it may have been shown before: it is left out where these very buttons are in the chat.
    ``asks`` names the question that it puts: a session and its revision. ``words`` where that takes whatever is typed.
    """

    text: str
    rows: Rows = ()
    lead: str = ""
    again: bool = False
    asks: Asked | None = None
    words: bool = False

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
    """Take away a message of the bot's that has been dealt with, or its buttons: at least, or where it ``stays``.

    Best effort.
    """

    message: int
    stays: bool = False


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
#: Calls to one chat, in the order in which they are made.
Calls = tuple[Call, ...]


@dataclass(slots=True)
class Saying:
    """Calls to one chat, those ``left`` and those ``made``; ``prompt`` is the message that now has the buttons.

    ``composed`` says when those left were, by the manner's clock; what is never looked over was composed in time.
    ``sent`` is the newest message that was sent, not changed, and the second of Telegram's clock at which it was.
    ``crossed`` where another process was found to have moved on or shown something while it was said.
    ``tried`` and ``held`` are how often Telegram was tried, and for how long it made us wait.
    """

    left: Calls
    composed: float = inf
    made: Calls = ()
    prompt: int | None = None
    sent: tuple[int, int] | None = None
    crossed: bool = False
    tried: int = 1
    held: float = 0.0


def fitting(text: str) -> str:
    """The text, cut where it is longer than a message may be; Telegram counts UTF-16 units."""
    units = text.encode("utf-16-le")
    if len(units) <= TEXT_UNITS * 2:
        return text
    return units[: (TEXT_UNITS - 1) * 2].decode("utf-16-le", "ignore") + "…"


def noted(note: Note) -> dict[str, Any]:
    """The fields of the call that answers a tap, wherever it is made."""
    text = {"text": note.text[:NOTE_LETTERS]} if note.text else {}
    return {"callback_query_id": note.query, **text}


def pages(calls: Calls) -> list[Page]:
    """The pages that these calls show."""
    return [call.page for call in calls if isinstance(call, Send | Edit)]


def asked_in(calls: Calls) -> Asked | None:
    """The question that these calls put."""
    return next((page.asks for page in reversed(pages(calls)) if page.asks), None)


def dealt_with(calls: Calls) -> set[int]:
    """The messages that these calls change, or take away."""
    return {call.message for call in calls if isinstance(call, Edit | Clear)}


def turned_to_words(calls: Calls) -> tuple[Edit, ...]:
    """Those that turn messages into words that stay, such as who can be rung."""
    return tuple(call for call in calls if isinstance(call, Edit) and not call.page.rows and not call.page.again)
