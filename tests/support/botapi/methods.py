"""What each method does to chats, once a request has been found well formed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.botapi.chats import Chats
from tests.support.botapi.flood import Flood
from tests.support.botapi.refusals import TOO_OLD, UNKNOWN_METHOD
from tests.support.botapi.updates import TAP_SECONDS, Updates

BOT_NAME = "mysay_test_bot"
_ME = {"id": 4242, "is_bot": True, "first_name": "mysay", "username": BOT_NAME}


@dataclass(slots=True)
class Methods:
    """The methods that a bot of ours may call. ``queries`` are taps by the moment they were made."""

    chats: Chats
    flood: Flood
    updates: Updates
    webhook: dict[str, Any] = field(default_factory=dict)
    queries: dict[str, float] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    left: list[int] = field(default_factory=list)
    last_error: int | None = None

    def do(self, method: str, fields: Mapping[str, Any]) -> Any:
        """Carry out a request; the result as the API gives it."""
        known: dict[str, Callable[[Mapping[str, Any]], Any]] = {
            "getMe": lambda _: _ME,
            "setMyCommands": lambda _: True,
            "deleteWebhook": self._delete_webhook,
            "setWebhook": self._set_webhook,
            "getWebhookInfo": lambda _: self._info(),
            "sendMessage": self._send,
            "editMessageText": self._edit,
            "editMessageReplyMarkup": self._edit,
            "deleteMessage": self._delete,
            "answerCallbackQuery": self._answer,
            "leaveChat": self._leave,
        }
        if method not in known:
            raise UNKNOWN_METHOD
        return known[method](fields)

    def _send(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        chat = int(fields["chat_id"])
        self.chats.may_write(chat)
        self.flood.admit(chat)
        return self.chats.add(chat, str(fields["text"]), mine=False, fields=fields).told(chat)

    def _edit(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        chat = int(fields["chat_id"])
        self.chats.may_write(chat)
        return self.chats.edit(chat, fields).told(chat)

    def _delete(self, fields: Mapping[str, Any]) -> bool:
        chat = int(fields["chat_id"])
        self.chats.may_write(chat)
        self.chats.delete(chat, int(fields["message_id"]))
        return True

    def _answer(self, fields: Mapping[str, Any]) -> bool:
        query = str(fields["callback_query_id"])
        if self.chats.now() - self.queries.get(query, float("-inf")) > TAP_SECONDS:
            raise TOO_OLD
        self.notes[query] = str(fields.get("text", ""))
        return True

    def _leave(self, fields: Mapping[str, Any]) -> bool:
        self.left.append(int(fields["chat_id"]))
        return True

    def _set_webhook(self, fields: Mapping[str, Any]) -> bool:
        self.webhook = dict(fields)
        self.updates.allowed = tuple(fields.get("allowed_updates") or ())
        return True

    def _delete_webhook(self, _: Mapping[str, Any]) -> bool:
        self.webhook = {}
        return True

    def _info(self) -> dict[str, Any]:
        info = {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.living()),
            "allowed_updates": list(self.updates.allowed),
        }
        return {**info, "last_error_date": self.last_error} if self.last_error else info
