"""A person with a phone: what they do goes to the bot, what they see is the chat as it stands."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.support.botapi.chats import Message
from tests.support.botapi.server import Strict

_queries = count(1)


@dataclass(slots=True)
class Person:
    """Somebody in a private chat with the bot, which has their number."""

    api: Strict
    id: int
    tapped: list[str] = field(default_factory=list)

    @property
    def screen(self) -> list[Message]:
        """Everything in the chat as it stands, oldest first, their own messages too."""
        return [message for _, message in sorted(self.api.chats.messages[self.id].items())]

    @property
    def shown(self) -> list[Message]:
        """The bot's messages."""
        return [message for message in self.screen if not message.mine]

    @property
    def last(self) -> Message:
        """The bot's newest message."""
        return self.shown[-1]

    @property
    def note(self) -> str | None:
        """What the last tap was answered with; None while its button is still turning."""
        return self.api.methods.notes.get(self.tapped[-1])

    async def type(self, text: str) -> Message:
        """Type a message, /start included."""
        self.api.chats.known.add(self.id)
        message = self.api.chats.add(self.id, text, mine=True)
        told = {**message.told(self.id), "from": self._self()}
        if text.startswith("/"):
            told["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        await self.api.updates.add("message", told, ("messages", self.id))
        return message

    async def tap(self, label: str, message: Message | None = None) -> None:
        """Tap the button that says this, on the newest message or on one seen before."""
        shown = message or self.last
        await self.press(dict(shown.buttons)[label], shown)

    async def press(self, data: str, message: Message) -> None:
        """Tap a button by what it carries."""
        query = str(next(_queries))
        self.tapped.append(query)
        self.api.methods.queries[query] = self.api.time.now()
        content: dict[str, Any] = {"id": query, "from": self._self(), "chat_instance": str(self.id), "data": data}
        content["message"] = message.told(self.id)
        await self.api.updates.add("callback_query", content, ("taps", self.id))

    async def edit(self, message: Message, text: str) -> None:
        """Change what they wrote."""
        message.text = text
        told = {**message.told(self.id), "from": self._self(), "edit_date": 1}
        await self.api.updates.add("edited_message", told, ("messages", self.id))

    async def block(self) -> None:
        """Block the bot."""
        self.api.chats.state[self.id] = "blocked"
        chat = {"id": self.id, "type": "private", "first_name": "Sam"}
        bot = {"id": 4242, "is_bot": True, "first_name": "mysay"}
        change = {
            "chat": chat, "from": self._self(), "date": 1,
            "old_chat_member": {"user": bot, "status": "member"},
            "new_chat_member": {"user": bot, "status": "kicked", "until_date": 0},
        }  # fmt: skip
        await self.api.updates.add("my_chat_member", change, ("messages", self.id))

    async def sees(self, holds: Callable[["Person"], object]) -> None:
        """Wait until this holds of what they see."""
        await self.api.until(lambda: self.shown and holds(self))

    def _self(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": "Sam"}
