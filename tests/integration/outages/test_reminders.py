"""Many reminders at once, against Telegram's limits: all arrive, and nobody waits for somebody else."""

from datetime import timedelta

from surveys.service import reminding
from surveys.storage.models import Outgoing, TelegramAccount
from tests.support.botapi.world import World

MANY, AN_HOUR = 40, 3600.0


async def states() -> list[str]:
    return sorted([row.state for row in await Outgoing.filter(kind="reminder")])


async def none_waits() -> bool:
    return "waiting" not in await states()


async def waits_for_most_of_an_hour(world: World) -> bool:
    return await Outgoing.exists(state="waiting", not_before__gt=world.service.clock.now() + timedelta(minutes=30))


async def all_bound(world: World, many: int) -> list[int]:
    """So many who opened their link and did not begin."""
    numbers = list(range(1, many + 1))
    async with world.serving():
        for number in numbers:
            await world.open(await world.invite(number))
    return numbers


def reminded(world: World, since: int) -> list[int]:
    """Who got a reminder, as often as they got one."""
    return sorted(each.chat for each in world.api.sent()[since:])


async def test_each_gets_one_though_some_are_refused_for_a_while_and_some_for_good(world: World) -> None:
    numbers = await all_bound(world, MANY)
    world.api.methods.flood.hold(3, AN_HOUR)
    world.api.chats.state[5] = "blocked"
    world.api.fail("sendMessage", "cut")
    since = len(world.api.sent())
    await reminding.remind(world.service, telegram=True)
    async with world.serving():
        await world.api.until(lambda: len(reminded(world, since)) >= MANY - 3)
        assert 3 not in reminded(world, since)
        await world.until(lambda: waits_for_most_of_an_hour(world))
        world.api.time.on(AN_HOUR)
        await world.api.until(lambda: len(reminded(world, since)) == MANY - 1)
        await world.until(none_waits)
    assert reminded(world, since) == [number for number in numbers if number != 5]
    assert await states() == ["dropped", *["sent"] * (MANY - 1)]
    assert await TelegramAccount.filter(blocked_at__isnull=False).count() == 1


async def test_they_stop_with_the_sending_hours_and_go_on_the_next_morning(world: World) -> None:
    await all_bound(world, 2)
    since = len(world.api.sent())
    world.api.time.on(10 * 3600.0)
    await reminding.remind(world.service, telegram=True)
    async with world.serving() as bot:
        await bot.outages.make_good()
        assert (await states(), reminded(world, since)) == (["waiting"] * 2, [])
        world.api.time.on(13.5 * 3600.0)
        await world.api.until(lambda: len(reminded(world, since)) == 2)
    assert reminded(world, since) == [1, 2]
