"""``mysay serve`` from outside: begun in Telegram, finished on the web, counted by a command meanwhile."""

import json
from collections.abc import Iterable
from typing import Any

from aiohttp import ClientSession

from tests.support.house import House
from tests.support.patience import until
from tests.support.programs import free_port, serving
from tests.support.telegram import TOKEN, Chat, Telegram, emulated

SECRET = "only-telegram-knows"


async def invitation(house: House, environ: dict[str, str]) -> dict[str, Any]:
    more = {name.removeprefix("MYSAY_"): value for name, value in environ.items()}
    done = await house.run("invite", "--json", **more)
    (row,) = json.loads(done.out)
    found: dict[str, Any] = row
    return found


async def agree_and_answer_one(chat: Chat, telegram_link: str) -> None:
    await chat.type(f"/start {telegram_link.rpartition('start=')[2]}")
    await chat.settled(lambda it: "OK, let’s start" in it.last.labels)
    await chat.tap("OK, let’s start")
    await chat.settled(lambda it: "Skip" in it.last.labels)
    await chat.tap(chat.last.labels[0])
    await chat.settled(lambda it: it.last.text.startswith("1 of"))


def value(question: dict[str, Any]) -> object:
    if question["options"]:
        code = question["options"][0]["code"]
        return [code] if question["kind"] == "choices" else code
    return {"text": "More time to talk", "number": 3, "date": "2014-03-27"}[question["kind"]]


async def finish(client: ClientSession, token: str) -> list[int]:
    """Answer by the API all that is left; the revision of each reply."""
    async with client.post("/api/v1/sessions", json={"token": token}) as begun:
        assert begun.status == 201
        opened = await begun.json()
    step, replies = opened["step"], []
    bearer = {"Authorization": f"Bearer {opened['session']}"}
    while step["kind"] == "question":
        replies.append(step["revision"])
        reply = {"to": step["question"]["id"], "revision": step["revision"], "value": value(step["question"])}
        async with client.post("/api/v1/session/reply", json=reply, headers=bearer) as answered:
            step = (await answered.json())["step"]
    return replies


async def walk(house: House, telegram: Telegram, environ: dict[str, str], address: str) -> None:
    asked = await invitation(house, environ)
    await agree_and_answer_one(Chat(telegram, 7001), asked["telegram_link"])
    async with ClientSession(address) as client:
        revisions = await finish(client, asked["link"].rpartition("/")[2])
    assert revisions == list(range(1, 1 + len(revisions)))
    answers = await house.run("answers", "R1")
    assert (answers.code, answers.out.count("More time to talk") > 0) == (0, True)


async def test_polling_then_the_web_with_commands_at_work_meanwhile(house: House) -> None:
    async with emulated() as telegram:
        environ = {"MYSAY_TELEGRAM_TOKEN": TOKEN, "MYSAY_TELEGRAM_API_URL": telegram.url}
        async with serving(environ=house.environ | environ, folder=house.folder) as address:
            await walk(house, telegram, environ, address)


async def test_the_webhook_takes_what_telegram_posts_and_nobody_else(house: House) -> None:
    async with emulated() as telegram:
        port = free_port()
        environ = {
            "MYSAY_TELEGRAM_TOKEN": TOKEN,
            "MYSAY_TELEGRAM_API_URL": telegram.url,
            "MYSAY_TELEGRAM_WEBHOOK_SECRET": SECRET,
            "MYSAY_BASE_URL": f"http://127.0.0.1:{port}",
        }
        async with serving(environ=house.environ | environ, folder=house.folder, port=port) as address:
            await telegram.until(lambda: "setMyCommands" in telegram.methods())
            assert await statuses(address, ["wrong", "", SECRET + "x"]) == [401, 401, 401]
            await walk(house, telegram, environ, address)


async def statuses(address: str, secrets: Iterable[str]) -> list[int]:
    found = []
    async with ClientSession(address) as client:
        for secret in secrets:
            headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
            async with client.post("/telegram/webhook", data=b"not even JSON", headers=headers) as response:
                found.append(response.status)
    return found


async def test_a_call_for_help_shows_in_every_command(house: House) -> None:
    async with serving(environ=house.environ, folder=house.folder) as address, ClientSession(address) as client:
        assert await statuses(address, [SECRET]) == [401]
        asked = await invitation(house, {})
        async with client.post("/api/v1/sessions", json={"token": asked["link"].rpartition("/")[2]}) as begun:
            opened = await begun.json()
        help_now = {"to": opened["step"]["question"]["id"], "revision": 0, "action": "help"}
        bearer = {"Authorization": f"Bearer {opened['session']}"}
        async with client.post("/api/v1/session/reply", json=help_now, headers=bearer) as helped:
            step = (await helped.json())["step"]
    assert (step["revision"], any("999" in text for text in step["says"])) == (0, True)
    listed = await house.run("alerts", "--json")
    (alert,) = json.loads(listed.out)
    report = await house.run("report", "2013-14-Q4")
    assert "mysay alerts" in report.err
    acknowledged = await house.run("alerts", "--ack", str(alert["id"]))
    assert (acknowledged.code, (await house.run("report", "2013-14-Q4")).err) == (0, "")


async def test_one_server_for_one_file(house: House) -> None:
    async with serving(environ=house.environ, folder=house.folder):
        second = await house.run("serve", PORT=str(free_port()))
    assert (second.code, "Another 'mysay serve'" in second.err) == (1, True)


async def test_it_tells_how_late_it_comes_to_something_that_was_due(house: House) -> None:
    async with serving(environ=house.environ, folder=house.folder) as address, ClientSession(address) as client:

        async def tells() -> bool:
            async with client.get("/metrics") as figures:
                return 'mysay_lag_seconds_count{of="loop"}' in await figures.text()

        await until(tells)
