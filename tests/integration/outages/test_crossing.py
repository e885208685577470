"""What is typed or tapped while the question is on its way, or while nobody hears: it answers nothing else."""

from surveys.storage.models import TelegramAccount
from surveys.storage.sessions import ON_ITS_WAY
from tests.support.botapi.person import Person
from tests.support.botapi.server import Held
from tests.support.botapi.world import World
from tests.support.holding import held_by_another
from tests.support.patience import until

EARLY = "came before this question was here"
MOVED_ON = "You had already moved on"


async def begun(world: World) -> Person:
    person = await world.invite(1)
    await world.begin(person)
    return person


def asking(person: Person) -> list[str]:
    """How far the questions on the screen have come."""
    return [message.text.rpartition(" done")[0].rpartition("\n")[2] for message in person.shown if message.buttons]


async def test_a_tap_that_nobody_heard_changes_the_question_that_was_put_again(world: World) -> None:
    async with world.serving():
        sam = await begun(world)
    before = len(world.api.sent())
    await sam.tap(sam.last.labels[0])
    async with world.serving() as bot:
        await sam.sees(lambda it: asking(it) == ["1 of 18"])
        await bot.updates.drain()
    assert (asking(sam), len(world.api.sent()) - before <= 1, await world.kept(sam)) == (["1 of 18"], True, 1)


async def test_two_taps_on_one_message_that_nobody_heard_leave_the_question_there(world: World) -> None:
    async with world.serving():
        sam = await begun(world)
    for label in sam.last.labels[:2]:
        await sam.tap(label)
    async with world.serving() as bot:
        await sam.sees(lambda it: asking(it) == ["1 of 18"])
        await world.api.quiet()
        await bot.updates.drain()
    assert (asking(sam), await world.kept(sam)) == (["1 of 18"], 1)


async def test_what_is_typed_before_the_question_was_ever_sent_is_not_its_answer_and_stays(world: World) -> None:
    async with world.serving() as bot:
        sam = await begun(world)
        await bot.updates.drain()
        await TelegramAccount.all().update(asked_from=None)  # a server ended between the answer and the next question
        wrote = await sam.type("1")
        await sam.sees(lambda it: MOVED_ON in it.last.text)
        assert (await world.kept(sam), wrote in sam.screen) == (0, True)
        await bot.updates.drain()
        await sam.type("1")
        await sam.sees(lambda it: asking(it) == ["1 of 18"])
    assert await world.kept(sam) == 1


async def test_where_a_sender_ended_before_noting_the_question_it_is_shown_and_what_is_typed_then_is_kept(
    world: World,
) -> None:
    async with world.serving() as bot:
        sam = await begun(world)
        await bot.updates.drain()
        await TelegramAccount.all().update(asked_from=ON_ITS_WAY)
        wrote = await sam.type("1")
        await sam.sees(lambda it: MOVED_ON in it.last.text)
        assert (await world.kept(sam), wrote in sam.screen) == (0, True)
        await bot.updates.drain()
        await sam.type("1")
        await sam.sees(lambda it: asking(it) == ["1 of 18"])
    assert await world.kept(sam) == 1


async def test_what_was_typed_before_a_question_came_is_told_so_beside_it(world: World) -> None:
    async with world.serving() as bot:
        sam = await begun(world)
        await bot.updates.drain()
        world.api.down = True
        first, second = await sam.type("1"), await sam.type("2")
        world.api.down = False
        await sam.sees(lambda it: EARLY in it.last.text)
        await bot.updates.drain()
        assert (await world.kept(sam), first in sam.screen, second in sam.screen) == (1, False, True)
        await sam.type("2")
        await sam.sees(lambda it: asking(it) == ["2 of 18"])
    assert await world.kept(sam) == 2


async def test_what_is_typed_for_a_question_that_is_there_is_its_answer_however_long_the_database_is_held(
    world: World,
) -> None:
    async def is_longer_than_anybody_looks() -> bool:
        return world.api.time.now() > typed_at + 20  # of its seconds, which are short

    async with world.serving() as bot:
        sam, on_its_way = await begun(world), Held()
        world.api.time.on(2)  # another message within the second would be refused
        world.api.fail("sendMessage", on_its_way)
        await sam.type("1")
        await on_its_way.came.wait()
        async with held_by_another():
            on_its_way.goes_on.set()
            await sam.sees(lambda it: asking(it)[-1:] == ["1 of 18"])
            await sam.type("2")
            typed_at = world.api.time.now()
            await until(is_longer_than_anybody_looks)
        await sam.sees(lambda it: asking(it)[-1:] == ["2 of 18"])
        await bot.updates.drain()
    assert (await world.kept(sam), [each.text for each in sam.shown if EARLY in each.text]) == (2, [])
