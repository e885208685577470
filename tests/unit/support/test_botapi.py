"""The strict Bot API stand-in keeps the limits that it is there for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, ServerDisconnectedError, web

from tests.support.botapi.person import Person
from tests.support.botapi.refusals import GATEWAY
from tests.support.botapi.server import TOKEN, Strict, strict
from tests.support.programs import free_port

YES = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
DAY = 24 * 60 * 60.0


@pytest.fixture
async def api() -> AsyncIterator[Strict]:
    async with strict() as running:
        yield running


@pytest.fixture
def sam(api: Strict) -> Person:
    return Person(api, 77)


async def ask(api: Strict, method: str, *, token: str = TOKEN, **fields: Any) -> tuple[int, Any]:
    """The status, and the result or the description."""
    async with ClientSession() as client, client.post(f"{api.url}/bot{token}/{method}", json=fields) as response:
        body = await response.json()
        return response.status, body["result"] if body["ok"] else body["description"]


async def say(api: Strict, text: str = "Hello", **fields: Any) -> tuple[int, Any]:
    api.time.on(2)  # whatever was sent before does not count any more
    return await ask(api, "sendMessage", chat_id=77, text=text, **fields)


@pytest.mark.parametrize(
    ("method", "fields", "words"),
    [
        ("sendMessage", {"chat_id": 77, "text": "x", "colour": "red"}, "unknown fields colour"),
        ("sendMessage", {"chat_id": 77, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b", "size": 2}]]}}, "unknown fields size"),
        ("sendMessage", {"chat_id": 77}, "text: Field required"),
        ("sendMessage", {"chat_id": 77, "text": " \n"}, "message text is empty"),
        ("sendMessage", {"chat_id": 77, "text": "x" * 4097}, "message is too long"),
        ("sendMessage", {"chat_id": 77, "text": "😀" * 2049}, "message is too long"),
        ("sendMessage", {"chat_id": 77, "text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
        ("sendMessage", {"chat_id": 77, "text": "<blink>x</blink>", "parse_mode": "HTML"}, "unsupported start tag"),
        ("sendMessage", {"chat_id": 77, "text": "x", "parse_mode": "Sign"}, "unsupported parse_mode"),
        ("sendMessage", {"chat_id": 77, "text": "xy", "entities": [{"type": "bold", "offset": 1, "length": 2}]}, "can't parse entities"),
        ("sendMessage", {"chat_id": 77, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "é" * 33}]]}}, "BUTTON_DATA_INVALID"),
        ("sendMessage", {"chat_id": 77, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": " ", "callback_data": "b"}]]}}, "text buttons are unallowed"),
        ("sendMessage", {"chat_id": 77, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}] * 101]}}, "reply markup is too long"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
        ("answerCallbackQuery", {"callback_query_id": "1"}, "query is too old"),
        ("editMessageText", {"chat_id": 77, "message_id": 9, "text": "x"}, "message to edit not found"),
        ("deleteMessage", {"chat_id": 77, "message_id": 9}, "message to delete not found"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
async def test_what_telegram_would_refuse_is_refused(
    api: Strict, sam: Person, method: str, fields: dict[str, Any], words: str
) -> None:
    api.chats.known.add(77)
    status, description = await ask(api, method, **fields)
    assert (status, description.startswith("Bad Request: "), words in description) == (400, True, True)
    assert [each.status for each in api.asked] == [400]


async def test_a_text_as_long_as_may_be_is_taken(api: Strict, sam: Person) -> None:
    api.chats.known.add(77)
    assert [(await say(api, text))[0] for text in ("x" * 4096, "😀" * 2048)] == [200, 200]
    fits = {"inline_keyboard": [[{"text": "a", "callback_data": "é" * 32}]]}
    assert (await say(api, reply_markup=fits, protect_content=True))[0] == 200
    assert (sam.last.labels, sam.last.protected) == (("a",), True)


async def test_a_method_there_is_not_and_a_token_that_is_not_the_bots(api: Strict) -> None:
    assert [(await ask(api, "sendMoney"))[0], (await ask(api, "getMe", token="1:a"))[0]] == [404, 401]


async def test_the_screen_is_the_chat_as_it_stands(api: Strict, sam: Person) -> None:
    await sam.type("/start")
    _, first = await say(api, "First", reply_markup=YES)
    _, second = await say(api, "Second")
    edit = {"chat_id": 77, "message_id": first["message_id"], "text": "Mended"}
    assert [(await ask(api, "editMessageText", **edit))[0] for _ in range(2)] == [200, 400]
    assert await ask(api, "deleteMessage", chat_id=77, message_id=second["message_id"]) == (200, True)
    assert [(each.text, each.mine, each.labels) for each in sam.screen] == [("/start", True, ()), ("Mended", False, ())]


async def test_what_a_person_wrote_cannot_be_edited_and_what_is_old_not_deleted(api: Strict, sam: Person) -> None:
    written = await sam.type("hello")
    edit = await ask(api, "editMessageText", chat_id=77, message_id=written.id, text="x")
    _, sent = await say(api)
    api.time.on(2 * DAY + 10)
    delete = await ask(api, "deleteMessage", chat_id=77, message_id=sent["message_id"])
    still = await ask(api, "editMessageText", chat_id=77, message_id=sent["message_id"], text="of any age")
    assert [edit[0], delete[0], still[0]] == [400, 400, 200]
    assert ("can't be edited" in edit[1], "can't be deleted" in delete[1]) == (True, True)


async def test_who_cannot_be_written_to(api: Strict, sam: Person) -> None:
    assert await say(api) == (403, "Forbidden: bot can't initiate conversation with a user")
    await sam.type("hello")
    await sam.block()
    assert await say(api) == (403, "Forbidden: bot was blocked by the user")
    api.chats.state[77] = "deactivated"
    assert await say(api) == (403, "Forbidden: user is deactivated")


async def test_one_message_a_second_in_a_chat_and_thirty_in_all(api: Strict) -> None:
    flood = api.methods.flood
    moment = [0.0]
    flood.now = lambda: moment[0]
    api.chats.known |= set(range(100))
    statuses = [(await ask(api, "sendMessage", chat_id=chat, text="x"))[0] for chat in (1, 1, *range(2, 33))]
    assert statuses == [200, 429, *[200] * 29, 429, 429]
    moment[0] = 1.0
    assert (await ask(api, "sendMessage", chat_id=1, text="x"))[0] == 200
    flood.hold(5, 17.5)
    assert await ask(api, "sendMessage", chat_id=5, text="x") == (429, "Too Many Requests: retry after 18")


async def test_faults_as_they_are_asked_for(api: Strict, sam: Person) -> None:
    await sam.type("hello")
    api.fail("sendMessage", GATEWAY, "cut", "cut after")
    assert (await say(api))[0] == 502
    for _ in range(2):
        with pytest.raises(ServerDisconnectedError):
            await say(api)
    assert ([each.status for each in api.asked], len(sam.shown)) == ([502, 0, 0], 1)


async def test_a_tap_lives_150_seconds_and_a_message_a_day(api: Strict, sam: Person) -> None:
    await sam.type("hello")
    await say(api, reply_markup=YES)
    await sam.tap("Yes")
    _, both = await ask(api, "getUpdates")
    api.time.on(151)
    _, one = await ask(api, "getUpdates")
    api.time.on(DAY)
    _, none = await ask(api, "getUpdates")
    assert [[next(iter(set(each) - {"update_id"})) for each in found] for found in (both, one, none)] == [
        ["message", "callback_query"],
        ["message"],
        [],
    ]
    assert (await ask(api, "answerCallbackQuery", callback_query_id=sam.tapped[0]))[0] == 400


async def test_updates_come_again_until_the_offset_passes_them(api: Strict, sam: Person) -> None:
    for text in "abc":
        await sam.type(text)
    found = [await ask(api, "getUpdates", offset=offset) for offset in (0, 0, 2, 4)]
    assert [[each["message"]["text"] for each in result] for _, result in found] == [
        list("abc"),
        list("abc"),
        ["b", "c"],
        [],
    ]


async def test_a_second_poller_ends_the_first_and_a_webhook_both(api: Strict) -> None:
    first = asyncio.create_task(ask(api, "getUpdates", timeout=500))
    await api.until(lambda: api._poll)
    second = asyncio.create_task(ask(api, "getUpdates", timeout=500))
    assert (await first)[0] == 409
    await Person(api, 1).type("x")
    assert (await second)[0] == 200
    await ask(api, "setWebhook", url="http://127.0.0.1:9/x")
    assert (await ask(api, "getUpdates"))[1].startswith("Conflict: can't use getUpdates")


async def test_kinds_that_were_not_asked_for_do_not_come(api: Strict, sam: Person) -> None:
    await ask(api, "getUpdates", allowed_updates=["callback_query"])
    await sam.type("hello")
    assert (await ask(api, "getUpdates"))[1] == []


@asynccontextmanager
async def hook(api: Strict, answers: dict[int, list[web.Response]]) -> AsyncIterator[list[tuple[int, str | None]]]:
    """A webhook that answers each chat with what is next for it, then 200; what came, with the secret it came with."""
    came: list[tuple[int, str | None]] = []

    async def take(request: web.Request) -> web.Response:
        update = await request.json()
        came.append((update["update_id"], request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        content = update.get("message") or update["callback_query"]
        waiting = answers.get(content["from"]["id"], [])
        return waiting.pop(0) if waiting else web.Response()

    app, port = web.Application(), free_port()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await ask(api, "setWebhook", url=f"http://127.0.0.1:{port}/hook", secret_token="s3cret")
    try:
        yield came
    finally:
        await runner.cleanup()


async def test_a_queue_keeps_its_order_and_waits_for_no_other(api: Strict, sam: Person) -> None:
    other = Person(api, 78)
    async with hook(api, {77: [web.Response(status=503) for _ in range(3)]}) as came:
        for person in (sam, sam, other):
            await person.type("hello")
        await api.quiet()
    assert [number for number, _ in came if number != 3] == [1, 1, 1, 1, 2]
    assert [number for number, _ in came].index(3) < 4
    assert {secret for _, secret in came} == {"s3cret"}


async def test_taps_and_messages_of_one_person_come_side_by_side(api: Strict, sam: Person) -> None:
    api.chats.known.add(77)
    await say(api, reply_markup=YES)
    async with hook(api, {77: [web.Response(status=503, headers={"Retry-After": "100"})]}) as came:
        await sam.type("typed")
        await api.until(lambda: api.carried)
        await sam.tap("Yes")
        await api.until(lambda: len(api.carried) > 1)
        api.time.on(100)
        await api.quiet()
    assert [number for number, _ in came] == [1, 2, 1]


async def test_the_webhooks_answer_may_be_a_call(api: Strict, sam: Person) -> None:
    await sam.type("hello")
    await say(api, reply_markup=YES)
    api.methods.updates.waiting.clear()
    call = web.json_response({"method": "answerCallbackQuery", "callback_query_id": "q", "text": "Thanks"})
    async with hook(api, {77: [call]}):
        api.methods.queries["q"] = api.time.now()
        await sam.tap("Yes")
        await api.quiet()
    assert api.methods.notes == {"q": "Thanks"}
    assert (api.asked[-1].method, api.asked[-1].status) == ("answerCallbackQuery", 200)


async def test_what_a_webhook_never_takes_dies_and_is_told_in_its_info(api: Strict, sam: Person) -> None:
    await ask(api, "setWebhook", url=f"http://127.0.0.1:{free_port()}/nobody")
    await sam.type("hello")
    await api.until(lambda: api.updates.waiting and api.carried)
    assert dict(api.carried) == {1: 0}
    _, info = await ask(api, "getWebhookInfo")
    api.time.on(DAY)
    await api.quiet()
    assert (info["pending_update_count"], info["last_error_date"] > 0, api.updates.lost) == (1, True, [1])
