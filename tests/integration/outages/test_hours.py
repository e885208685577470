"""A broadcast under way when the sending hours end, on the nights in which the clocks change; and when the rest goes."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.pacing import A_SECOND, MOST
from surveys.service import reminding
from surveys.service.context import Service
from surveys.storage import telegram
from surveys.storage.models import Outgoing
from tests.support.botapi.moving import MovingClock
from tests.support.botapi.refusals import too_many
from tests.support.botapi.server import strict
from tests.support.botapi.world import World, moved_by

LONDON = ZoneInfo("Europe/London")
NINE, SEVEN = time(9), time(19)
#: A clock that hardly moves but when it is moved on.
STANDING = 1e-6
#: More than can be sent in the last second of the day.
MANY = MOST + 15


async def reminded(world: World, many: int) -> None:
    """So many with a Telegram account have a reminder coming."""
    for number in range(1, many + 1):
        world.api.chats.known.add((await world.invite(number)).id)
        about, now = world.asked[number], world.service.clock.now()
        vault = world.service.vault
        await telegram.bind(vault, number, number, child=about.child_id, invitation=about.id, now=now)
    await reminding.remind(world.service, telegram=True)


@pytest.mark.parametrize(
    ("evening", "nine"),
    [
        (datetime(2014, 3, 29, 18, 59, 59, tzinfo=LONDON), datetime(2014, 3, 30, 8, tzinfo=UTC)),
        (datetime(2014, 10, 25, 18, 59, 59, tzinfo=LONDON), datetime(2014, 10, 26, 9, tzinfo=UTC)),
    ],
    ids=["spring", "autumn"],
)
async def test_it_stops_at_seven_and_goes_on_at_nine_by_the_clock_on_the_wall(
    service: Service, evening: datetime, nine: datetime
) -> None:
    assert service.authority.sending_hours == (NINE, SEVEN)
    async with strict(speed=STANDING) as api:
        clock = MovingClock(LONDON, evening.astimezone(UTC), api.time)
        world = World(api, replace(service, clock=clock), webhook=False)
        await reminded(world, MANY)

        async def night_is_over() -> bool:
            api.time.on(1 if clock.now() < evening + timedelta(seconds=20) else 600)
            return clock.now() > nine - timedelta(minutes=11)

        async def all_have_theirs() -> bool:
            api.time.on(30)
            return len(api.sent()) == MANY

        def have(many: int) -> Callable[[], bool]:
            return lambda: len(api.sent()) == many

        async with world.serving():
            for sent in range(1, MOST):
                await api.until(have(sent))
                api.time.on(1 / A_SECOND)
            await api.until(have(MOST))
            await world.until(night_is_over)
            await world.until(all_have_theirs)

    moments = [clock.fixed + timedelta(seconds=each.at) for each in api.sent() if clock.fixed]
    on_the_wall = [moment.astimezone(LONDON) for moment in moments]
    assert [moment for moment in on_the_wall if not NINE <= moment.time() < SEVEN] == []
    assert Counter(moment.date() for moment in on_the_wall) == {evening.date(): MOST, nine.date(): MANY - MOST}
    assert moments[MOST] - nine < timedelta(hours=1)


async def test_what_was_put_off_goes_when_it_is_due_and_not_a_look_later(service: Service) -> None:
    async with strict(speed=STANDING) as api:
        world = World(api, moved_by(service, api), webhook=False)
        await reminded(world, 1)
        api.fail("sendMessage", too_many(2))

        async def a_little_later() -> bool:
            api.time.on(0.1)
            return len(api.sent()) == 1

        async with world.serving():
            await world.until(lambda: Outgoing.filter(attempts=1).exists())
            await world.until(a_little_later)
    assert [2 <= each.at < 4 for each in api.sent()] == [True]
