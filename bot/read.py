"""What an update says, without a look at anything but the update. Nothing sent is ever downloaded.

It is read as the JSON it is, only as far as it matters: of a tap, five fields out of sixty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from telegram.constants import ChatMemberStatus, ChatType

#: The kinds of update that are asked for; any other is ignored.
KINDS = ["message", "callback_query", "my_chat_member"]
_GONE = frozenset({ChatMemberStatus.BANNED, ChatMemberStatus.LEFT})


class Command(StrEnum):
    """The commands that the bot knows."""

    START = "start"
    HELP = "help"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who it came from: a private chat, and the account in it. Telegram's numbers, never logged."""

    chat: int
    account: int


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command, with what followed it: the payload of a link behind /start."""

    sender: Sender
    command: Command
    payload: str = ""


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button was tapped, on this message of the bot's."""

    sender: Sender
    query: str
    message: int
    button: str


@dataclass(frozen=True, slots=True)
class Typed:
    """Text was typed, in this message, ``at`` a second of Telegram's clock."""

    sender: Sender
    message: int
    text: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Wordless:
    """A photo, a voice message, a sticker, a place: nothing that can be taken as an answer."""

    sender: Sender
    message: int


@dataclass(frozen=True, slots=True)
class Left:
    """The account has blocked the bot."""

    sender: Sender


@dataclass(frozen=True, slots=True)
class Crowd:
    """Something happened in a group or a channel, where the bot has no business."""

    chat: int


#: What somebody does in their chat.
Input = Commanded | Tapped | Typed | Wordless
Heard = Input | Left | Crowd


def read(update: Mapping[str, Any]) -> Heard | None:
    """What an update says; None where it says nothing to us.

    An edited message is none: what it once said has been answered, and its answer may be corrected
    with Back.

    Raises:
        LookupError, TypeError: it is not as Telegram writes them.
    """
    if query := update.get("callback_query"):
        return _tapped(query)
    if change := update.get("my_chat_member"):
        return _membership(change)
    return _message(message) if (message := update.get("message")) else None


def _message(message: Mapping[str, Any]) -> Heard | None:
    chat, person, text = message["chat"], message.get("from"), message.get("text")
    if chat["type"] != ChatType.PRIVATE:
        return Crowd(_number(chat["id"]))
    if person is None or person["is_bot"]:
        return None
    sender, number = Sender(_number(chat["id"]), _number(person["id"])), _number(message["message_id"])
    if text is None:
        return Wordless(sender, number)
    return _commanded(sender, _text(text)) or Typed(sender, number, text, _number(message.get("date", 0)))


def _commanded(sender: Sender, text: str) -> Commanded | None:
    """A text that begins with a known command; any other is text."""
    first, _, rest = text.partition(" ")
    name = first.removeprefix("/").partition("@")[0].lower()
    if not first.startswith("/") or name not in tuple(Command):
        return None
    return Commanded(sender, Command(name), rest.strip())


def _tapped(query: Mapping[str, Any]) -> Heard | None:
    message, button = query.get("message"), query.get("data")
    if message is None or button is None:
        return None
    chat = message["chat"]
    if chat["type"] != ChatType.PRIVATE:
        return Crowd(_number(chat["id"]))
    sender = Sender(_number(chat["id"]), _number(query["from"]["id"]))
    return Tapped(sender, _text(query["id"]), _number(message["message_id"]), _text(button))


def _membership(change: Mapping[str, Any]) -> Heard | None:
    chat, gone = change["chat"], change["new_chat_member"]["status"] in _GONE
    if chat["type"] != ChatType.PRIVATE:
        return None if gone else Crowd(_number(chat["id"]))
    return Left(Sender(_number(chat["id"]), _number(change["from"]["id"]))) if gone else None


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
