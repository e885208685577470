"""Telegram, the line or this process away for longer than a tap lives: every open question is put again, once."""

import asyncio

from surveys.storage import marks
from surveys.storage.marks import Name
from surveys.storage.models import Review
from tests.support.botapi.person import Person
from tests.support.botapi.refusals import GATEWAY
from tests.support.botapi.world import AWAY, World

EARLY = "came before this question was here"
LONGER_THAN_A_TAP = 200.0
#: From ten in the morning to eight in the evening, and on to half past nine the next day.
TO_THE_EVENING, TO_THE_MORNING = 10 * 3600.0, 13.5 * 3600.0
THIRTY_HOURS = 30 * 3600.0


async def begun(world: World, *numbers: int) -> list[Person]:
    people = [await world.invite(number) for number in numbers]
    for person in people:
        await world.begin(person)
    return people


def told_of_it(world: World) -> list[int]:
    """Who was written to about it, in order of their numbers."""
    return sorted(each.chat for each in world.api.sent() if each.fields["text"].startswith(AWAY))


async def made_good() -> bool:
    """Whether nobody waits to be asked again at once."""
    return await marks.at(Name.ASK_SINCE) is None


async def left_lying(world: World) -> None:
    """More than a day goes by, Telegram within reach all along; and then it is not."""
    world.api.time.on(THIRTY_HOURS)
    await marks.move(Name.REACHED, world.service.clock.now())
    world.api.time.on(LONGER_THAN_A_TAP)


async def told_after_an_outage(world: World, many: int) -> list[int]:
    """Who has been written to about it, after one more, so many times at least in all."""
    world.api.time.on(LONGER_THAN_A_TAP)
    async with world.serving():
        await world.api.until(lambda: len(told_of_it(world)) >= many)
        await world.until(made_good)
    return told_of_it(world)


async def test_every_open_session_is_asked_again_after_the_line_was_down(world: World) -> None:
    async with world.serving():
        sam, mo, jo = await begun(world, 1, 2, 3)
        await mo.tap(mo.last.labels[0])
        await mo.sees(lambda it: it.last.text.startswith("1 of"))
        world.api.down = True
        await sam.tap(sam.last.labels[0])
        world.api.time.on(LONGER_THAN_A_TAP)
        assert world.api.updates.living() == []
        world.api.down = False
        for person in (sam, mo, jo):
            await person.sees(lambda it: AWAY in it.last.text and it.last.buttons)
        await sam.tap(sam.last.labels[0])
        await sam.sees(lambda it: it.last.text.startswith("1 of"))
    assert told_of_it(world) == [1, 2, 3]
    assert [await world.kept(person) for person in (sam, mo, jo)] == [1, 1, 0]
    assert [[len(each.buttons) > 0 for each in person.shown] for person in (sam, mo, jo)] == [[True]] * 3


async def test_every_open_session_is_asked_again_after_this_process_was_away(world: World) -> None:
    async with world.serving():
        people = await begun(world, 1, 2)
    await people[0].tap(people[0].last.labels[0])
    world.api.time.on(60 * 60.0)
    async with world.serving():
        for person in people:
            await person.sees(lambda it: AWAY in it.last.text)
    assert told_of_it(world) == [1, 2]


async def test_a_short_restart_asks_once_who_was_answering_just_now(world: World) -> None:
    async with world.serving():
        (sam,) = await begun(world, 1)
        world.api.time.on(60.0)
    async with world.serving():
        await sam.sees(lambda it: AWAY in it.last.text)
    assert told_of_it(world) == [1]


async def test_nobody_is_asked_again_who_is_done_or_has_stopped(world: World) -> None:
    async with world.serving():
        sam, mo = await begun(world, 1, 2)
        await sam.type("/stop")
        await sam.sees(lambda it: not it.last.buttons)
    world.api.time.on(60 * 60.0)
    async with world.serving():
        await mo.sees(lambda it: AWAY in it.last.text)
    assert told_of_it(world) == [2]


async def test_whoever_left_it_lying_for_days_is_asked_again_too_unless_the_link_has_closed(world: World) -> None:
    async with world.serving():
        sam, mo, jo = await begun(world, 1, 2, 3)
        await jo.type("/stop")
        await jo.sees(lambda it: not it.last.buttons)
    await Review.filter(id=world.asked[2].review_id).update(status="cancelled")
    await left_lying(world)
    async with world.serving():
        await sam.sees(lambda it: AWAY in it.last.text)
    assert told_of_it(world) == [1]
    assert [len(each.labels) > 0 for each in mo.shown] == [True]


