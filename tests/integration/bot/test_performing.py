"""Calls to a Bot API that misbehaves: what is tried again, what is let go, what is said otherwise."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram.error import NetworkError, RetryAfter, TelegramError

from bot.calls import Call, Clear, Delete, Edit, Leave, Note, Page, Saying, Send
from bot.performing import Manner, Unreachable, go_on
from bot.transport import BotApi, bot_name
from tests.support.misbehaving import (
    BLOCKED,
    NOT_FOUND,
    NOT_MODIFIED,
    TOO_OLD,
    BotApiServer,
    fine,
    misbehaving,
    too_many,
)
from tests.support.programs import free_port

TOKEN = "4242:a-token-that-must-never-be-seen"
ROWS = ((("Yes", "data"),),)
PAGE = Page("Question?", ROWS, "Lead.")


@asynccontextmanager
async def api_at(server: BotApiServer) -> AsyncIterator[BotApi]:
    api = BotApi(TOKEN, server.url)
    try:
        yield api
    finally:
        await api.close()


async def performed(server: BotApiServer, *calls: Call, tries: int = 4) -> int | None:
    """The message that then has the buttons."""
    saying = Saying(calls)
    async with api_at(server) as api:
        assert await go_on(api, 7, saying, Manner(protect=False, tries=tries))
    return saying.prompt


async def test_a_page_is_sent_with_its_lead_and_edited_without() -> None:
    async with misbehaving() as server:
        assert [await performed(server, Send(PAGE)), await performed(server, Edit(5, PAGE))] == [11, 5]
    assert [fields["text"] for _, fields in server.calls] == ["Lead.\n\nQuestion?", "Question?"]


async def test_messages_are_protected_where_that_is_wanted() -> None:
    async with misbehaving() as server, api_at(server) as api:
        await go_on(api, 7, Saying((Send(PAGE),)), Manner(protect=True))
    assert [fields["protect_content"] for _, fields in server.calls] == [True]


async def test_no_text_goes_through_a_parse_mode() -> None:
    async with misbehaving() as server:
        await performed(server, Send(Page("*bold* _it_ <b>[x](y)`")), Edit(5, Page("*")), Note("q", "*"))
    assert [name for _, fields in server.calls for name in fields if "parse" in name or "entities" in name] == []


@pytest.mark.parametrize(
    ("refusal", "methods", "prompt"),
    [(NOT_MODIFIED, ["editMessageText"], 5), (NOT_FOUND, ["editMessageText", "sendMessage"], 11)],
)
async def test_an_edit_that_is_refused_is_sent_anew_unless_nothing_would_change(
    refusal: tuple[int, object], methods: list[str], prompt: int
) -> None:
    async with misbehaving(editMessageText=[refusal]) as server:
        assert await performed(server, Edit(5, PAGE)) == prompt
    assert server.methods == methods


async def test_what_is_best_effort_never_stops_what_comes_after() -> None:
    async with misbehaving(
        answerCallbackQuery=[TOO_OLD], deleteMessage=[NOT_FOUND, NOT_FOUND], editMessageReplyMarkup=[NOT_FOUND]
    ) as server:
        assert await performed(server, Note("q"), Delete(3), Clear(4), Send(PAGE)) == 11
    assert server.methods == [
        "answerCallbackQuery",
        "deleteMessage",
        "deleteMessage",
        "editMessageReplyMarkup",
        "sendMessage",
    ]


async def test_a_group_is_left() -> None:
    async with misbehaving() as server:
        await performed(server, Leave())
    assert server.methods == ["leaveChat"]


@pytest.mark.parametrize("call", [Send(PAGE), Edit(5, PAGE), Delete(5), Note("q"), Clear(5)])
async def test_whoever_has_blocked_the_bot_is_out_of_reach(call: Call) -> None:
    method = {"Send": "sendMessage", "Edit": "editMessageText", "Note": "answerCallbackQuery"}
    async with misbehaving(**{method.get(type(call).__name__, "deleteMessage"): [BLOCKED]}) as server:
        with pytest.raises(Unreachable):
            await performed(server, call)


async def test_a_server_that_stumbles_is_asked_again() -> None:
    async with misbehaving(sendMessage=[(502, "<html>Bad Gateway</html>"), fine()]) as server:
        assert await performed(server, Send(PAGE)) == 11
    assert server.methods == ["sendMessage"] * 2


async def test_what_must_not_wait_is_tried_once() -> None:
    async with misbehaving(sendMessage=[too_many(9)]) as server:
        with pytest.raises(RetryAfter):
            await performed(server, Send(PAGE), tries=1)
    assert server.methods == ["sendMessage"]


async def test_what_asks_for_a_moment_gets_it() -> None:
    async with misbehaving(sendMessage=[too_many(1)]) as server:
        assert await performed(server, Send(PAGE)) == 11
    assert server.methods == ["sendMessage"] * 2


@pytest.mark.parametrize("answer", [(200, "no JSON"), (200, "[1]"), (500, "{broken"), (502, "<html>")])
async def test_no_error_and_no_log_line_tells_the_token_or_the_text(
    answer: tuple[int, object], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with misbehaving(sendMessage=[answer]) as server:
        with pytest.raises(TelegramError) as raised:
            await performed(server, Send(Page("secret words")), tries=1)
    told = f"{raised.value!r} {raised.value.__cause__!r} {caplog.text}"
    assert [word for word in (TOKEN, "secret words") if word in told] == []


@pytest.mark.parametrize(("answer", "raises"), [("no JSON", True), ("[1]", True), ('{"result": 1, "ok": true}', False)])
async def test_an_answer_that_does_not_begin_as_they_do_is_read_to_its_end(answer: str, raises: bool) -> None:
    async with misbehaving(editMessageText=[(200, answer)]) as server, api_at(server) as api:
        came = await asyncio.gather(api.do("editMessageText", {"chat_id": 7}), return_exceptions=True)
    assert [isinstance(each, TelegramError) for each in came] == [raises]


async def test_a_server_that_is_not_there_is_told_without_its_address(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(NetworkError) as raised:
        await performed(BotApiServer(url=f"http://127.0.0.1:{free_port()}"), Send(PAGE), tries=1)
    assert TOKEN not in f"{raised.value!r} {raised.value.__cause__!r} {caplog.text}"


async def test_the_bots_name_is_asked_once_and_none_where_there_is_none() -> None:
    me = {"id": 4242, "is_bot": True, "first_name": "M", "username": "mysay_bot"}
    async with misbehaving(getMe=[fine(me)]) as server:
        names = [await bot_name("4242:asked-once", server.url), await bot_name("4242:asked-once", server.url)]
    assert (names, server.methods) == (["mysay_bot"] * 2, ["getMe"])
    assert await bot_name(None, server.url) is None
    assert await bot_name("4242:not-there-at-all", f"http://127.0.0.1:{free_port()}") is None
