"""What an update says, without a look at anything but the update. Nothing sent is ever downloaded."""

from dataclasses import dataclass
from enum import StrEnum

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update
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
    """Text was typed, in this message."""

    sender: Sender
    message: int
    text: str


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


Heard = Commanded | Tapped | Typed | Wordless | Left | Crowd


def read(update: Update) -> Heard | None:
    """What an update says; None where it says nothing to us.

    An edited message is none: what it once said has been answered, and its answer may be corrected
    with Back.
    """
    if update.callback_query:
        return _tapped(update.callback_query)
    if update.my_chat_member:
        return _membership(update.my_chat_member)
    return _message(update.message) if update.message else None


def _message(message: Message) -> Heard | None:
    if message.chat.type != ChatType.PRIVATE:
        return Crowd(message.chat.id)
    if message.from_user is None or message.from_user.is_bot:
        return None
    sender = Sender(message.chat.id, message.from_user.id)
    if message.text is None:
        return Wordless(sender, message.message_id)
    return _commanded(sender, message.text) or Typed(sender, message.message_id, message.text)


def _commanded(sender: Sender, text: str) -> Commanded | None:
    """A text that begins with a known command; any other is text."""
    first, _, rest = text.partition(" ")
    name = first.removeprefix("/").partition("@")[0].lower()
    if not first.startswith("/") or name not in tuple(Command):
        return None
    return Commanded(sender, Command(name), rest.strip())


def _tapped(query: CallbackQuery) -> Heard | None:
    if query.message is None or query.data is None:
        return None
    if query.message.chat.type != ChatType.PRIVATE:
        return Crowd(query.message.chat.id)
    sender = Sender(query.message.chat.id, query.from_user.id)
    return Tapped(sender, query.id, query.message.message_id, query.data)


def _membership(change: ChatMemberUpdated) -> Heard | None:
    gone = change.new_chat_member.status in _GONE
    if change.chat.type != ChatType.PRIVATE:
        return None if gone else Crowd(change.chat.id)
    return Left(Sender(change.chat.id, change.from_user.id)) if gone else None