async def test_three_outages_in_an_hour_ask_each_time_who_moved_lately_and_once_who_left_it_lying(world: World) -> None:
    async with world.serving():
        sam, mo = await begun(world, 1, 2)
    await left_lying(world)
    async with world.serving():
        await mo.sees(lambda it: AWAY in it.last.text)
        await sam.sees(lambda it: AWAY in it.last.text)
        await mo.tap(mo.last.labels[0])
        await mo.sees(lambda it: it.last.text.startswith("1 of"))
        await world.until(made_good)
    assert [await told_after_an_outage(world, many) for many in (3, 4)] == [[1, 2, 2], [1, 2, 2, 2]]


async def test_nothing_is_sent_outside_the_sending_hours(world: World) -> None:
    async with world.serving():
        (sam,) = await begun(world, 1)
    world.api.time.on(TO_THE_EVENING)
    async with world.serving() as bot:
        await bot.outages.make_good()
        await sam.type("/help")
        await world.api.quiet()
        await bot.updates.drain()
        assert told_of_it(world) == []
        assert AWAY not in sam.last.text
    world.api.time.on(TO_THE_MORNING)
    async with world.serving():
        await sam.sees(lambda it: AWAY in it.last.text)
    assert told_of_it(world) == [1]


async def test_what_was_typed_in_an_outage_is_not_lost_and_answers_nothing_that_was_not_on_the_screen(
    world: World,
) -> None:
    async with world.serving() as bot:
        (sam,) = await begun(world, 1)
        await bot.updates.drain()
        world.api.down = True
        await sam.type("1")
        await sam.type("1")
        world.api.time.on(LONGER_THAN_A_TAP)
        world.api.down = False
        await sam.sees(lambda it: any("1 of" in each.text and EARLY in each.text for each in it.shown))
    assert await world.kept(sam) == 1


async def test_an_answer_whose_next_question_is_lost_on_the_way_is_said_again_until_it_arrives(world: World) -> None:
    async with world.serving():
        (sam,) = await begun(world, 1)
        world.api.fail("sendMessage", "cut", GATEWAY, "cut", GATEWAY, "cut")
        await sam.type("1")
        await sam.sees(lambda it: "1 of" in it.last.text)
    assert (await world.kept(sam), [len(each.labels) > 0 for each in sam.shown]) == (1, [True])


async def test_a_message_whose_success_is_not_heard_of_is_repeated_once(world: World) -> None:
    async with world.serving() as bot:
        (sam,) = await begun(world, 1)
        world.api.fail("sendMessage", "cut after")
        await sam.type("1")
        await sam.sees(lambda it: sum("1 of" in each.text for each in it.shown) == 2)
        await bot.updates.drain()
        await sam.tap(sam.last.labels[0], sam.shown[0])
        await sam.sees(lambda it: any(each.text.startswith("2 of") for each in it.shown))
    assert await world.kept(sam) == 2


async def test_in_one_chat_made_to_wait_what_answers_its_question_is_stored_and_no_other_waits(world: World) -> None:
    async with world.serving() as bot:
        sam, mo = await begun(world, 1, 2)
        world.api.methods.flood.hold(1, 3000.0)
        for _ in range(3):
            await sam.type("1")
        await mo.type("1")
        await mo.sees(lambda it: "1 of" in it.last.text)
        await world.api.quiet()
        assert [await world.kept(sam), await world.kept(mo)] == [1, 1]
        assert world.api.time.now() < world.api.methods.flood.told[1]
        world.api.time.on(3000.0)
        await sam.sees(lambda it: any("1 of" in each.text and EARLY in each.text for each in it.shown))
        await bot.updates.drain()
    assert [len(each.labels) > 0 for each in sam.shown] == [True]


async def test_a_press_that_comes_twice_is_one_answer_and_leaves_one_question(world: World) -> None:
    async with world.serving() as bot:
        (sam,) = await begun(world, 1)
        question = sam.last
        data = question.buttons[0][1]
        await asyncio.gather(*(sam.press(data, question) for _ in range(3)), sam.type("1"))
        await world.api.quiet()
        await bot.updates.drain()
    assert await world.kept(sam) == await world.revision(sam)
    assert [len(each.labels) > 0 for each in sam.shown] == [True]
