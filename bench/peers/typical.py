"""Peer A, what most would write: ConversationHandler, the library's own HTTP client, a row for each answer.

``python -m bench.peers.typical PORT API_URL DATABASE_URL``
"""

import asyncio
import sys

from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, ConversationHandler
from tortoise import Tortoise

from bench.peers import store
from bench.peers.survey import QUESTIONS

ASKING = 0
Context = ContextTypes.DEFAULT_TYPE


def keyboard(place: int) -> InlineKeyboardMarkup:
    options = QUESTIONS[place][1]
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=f"{place}:{number}")] for number, label in enumerate(options)]
    )


async def start(update: Update, context: Context) -> int:
    context.user_data["place"] = 0
    await update.message.reply_text(QUESTIONS[0][0], reply_markup=keyboard(0))
    return ASKING


async def answer(update: Update, context: Context) -> int:
    query = update.callback_query
    place, choice = map(int, query.data.split(":"))
    await store.keep(query.from_user.id, place, choice)
    await query.answer()
    context.user_data["place"] = place + 1
    if place + 1 == len(QUESTIONS):
        await query.edit_message_text("Thank you, that was all.")
        return ConversationHandler.END
    await query.edit_message_text(QUESTIONS[place + 1][0], reply_markup=keyboard(place + 1))
    return ASKING


async def main(port: int, api: str, database: str) -> None:
    await store.opened(database)
    builder = Application.builder().token("4242:bench").base_url(f"{api}/bot").updater(None)
    application = builder.concurrent_updates(False).connection_pool_size(256).build()
    application.add_handler(
        ConversationHandler([CommandHandler("start", start)], {ASKING: [CallbackQueryHandler(answer)]}, [])
    )
    await application.initialize()
    await application.start()

    async def webhook(request: web.Request) -> web.Response:
        await application.process_update(Update.de_json(await request.json(), application.bot))
        return web.Response()

    async def kept(_request: web.Request) -> web.Response:
        return web.Response(text=str(await store.kept()))

    server = web.Application()
    server.router.add_post("/telegram/webhook", webhook)
    server.router.add_get("/kept", kept)
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        await asyncio.Event().wait()
    finally:
        await Tortoise.close_connections()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), *sys.argv[2:]))
