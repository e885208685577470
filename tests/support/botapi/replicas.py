"""Several bots of one service, each given what it is to hear: replicas behind one webhook."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot import app
from bot.pacing import Timing
from tests.support.botapi.person import Person
from tests.support.botapi.server import TOKEN
from tests.support.botapi.world import World


@asynccontextmanager
async def replica(world: World, timing: Timing) -> AsyncIterator[app.Telegram]:
    """A bot that takes what it is given."""
    bot = app.telegram(world.service, token=TOKEN, api_url=world.api.url, timing=timing)
    try:
        yield bot
    finally:
        await bot.close()


async def takes(world: World, bot: app.Telegram) -> None:
    """What waits goes to this replica."""
    for update in world.api.updates.living():
        await bot.updates.take(update.body)
        await world.api.updates.take(update.id)


async def answers(world: World, bot: app.Telegram, sam: Person) -> None:
    """The first button of the newest message is tapped, and what comes of it is on the screen."""
    await sam.tap(sam.last.labels[0])
    await takes(world, bot)
    await bot.updates.drain()


async def begun(world: World, bot: app.Telegram) -> Person:
    sam = await world.invite(1)
    invitation = world.asked[1]
    await sam.type(f"/start {world.service.vault.telegram_payload(invitation.id, invitation.generation)}")
    await takes(world, bot)
    await bot.updates.drain()
    await answers(world, bot, sam)
    return sam
