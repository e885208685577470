"""Two replicas that speak to one chat at once: whichever message comes last, what is to be seen comes right."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot import app
from surveys.storage.models import Alert
from tests.integration.outages.test_crossing import asking
from tests.support.botapi.person import Person
from tests.support.botapi.replicas import answers, begun, replica, takes
from tests.support.botapi.server import Held
from tests.support.botapi.still import TIMELESS
from tests.support.botapi.world import World

LINES = "0800 1111"
HELP = "I need help now"


@asynccontextmanager
async def two(world: World) -> AsyncIterator[tuple[app.Telegram, app.Telegram]]:
    """Neither finds that anything takes long: nothing is looked over for that."""
    async with replica(world, TIMELESS) as one, replica(world, TIMELESS) as other:
        yield one, other


@asynccontextmanager
async def on_its_way(world: World, method: str, bot: app.Telegram) -> AsyncIterator[None]:
    """What waits goes to this replica, whose next request of this kind arrives at the end of the block."""
    held = Held()
    world.api.fail(method, held)
    await takes(world, bot)
    await held.came.wait()
    yield
    held.goes_on.set()


async def both_have_spoken(*bots: app.Telegram) -> None:
    """Whatever either has to say is said."""
    await asyncio.gather(*(bot.updates.drain() for bot in bots))


def lines(sam: Person) -> list[bool]:
    """Which messages say who can be rung, oldest first."""
    return [LINES in message.text for message in sam.shown]


async def test_a_question_that_arrives_after_the_next_one_gives_way_to_it(world: World) -> None:
    async with two(world) as (one, other):
        sam = await begun(world, other)
        await sam.tap(sam.last.labels[0])
        async with on_its_way(world, "editMessageText", one):
            await sam.tap(sam.last.labels[0])
            await takes(world, other)
            await other.updates.drain()
            await answers(world, other, sam)
            assert asking(sam) == ["2 of 18"]
        await both_have_spoken(one, other)
    assert (asking(sam), await world.kept(sam)) == (["2 of 18"], 2)


async def test_the_end_stays_where_a_question_arrives_after_it(world: World) -> None:
    async with two(world) as (one, other):
        sam = await begun(world, other)
        await sam.tap(sam.last.labels[0])
        async with on_its_way(world, "editMessageText", one):
            await sam.tap(sam.last.labels[0])
            await takes(world, other)
            await other.updates.drain()
            while sam.last.labels:
                await sam.tap("Skip")
                await takes(world, other)
                await other.updates.drain()
        await both_have_spoken(one, other)
    assert (asking(sam), "Thank you" in sam.last.text) == ([], True)


@pytest.mark.parametrize("late", ["editMessageText", "sendMessage"], ids=["the lines", "the question below"])
async def test_an_answer_beside_a_call_for_help_leaves_who_can_be_rung_and_the_next_question(
    world: World, late: str
) -> None:
    async with two(world) as (one, other):
        sam = await begun(world, other)
        asked, answer = sam.last, sam.last.buttons[0][1]
        await sam.tap(HELP)
        async with on_its_way(world, late, one):
            await sam.press(answer, asked)
            await takes(world, other)
            await other.updates.drain()
        await both_have_spoken(one, other)
    assert (asking(sam), lines(sam)[-2:], await Alert.all().count()) == (["1 of 18"], [True, False], 1)


async def test_an_answer_that_arrives_after_a_call_for_help_leaves_who_can_be_rung(world: World) -> None:
    async with two(world) as (one, other):
        sam = await begun(world, other)
        asked, call = sam.last, dict(sam.last.buttons)[HELP]
        await sam.tap(asked.labels[0])
        async with on_its_way(world, "editMessageText", one):
            await sam.press(call, asked)
            await takes(world, other)
            await other.updates.drain()
        await both_have_spoken(one, other)
    assert (asking(sam), lines(sam)[-2:], await Alert.all().count()) == (["1 of 18"], [True, False], 1)


async def test_of_two_questions_that_come_at_once_one_stays(world: World) -> None:
    async with two(world) as (one, other):
        sam = await begun(world, other)
        await sam.type("/start")
        async with on_its_way(world, "sendMessage", one):
            await sam.type("/start")
            await takes(world, other)
            await other.updates.drain()
        await both_have_spoken(one, other)
    assert asking(sam) == ["0 of 18"]
