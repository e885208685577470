"""What updates say, kind by kind."""

from typing import Any

import pytest

from bot.read import Command, Commanded, Crowd, Heard, Left, Sender, Tapped, Typed, Wordless, read

SAM = {"id": 7, "is_bot": False, "first_name": "Sam"}
PRIVATE = {"id": 7, "type": "private"}
GROUP = {"id": -100123, "type": "supergroup", "title": "Us"}
SENDER = Sender(7, 7)
WITHOUT_WORDS: list[dict[str, Any]] = [
    {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}], "caption": "this is my room"},
    {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 3}},
    {"location": {"longitude": 1.0, "latitude": 51.0}},
    {"contact": {"phone_number": "1", "first_name": "Mum"}},
    {"video_note": {"file_id": "f", "file_unique_id": "u", "duration": 3, "length": 100}},
    {"poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
              "is_anonymous": True, "type": "regular", "allows_multiple_answers": False, "allows_revoting": False, "members_only": False}},
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "command", "payload"),
    [
        ("/start", Command.START, ""),
        ("/start abc_DEF-1", Command.START, "abc_DEF-1"),
        ("/START@mysay_bot abc", Command.START, "abc"),
        ("/help", Command.HELP, ""),
        ("/stop please", Command.STOP, "please"),
    ],
)
def test_commands(text: str, command: Command, payload: str) -> None:
    assert heard(message=message(text=text)) == Commanded(SENDER, command, payload)


@pytest.mark.parametrize("text", ["start", "/", "/unknown", "2", "👍", "/ start", "I/stop"])
def test_anything_else_typed_is_text(text: str) -> None:
    assert heard(message=message(text=text)) == Typed(SENDER, 55, text, 1_395_000_000)


@pytest.mark.parametrize("content", WITHOUT_WORDS, ids=lambda content: next(iter(content)))
def test_what_is_not_text_is_no_answer(content: dict[str, Any]) -> None:
    assert heard(message=message(**content)) == Wordless(SENDER, 55)


def test_a_forwarded_text_is_text() -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"}
    assert heard(message=message(text="hello", forward_origin=origin)) == Typed(SENDER, 55, "hello", 1_395_000_000)


def test_a_tap() -> None:
    assert heard(callback_query=tap(PRIVATE)) == Tapped(SENDER, "9", 55, "data")


@pytest.mark.parametrize("where", [GROUP, {"id": -5, "type": "group", "title": "Us"}, {"id": -100, "type": "channel"}])
def test_groups_and_channels_are_left_whatever_happens_there(where: dict[str, Any]) -> None:
    crowd = Crowd(int(where["id"]))
    assert heard(message=message(chat=where, text="/start abc")) == crowd
    assert heard(callback_query=tap(where)) == crowd
    assert heard(my_chat_member=membership(where, "member")) == crowd
    assert heard(my_chat_member=membership(where, "left")) is None


def test_blocking_the_bot_is_heard_and_unblocking_waits_for_a_word() -> None:
    assert heard(my_chat_member=membership(PRIVATE, "kicked")) == Left(SENDER)
    assert heard(my_chat_member=membership(PRIVATE, "member")) is None


def test_an_edited_message_and_other_bots_say_nothing() -> None:
    assert heard(edited_message=message(text="no, the other one")) is None
    assert heard(message=message(text="hi", **{"from": {**SAM, "is_bot": True}})) is None


def test_kinds_that_were_not_asked_for_say_nothing() -> None:
    assert heard(poll_answer={"poll_id": "1", "option_ids": [0], "user": SAM, "option_persistent_ids": []}) is None
    assert heard(something_new={"id": 1}) is None


def heard(**what: Any) -> Heard | None:
    return read({"update_id": 1, **what})


def message(**content: Any) -> dict[str, Any]:
    return {"message_id": 55, "date": 1_395_000_000, "chat": PRIVATE, "from": SAM, **content}


def tap(chat: dict[str, Any]) -> dict[str, Any]:
    return {"id": "9", "from": SAM, "chat_instance": "1", "data": "data", "message": message(chat=chat, text="?")}


def membership(chat: dict[str, Any], status: str) -> dict[str, Any]:
    bot = {"id": 1, "is_bot": True, "first_name": "Bot"}
    was, now = {"status": "left", "user": bot}, {"status": status, "user": bot, "until_date": 0}
    return {"chat": chat, "from": SAM, "date": 1, "old_chat_member": was, "new_chat_member": now}
