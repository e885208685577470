"""What befalls a server from outside, under load: nothing acknowledged is lost, and it goes on by itself."""

import asyncio
import signal
from pathlib import Path

from surveys.service.context import Service
from tests.support.kill.killing import a_while
from tests.support.kill.world import Posting, World, world

#: A server that is told to stop gives requests in hand four seconds and what is being said as many; the rest is for a busy machine.
END_SECONDS = 15


async def test_told_to_stop_it_finishes_what_it_began(crowd: World) -> None:
    async with crowd.busy():
        for _ in range(5):
            server = await crowd.up()
            await a_while(0.6)
            crowd.kills += 1
            server.signal(signal.SIGTERM)
            async with asyncio.timeout(END_SECONDS):
                assert await server.ended() == 0
        await crowd.up()
    account = await crowd.account()
    assert isinstance(crowd.delivery, Posting)
    assert (account.wrongs, account.answers > 0) == ([], True)
    assert {status for status in crowd.statuses + crowd.delivery.statuses if status >= 500} == set()


async def test_every_update_comes_up_to_five_times_in_any_order(crowd: World) -> None:
    assert isinstance(crowd.delivery, Posting)
    crowd.delivery.times = lambda: crowd.chance.randint(1, 5)
    crowd.delivery.old = lambda: crowd.chance.random() < 0.2
    crowd.counts_prompts = False  # every copy of a call for help shows who can be rung
    async with crowd.busy(browsers=0, phones=6):
        await crowd.up()
        await a_while(6)
    account = await crowd.account()
    assert (account.wrongs, account.finished >= 6) == ([], True)


async def test_a_clock_that_is_set_back_and_forth_confuses_nobody(
    service: Service, environ: dict[str, str], tmp_path: Path
) -> None:
    async with world(service, environ, tmp_path) as crowd, crowd.busy():
        for hours in (0, -2, 30, 1, -49, 0):
            server = await crowd.up(now=crowd.moved(hours))
            await a_while(0.5)
            crowd.kills += 1
            await server.kill()
        await crowd.up()
    assert (await crowd.account()).wrongs == []
