"""PostgreSQL that others hold, or that says nothing: nobody waits for ever, nothing is lost, and help stands behind nobody."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from tortoise.connection import get_connection
from tortoise.exceptions import BaseORMException

from bot.app import Telegram
from bot.updates import FAILURES
from surveys.service.context import Service
from surveys.storage.database import connected
from surveys.storage.engines.lanes import Patience
from surveys.storage.models import Failing
from surveys.storage.outages import is_outage
from surveys.storage.standing import ready
from surveys.storage.statements import read
from tests.integration.outages.test_poison import typed
from tests.support.botapi.world import World
from tests.support.holding import held_by_another
from tests.support.invited import Client, Invited, invite, visiting
from tests.support.patience import until
from tests.support.racing import service_of_its_own

#: Soon over where others hold a row; and so long otherwise that nothing comes of a slow machine.
HURRIED = Patience(lock=0.05, answer=60.0, idle=60.0)
_URL = "/api/v1/session/reply"
#: What whoever stood still is told, by how far the end of its connection had come.
_TOLD = (BaseORMException, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
_HELD_UP = (
    "SELECT COUNT(*) AS number FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


@pytest.fixture
async def service(database_url: str) -> AsyncIterator[Service]:
    """A service that lets nobody wait for long."""
    async with connected(database_url, patience=HURRIED):
        yield await service_of_its_own()


async def begun(client: Client, invited: Invited) -> dict[str, str]:
    opened = await (await client.post("/api/v1/sessions", json={"token": invited.token})).json()
    return {"Authorization": f"Bearer {opened['session']}"}


async def sent(client: Client, bearer: dict[str, str], action: str) -> int:
    body = {"to": "feel_today", "revision": 0, "action": action}
    return (await client.post(_URL, json=body, headers=bearer)).status


async def test_an_answer_that_others_hold_up_is_not_taken_and_is_given_again(service: Service) -> None:
    invited = await invite(service)
    async with visiting(service) as client:
        bearer = await begun(client, invited)
        async with held_by_another():
            first = await sent(client, bearer, "skip")
        again = await sent(client, bearer, "skip")
    assert (first, again, len(await invited.answers())) == (503, 200, 1)


async def test_a_call_that_others_hold_up_is_tried_until_it_is_kept(service: Service) -> None:
    invited = await invite(service)

    async def kept() -> bool:
        return await invited.alerts() == [("help", "feel_today")]

    async with visiting(service) as client:
        bearer = await begun(client, invited)
        async with held_by_another():
            assert await sent(client, bearer, "help") == 503
        await until(kept)


async def test_a_server_that_says_nothing_is_an_outage_that_is_over_when_it_answers(database_url: str) -> None:
    async with connected(database_url, patience=Patience(lock=60.0, answer=2.0, idle=60.0)):
        with pytest.raises(TimeoutError):
            await read("SELECT pg_sleep(3600)")
        assert [tuple(row) for row in await read("SELECT 1")] == [(1,)]


async def test_an_update_that_others_hold_up_comes_again_and_is_never_put_aside(world: World) -> None:
    async with world.serving() as bot:
        sam = await world.invite(1)
        await world.begin(sam)
        async with held_by_another():
            held = [await _taken(bot) for _ in range(FAILURES + 1)]
        assert (held, await _taken(bot)) == ([False] * len(held), True)
    assert (await world.revision(sam), await Failing.all().count()) == (1, 0)


async def _taken(bot: Telegram) -> bool:
    try:
        await bot.updates.take(typed(900))
    except Exception:  # noqa: BLE001  # whatever it is, Telegram brings it again
        return False
    return True


async def test_neither_help_nor_whether_it_is_ready_stands_behind_who_is_held_up(database_url: str) -> None:
    async with connected(database_url):
        service = await service_of_its_own()
        one, other = await invite(service), await invite(service)
        async with visiting(service) as client:
            held, calls = await begun(client, one), await begun(client, other)
            async with held_by_another(one.id):
                pressed = [asyncio.create_task(sent(client, held, "skip")) for _ in range(4)]
                await until(_held_up)
                assert (await ready(), await sent(client, calls, "help")) == (True, 200)
            assert sorted(await asyncio.gather(*pressed)) == [200, 409, 409, 409]


async def test_whoever_stands_still_in_a_transaction_loses_it_and_the_others_go_on(database_url: str) -> None:
    async with connected(database_url, patience=Patience(lock=60.0, answer=60.0, idle=2.0)):
        service = await service_of_its_own()
        one = await invite(service)
        async with visiting(service) as client:
            bearer = await begun(client, one)
            with pytest.raises(_TOLD, check=is_outage):
                async with held_by_another(one.id):
                    given = await sent(client, bearer, "skip")
        assert (given, len(await one.answers())) == (200, 1)


async def _held_up() -> bool:
    """Whether as many wait as there are connections for what is not urgent."""
    (found,) = await get_connection("default").execute_query_dict(_HELD_UP)
    return bool(found["number"] == 3)
