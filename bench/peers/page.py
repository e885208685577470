"""The web's peer: a bare aiohttp handler and one insert with Tortoise.

``python -m bench.peers.page PORT DATABASE_URL``
"""

import asyncio
import sys

from aiohttp import web
from tortoise import Tortoise

from bench.peers import store
from bench.peers.survey import QUESTIONS


async def reply(request: web.Request) -> web.Response:
    given = await request.json()
    place = given["revision"]
    await store.keep(given["session"], place, 0)
    if place + 1 == len(QUESTIONS):
        return web.json_response({"step": {"kind": "finished", "question": None, "revision": place + 1}})
    prompt, options = QUESTIONS[place + 1]
    question = {"id": str(place + 1), "prompt": prompt, "options": [{"code": each, "label": each} for each in options]}
    return web.json_response({"step": {"kind": "question", "question": question, "revision": place + 1}})


async def kept(_request: web.Request) -> web.Response:
    return web.Response(text=str(await store.kept()))


async def main(port: int, database: str) -> None:
    await store.opened(database)
    server = web.Application()
    server.router.add_post("/api/v1/session/reply", reply)
    server.router.add_get("/kept", kept)
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        await asyncio.Event().wait()
    finally:
        await Tortoise.close_connections()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
