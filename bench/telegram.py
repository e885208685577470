"""Telegram on this machine: a Bot API server, and the people who tap, in a process of their own.

Run as ``python -m bench.telegram PORT``. Each line on its standard input is an order in JSON; each gets a
line of JSON in return. It keeps the keyboard that each chat shows, so that what is tapped is what a
young person would see, and counts the calls that a bot makes.
"""

import asyncio
import json
import sys
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from bench.http import Visitor
from bench.machine import busy_seconds, cpu_seconds

SECRET = "a-webhook-secret-of-the-bench"
_HEADERS = (("X-Telegram-Bot-Api-Secret-Token", SECRET),)
_PATIENCE = 60.0
_START = 1_000_000


@dataclass(slots=True)
class Chat:
    """One private chat: the message with buttons, and what its buttons carry."""

    id: int
    message: int = 0
    text: str = ""
    rows: list[list[dict[str, str]]] = field(default_factory=list)
    shown: asyncio.Event = field(default_factory=asyncio.Event)


class Telegram:
    """The Bot API, as far as a survey uses it."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.calls: Counter[str] = Counter()
        self.updates = _START
        self._messages = 100
        self._webhook: dict[str, Any] = {"url": ""}

    def chat(self, number: int) -> Chat:
        return self.chats.setdefault(number, Chat(number))

    def call(self, method: str, fields: dict[str, Any]) -> bytes:
        """Do what a bot asks; the answer as Telegram words it."""
        self.calls[method] += 1
        match method:
            case "sendMessage" | "editMessageText":
                return _ok(self._show(method, fields))
            case "getMe":
                return _ok({"id": 4242, "is_bot": True, "first_name": "Bench", "username": "bench_bot"})
            case "setWebhook":
                self._webhook = {"url": fields["url"], "allowed_updates": fields.get("allowed_updates", [])}
            case "getWebhookInfo":
                return _ok({**self._webhook, "has_custom_certificate": False, "pending_update_count": 0})
            case _:
                pass
        return _ok(True)

    def _show(self, method: str, fields: dict[str, Any]) -> dict[str, Any]:
        chat = self.chat(int(fields["chat_id"]))
        if method == "sendMessage":
            self._messages += 1
            chat.message = self._messages
        markup = fields.get("reply_markup") or {}
        markup = json.loads(markup) if isinstance(markup, str) else markup
        chat.text, chat.rows = fields["text"], markup.get("inline_keyboard", [])
        chat.shown.set()
        return _message(chat)


class _Server(asyncio.Protocol):
    """HTTP as little as a Bot API client needs."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, received: bytes) -> None:
        self._buffer += received
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].decode("latin-1")
            fields = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in head.split("\r\n"))}
            length = int(fields.get("content-length", 0))
            if len(self._buffer) < end + 4 + length:
                return
            body, self._buffer = self._buffer[end + 4 : end + 4 + length], self._buffer[end + 4 + length :]
            path = head.split(" ", 2)[1]
            answer = self._telegram.call(path.rpartition("/")[2], _fields(fields.get("content-type", ""), body))
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer)
                + answer
            )


