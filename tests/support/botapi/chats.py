"""Chats as they stand on phones: every message that is there, with edits and deletions applied."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.botapi.refusals import (
    BLOCKED,
    DEACTIVATED,
    DELETE_NOT_FOUND,
    EDIT_NOT_FOUND,
    NO_CHAT,
    NO_DELETE,
    NO_EDIT,
    NOT_MODIFIED,
    NOT_STARTED,
)

DELETABLE_SECONDS = 48 * 60 * 60
_EPOCH = 1_396_000_000


@dataclass(slots=True)
class Message:
    """One message as it is now. ``mine`` when the person wrote it. ``buttons`` are (label, callback data)."""

    id: int
    at: float
    text: str
    mine: bool = False
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()
    protected: bool = False

    @property
    def buttons(self) -> tuple[tuple[str, str], ...]:
        """All its buttons, in order."""
        return tuple(button for row in self.rows for button in row)

    @property
    def labels(self) -> tuple[str, ...]:
        """What its buttons say."""
        return tuple(label for label, _ in self.buttons)

    def told(self, chat: int) -> dict[str, Any]:
        """The message as the API gives it out."""
        place = {"id": chat, "type": "private", "first_name": "Sam"}
        told: dict[str, Any] = {"message_id": self.id, "date": _EPOCH + int(self.at), "chat": place, "text": self.text}
        if not self.mine:
            told["from"] = {"id": 4242, "is_bot": True, "first_name": "mysay"}
        return told


@dataclass(slots=True)
class Chats:
    """All chats. ``state`` says what keeps one from being written to: blocked, deactivated."""

    now: Callable[[], float]
    known: set[int] = field(default_factory=set)
    state: dict[int, str] = field(default_factory=dict)
    messages: defaultdict[int, dict[int, Message]] = field(default_factory=lambda: defaultdict(dict))
    _last: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))

    def may_write(self, chat: int) -> None:
        """Raise the refusal of a message to somebody who cannot get it."""
        state = self.state.get(chat)
        if state:
            raise {"blocked": BLOCKED, "deactivated": DEACTIVATED}[state]
        if chat not in self.known:
            raise NOT_STARTED if chat > 0 else NO_CHAT

    def add(self, chat: int, text: str, *, mine: bool, fields: Mapping[str, Any] | None = None) -> Message:
        """A new message. Its number is one more than the last one in this chat, and means nothing in another."""
        self._last[chat] += 1
        message = Message(self._last[chat], self.now(), text, mine, _rows(fields or {}))
        message.protected = bool((fields or {}).get("protect_content"))
        self.messages[chat][message.id] = message
        return message

    def edit(self, chat: int, fields: Mapping[str, Any]) -> Message:
        """Change the text, the buttons or both of a message of the bot's, at any age."""
        message = self.messages[chat].get(int(fields["message_id"]))
        if message is None:
            raise EDIT_NOT_FOUND
        if message.mine:
            raise NO_EDIT
        text, rows = str(fields.get("text", message.text)), _rows(fields)
        if (text, rows) == (message.text, message.rows):
            raise NOT_MODIFIED
        message.text, message.rows = text, rows
        return message

    def delete(self, chat: int, number: int) -> None:
        """Take a message away, the person's own too, while it is not too old."""
        message = self.messages[chat].get(number)
        if message is None:
            raise DELETE_NOT_FOUND
        if self.now() - message.at > DELETABLE_SECONDS:
            raise NO_DELETE
        del self.messages[chat][number]


def _rows(fields: Mapping[str, Any]) -> tuple[tuple[tuple[str, str], ...], ...]:
    rows = (fields.get("reply_markup") or {}).get("inline_keyboard", [])
    return tuple(
        tuple((each["text"], each.get("callback_data") or each.get("url", "")) for each in row) for row in rows
    )
