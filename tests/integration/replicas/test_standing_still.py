"""A replica that stands still for minutes with something to say to a chat, which another one has moved on meanwhile."""

import pytest

from surveys.storage.models import TelegramAccount
from tests.integration.outages.test_crossing import EARLY, asking
from tests.support.botapi.refusals import GATEWAY
from tests.support.botapi.replicas import answers, begun, replica, takes
from tests.support.botapi.server import Fault
from tests.support.botapi.still import TIMELESS, Still
from tests.support.botapi.world import World

MINUTES = 300.0


@pytest.mark.parametrize(
    ("how", "method", "fault"),
    [
        ("taps", "editMessageText", GATEWAY),
        ("taps", "editMessageText", "cut after"),
        ("types", "sendMessage", GATEWAY),
        ("types", "sendMessage", "cut after"),
    ],
)
async def test_the_screen_shows_the_question_that_is_open_when_it_goes_on(
    world: World, how: str, method: str, fault: Fault
) -> None:
    still = Still()
    async with replica(world, still.timing) as frozen, replica(world, world.api.time.timing) as other:
        sam = await begun(world, other)
        world.api.time.on(MINUTES)
        world.api.fail(method, fault)
        await (sam.tap(sam.last.labels[0]) if how == "taps" else sam.type("1"))
        await takes(world, frozen)
        await still.waits.wait()
        while await world.revision(sam) < 3:
            await answers(world, other, sam)
        before = len(world.api.asked)
        world.api.time.on(MINUTES)
        still.thaw()
        await frozen.updates.drain()
    shown = [each.fields.get("text", "") for each in world.api.asked[before:]]
    assert (asking(sam), [text for text in shown if "1 of 18" in text]) == (["3 of 18"], [])
    assert await world.kept(sam) == 3


@pytest.mark.parametrize("how", ["taps", "types"])
async def test_of_what_another_replica_has_applied_nothing_is_said_once_they_have_gone_on(
    world: World, how: str
) -> None:
    still = Still()
    async with replica(world, still.timing) as second, replica(world, world.api.time.timing) as first:
        sam = await begun(world, first)
        await (sam.tap(sam.last.labels[0]) if how == "taps" else sam.type("1"))
        (twice,) = world.api.updates.living()
        await takes(world, first)
        await second.updates.take(twice.body)
        await first.updates.drain()
        await still.waits.wait()
        await answers(world, first, sam)
        before = len(world.api.asked)
        still.go_on()
        await second.updates.drain()
    said = [each.method for each in world.api.asked[before:] if "Callback" not in each.method]
    assert (asking(sam), set(said) - {"deleteMessage"}) == (["2 of 18"], set())


async def test_what_another_replica_has_applied_is_said_where_that_one_ended_first(world: World) -> None:
    still = Still()
    async with replica(world, world.api.time.timing) as second, replica(world, still.timing) as first:
        sam = await begun(world, second)
        world.api.fail("editMessageText", GATEWAY)
        await sam.tap(sam.last.labels[0])
        (twice,) = world.api.updates.living()
        await takes(world, first)
        await still.waits.wait()
        await second.updates.take(twice.body)
        await second.updates.drain()
        assert asking(sam) == ["1 of 18"]


async def test_what_only_takes_long_is_said_as_it_was_composed(world: World) -> None:
    still = Still()
    async with replica(world, still.timing) as slow:
        sam = await begun(world, slow)
        world.api.fail("editMessageText", GATEWAY)
        await sam.type("none of these")
        await takes(world, slow)
        await still.waits.wait()
        still.thaw()
        await slow.updates.drain()
    assert ("one of the answers" in sam.last.text, asking(sam)) == (True, ["0 of 18"])


async def test_what_is_typed_while_a_message_is_being_changed_is_not_the_next_questions_answer(world: World) -> None:
    still = Still()
    async with replica(world, still.timing) as slow:
        sam = await begun(world, slow)
        world.api.fail("editMessageText", GATEWAY)
        await sam.tap(sam.last.labels[0])
        await takes(world, slow)
        await still.waits.wait()
        wrote = await sam.type("1")
        await takes(world, slow)
        still.go_on()
        await slow.updates.drain()
    assert (EARLY in sam.last.text, asking(sam), await world.kept(sam), wrote in sam.screen) == (
        True,
        ["1 of 18"],
        1,
        True,
    )


@pytest.mark.parametrize("numbered", [True, None], ids=["numbers in a row", "not known to be"])
async def test_what_is_typed_below_a_question_whose_tap_is_kept_and_whose_server_ended_is_not_the_next_ones_answer(
    world: World, numbered: bool | None
) -> None:
    """The message is as it was: whoever sees nothing happen types instead."""
    still = Still()
    async with replica(world, world.api.time.timing) as before, replica(world, still.timing) as ended:
        sam = await begun(world, before)
        await TelegramAccount.all().update(in_a_row=numbered)
        world.api.fail("editMessageText", GATEWAY)
        await sam.tap(sam.last.labels[0])
        await takes(world, ended)
        await still.waits.wait()
        wrote = await sam.type("1")
        world.api.time.on(2)
        async with world.serving() as bot:
            await sam.sees(lambda it: asking(it)[-1:] == ["1 of 18"])
            await world.api.quiet()
            await bot.updates.drain()
        assert (await world.kept(sam), wrote in sam.screen, asking(sam)) == (1, True, ["1 of 18"])


async def test_a_call_for_help_that_comes_again_leaves_its_question_there(world: World) -> None:
    """As it does where a server ends before it was acknowledged."""
    async with replica(world, TIMELESS) as ended:
        sam = await begun(world, ended)
        await sam.tap("I need help now")
        (twice,) = world.api.updates.living()
        await ended.updates.take(twice.body)
        await ended.updates.drain()
    before = [message.text for message in sam.shown]
    async with replica(world, TIMELESS) as next_one:
        await takes(world, next_one)
        await next_one.updates.drain()
    assert ([message.text for message in sam.shown], asking(sam)) == (before, ["0 of 18"])
    assert "0800 1111" in before[-2]