def _fields(kind: str, body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    if kind.startswith("application/json"):
        read: dict[str, Any] = json.loads(body)
        return read
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


def _ok(result: object) -> bytes:
    return json.dumps({"ok": True, "result": result}).encode()


def _message(chat: Chat) -> dict[str, Any]:
    return {
        "message_id": chat.message,
        "date": int(time.time()),
        "chat": _private(chat),
        "from": {"id": 4242, "is_bot": True, "first_name": "Bench", "username": "bench_bot"},
        "text": chat.text,
        "reply_markup": {"inline_keyboard": chat.rows},
    }


def _private(chat: Chat) -> dict[str, Any]:
    return {"id": chat.id, "type": "private", "first_name": "Sam", "last_name": "Bench", "username": f"sam{chat.id}"}


def _person(chat: Chat) -> dict[str, Any]:
    return {"id": chat.id, "is_bot": False, "first_name": "Sam", "last_name": "Bench", "language_code": "en"}


class People:
    """Those who open the bot and tap what it shows, over the connections that Telegram would hold."""

    def __init__(self, telegram: Telegram, url: str) -> None:
        self._telegram, self._url = telegram, url
        self.sent = 0
        self.bad = 0

    async def start(self, visitor: Visitor, chat: Chat, text: str) -> None:
        """Open the bot with /start, and wait for what it shows."""
        body = {"message_id": 1, "date": int(time.time()), "chat": _private(chat), "from": _person(chat), "text": text}
        body["entities"] = [{"type": "bot_command", "offset": 0, "length": 6}]
        chat.shown.clear()
        await self.update(visitor, {"message": body})
        await asyncio.wait_for(chat.shown.wait(), _PATIENCE)

    async def tap(self, visitor: Visitor, chat: Chat) -> None:
        """Tap the first button, and wait for what is shown next."""
        query = {"id": f"{chat.id}{self._telegram.updates}", "from": _person(chat), "chat_instance": "1"}
        query |= {"message": _message(chat), "data": chat.rows[0][0]["callback_data"]}
        chat.shown.clear()
        await self.update(visitor, {"callback_query": query})
        await asyncio.wait_for(chat.shown.wait(), _PATIENCE)

    async def update(self, visitor: Visitor, what: dict[str, Any]) -> None:
        """Deliver one update; a call in the answer to it is a call like any other."""
        self._telegram.updates += 1
        self.sent += 1
        status, answer = await visitor.post(
            self._url, json.dumps({"update_id": self._telegram.updates, **what}).encode(), _HEADERS
        )
        self.bad += status != 200
        if answer[:1] == b"{":
            fields = json.loads(answer)
            self._telegram.call(fields.pop("method"), fields)


async def converse(telegram: Telegram, order: dict[str, Any]) -> dict[str, Any]:
    """Every chat in turn, over so many connections: ``start`` texts by chat, then so many ``taps`` each."""
    crowds, waiting = _crowds(telegram, order), deque(order["chats"])

    async def connection(people: People) -> None:
        async with Visitor() as visitor:
            while waiting:
                number, text = waiting.popleft()
                chat = telegram.chat(number)
                if text:
                    await people.start(visitor, chat, text)
                for _ in range(order["taps"]):
                    if chat.rows:
                        await people.tap(visitor, chat)

    return await _measured(telegram, crowds, order, [connection(each) for each in _dealt(crowds, order)])


async def offered(telegram: Telegram, order: dict[str, Any]) -> dict[str, Any]:
    """Taps at an even pace, whether or not the last was dealt with: how long each waited, from when it was due."""
    crowds, waiting = _crowds(telegram, order), deque(order["chats"])
    ready: asyncio.Queue[Chat] = asyncio.Queue()
    visitors: asyncio.Queue[tuple[People, Visitor]] = asyncio.Queue()
    spent: list[float] = []
    for number, _ in waiting:
        ready.put_nowait(telegram.chat(number))
    for each in _dealt(crowds, order):
        visitors.put_nowait((each, Visitor()))

    async def one(due: float) -> None:
        chat, (people, visitor) = await ready.get(), await visitors.get()
        try:
            chat.shown.clear()
            await people.tap(visitor, chat)
        finally:
            spent.append(visitor.answered - due)
            visitors.put_nowait((people, visitor))
        if chat.rows:
            ready.put_nowait(chat)

    async def pace() -> None:
        began = time.perf_counter()
        tasks = []
        for number in range(order["taps"]):
            due = began + number / order["rate"]
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(one(due)))
        await asyncio.gather(*tasks)

    measured = await _measured(telegram, crowds, order, [pace()])
    spent.sort()
    return {**measured, "p50": spent[len(spent) // 2], "p99": spent[int(len(spent) * 0.99)], "worst": spent[-1]}


async def called(telegram: Telegram, method: str) -> dict[str, Any]:
    """Wait until the bot has called this, and a moment longer."""
    while not telegram.calls[method]:  # noqa: ASYNC110  # calls are counted, not signalled: a peer needs no more
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)
    return {}


def _crowds(telegram: Telegram, order: dict[str, Any]) -> list[People]:
    return [People(telegram, url) for url in order["urls"]]


def _dealt(crowds: list[People], order: dict[str, Any]) -> list[People]:
    """Whose each connection is: replicas get the same number."""
    return [crowds[number % len(crowds)] for number in range(order["connections"])]


async def _measured(telegram: Telegram, crowds: list[People], order: dict[str, Any], work: list[Any]) -> dict[str, Any]:
    """What all this came to. ``cpu`` is the servers', ``own`` this process's, ``busy`` what all cores did, in seconds."""
    calls, before = Counter(telegram.calls), _clocks(order["pids"])
    await asyncio.gather(*work)
    seconds, cpu, own, busy = (after - each for after, each in zip(_clocks(order["pids"]), before, strict=True))
    made = telegram.calls - calls
    return {
        "updates": sum(each.sent for each in crowds), "bad": sum(each.bad for each in crowds),
        "seconds": seconds, "cpu": cpu, "own": own, "busy": busy, "calls": dict(made),
        "finished": sum(not chat.rows for chat in telegram.chats.values()),
    }  # fmt: skip


def _clocks(pids: list[int]) -> tuple[float, ...]:
    return time.perf_counter(), sum(map(cpu_seconds, pids)), time.process_time(), busy_seconds()


async def main(port: int) -> None:
    telegram, loop = Telegram(), asyncio.get_running_loop()
    await loop.create_server(lambda: _Server(telegram), "127.0.0.1", port)
    print(json.dumps({"ready": True}), flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        order = json.loads(line)
        if order["do"] == "wait":
            result: dict[str, Any] = await called(telegram, order["method"])
        else:
            result = await (converse if order["do"] == "converse" else offered)(telegram, order)
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
