"""Updates that Telegram never sends, or does not send yet: let go, without a fault and without a trace."""

from typing import Any

import pytest

from bot import app
from surveys.storage.models import Answer, TelegramAccount

PERSON = {"id": 7001, "is_bot": False, "first_name": "Sam"}
CHAT = {"id": 7001, "type": "private"}
MESSAGE = {"message_id": 1, "date": 1, "chat": CHAT, "from": PERSON, "text": "hello"}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"something_new": {"id": 1}},
        {"message": None},
        {"message": {}},
        {"message": "hello"},
        {"message": [MESSAGE]},
        {"message": {**MESSAGE, "text": 3}},
        {"message": {**MESSAGE, "text": {"a": 1}}},
        {"message": {**MESSAGE, "text": "\ud800\0"}},
        {"message": {**MESSAGE, "chat": None}},
        {"message": {**MESSAGE, "chat": {"id": "x", "type": 3}}},
        {"message": {**MESSAGE, "from": {}}},
        {"message": {**MESSAGE, "date": "never"}},
        {"message": {**MESSAGE, "entities": [{"type": "bold"}]}},
        {"callback_query": {"id": "1", "from": PERSON}},
        {"callback_query": {"id": "1", "from": PERSON, "data": "\ud800", "message": MESSAGE, "chat_instance": "1"}},
        {"callback_query": {"id": "1", "from": PERSON, "data": 7, "message": MESSAGE, "chat_instance": "1"}},
        {"my_chat_member": {"chat": CHAT, "from": PERSON, "date": 1}},
        {"edited_message": MESSAGE},
    ],
    ids=ascii,
)
async def test_it_is_let_go(bot: app.Telegram, more: dict[str, Any]) -> None:
    await bot.updates.take({"update_id": 1, **more})
    await bot.updates.drain()
    assert [await Answer.all().count(), await TelegramAccount.all().count()] == [0, 0]
