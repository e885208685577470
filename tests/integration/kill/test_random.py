"""Servers killed at any moment while children answer: what was acknowledged is there, once, and nothing else is."""

from pathlib import Path

from surveys.service.context import Service
from tests.support.kill.killing import kill_again_and_again
from tests.support.kill.world import world

KILLS = 100


async def test_a_hundred_kills_lose_and_double_nothing(
    service: Service, environ: dict[str, str], tmp_path: Path
) -> None:
    async with world(service, environ, tmp_path) as crowd:
        await kill_again_and_again(crowd, KILLS)
        account = await crowd.account()
    assert account.wrongs == []
    assert (crowd.kills, account.answers > KILLS, account.alerts > 0) == (KILLS, True, True)
