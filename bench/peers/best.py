"""Peer B, the library at its best and nothing kept: aiohttp as its client, the tap answered in the webhook's answer.

``python -m bench.peers.best PORT API_URL``
"""

import asyncio
import json
import sys
from typing import Any

from aiohttp import ClientSession, web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, ConversationHandler
from telegram.request import BaseRequest, RequestData

from bench.peers.survey import QUESTIONS

ASKING = 0
Context = ContextTypes.DEFAULT_TYPE
given: dict[tuple[int, int], int] = {}


class Request(BaseRequest):
    def __init__(self) -> None:
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return 20.0

    async def initialize(self) -> None:
        self._session = ClientSession()

    async def shutdown(self) -> None:
        if self._session:
            await self._session.close()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        fields = request_data.parameters if request_data else {}
        async with self._session.request(method, url, json=fields) as response:
            return response.status, await response.read()


def keyboard(place: int) -> InlineKeyboardMarkup:
    options = QUESTIONS[place][1]
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=f"{place}:{number}")] for number, label in enumerate(options)]
    )


async def start(update: Update, _context: Context) -> int:
    await update.message.reply_text(QUESTIONS[0][0], reply_markup=keyboard(0))
    return ASKING


async def answer(update: Update, _context: Context) -> int:
    query = update.callback_query
    place, choice = map(int, query.data.split(":"))
    given[query.from_user.id, place] = choice
    if place + 1 == len(QUESTIONS):
        await query.edit_message_text("Thank you, that was all.")
        return ConversationHandler.END
    await query.edit_message_text(QUESTIONS[place + 1][0], reply_markup=keyboard(place + 1))
    return ASKING


async def main(port: int, api: str) -> None:
    builder = Application.builder().token("4242:bench").base_url(f"{api}/bot").updater(None)
    application = builder.request(Request()).get_updates_request(Request()).build()
    application.add_handler(
        ConversationHandler([CommandHandler("start", start)], {ASKING: [CallbackQueryHandler(answer)]}, [])
    )
    await application.initialize()
    await application.start()

    async def webhook(request: web.Request) -> web.Response:
        update = Update.de_json(await request.json(), application.bot)
        await application.process_update(update)
        if update.callback_query is None:
            return web.Response()
        reply = {"method": "answerCallbackQuery", "callback_query_id": update.callback_query.id}
        return web.Response(body=json.dumps(reply).encode(), content_type="application/json")

    async def kept(_request: web.Request) -> web.Response:
        return web.Response(text=str(len(given)))

    server = web.Application()
    server.router.add_post("/telegram/webhook", webhook)
    server.router.add_get("/kept", kept)
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
