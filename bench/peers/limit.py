"""Peer L, the limit: bare aiohttp, no library for Telegram, the next question in the webhook's answer, durable.

Answers that arrive while one commit is under way go into the next one; each is acknowledged after its commit.
``python -m bench.peers.limit PORT SQLITE_FILE``
"""

import asyncio
import json
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor

from aiohttp import web

from bench.peers.survey import QUESTIONS

KEYBOARDS = [
    {"inline_keyboard": [[{"text": label, "callback_data": f"{place}:{n}"}] for n, label in enumerate(options)]}
    for place, (_, options) in enumerate(QUESTIONS)
]


class Store:
    """Group commit in one thread."""

    def __init__(self, file: str) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._waiting: list[tuple[tuple[int, int, int], asyncio.Future[None]]] = []
        self._busy = False
        self._db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS given (id INTEGER PRIMARY KEY, chat INT, question INT, choice INT)"
        )

    async def keep(self, *row: int) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, done))
        if not self._busy:
            self._busy = True
            self._flushing = asyncio.create_task(self._flush())
        await done

    async def _flush(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            await asyncio.get_running_loop().run_in_executor(self._thread, self._write, [row for row, _ in batch])
            for _, done in batch:
                done.set_result(None)
        self._busy = False

    def _write(self, rows: list[tuple[int, int, int]]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT INTO given (chat, question, choice) VALUES (?, ?, ?)", rows)
        self._db.execute("COMMIT")

    def kept(self) -> int:
        return self._db.execute("SELECT count(*) FROM given").fetchone()[0]


async def main(port: int, file: str) -> None:
    store = Store(file)

    async def webhook(request: web.Request) -> web.Response:
        update = json.loads(await request.read())
        query = update.get("callback_query")
        if query is None:
            chat, place, reply = update["message"]["chat"]["id"], -1, {"method": "sendMessage"}
        else:
            chat = query["from"]["id"]
            place, choice = map(int, query["data"].split(":"))
            await store.keep(chat, place, choice)
            reply = {"method": "editMessageText", "message_id": query["message"]["message_id"]}
        reply["chat_id"] = chat
        if place + 1 == len(QUESTIONS):
            reply["text"] = "Thank you, that was all."
        else:
            reply["text"], reply["reply_markup"] = QUESTIONS[place + 1][0], KEYBOARDS[place + 1]
        return web.Response(body=json.dumps(reply).encode(), content_type="application/json")

    async def kept(_request: web.Request) -> web.Response:
        return web.Response(text=str(store.kept()))

    server = web.Application()
    server.router.add_post("/telegram/webhook", webhook)
    server.router.add_get("/kept", kept)
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
