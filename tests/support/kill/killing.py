"""Servers killed: at random moments, or at a place."""

import asyncio
from datetime import datetime

from tests.support.keys import NOW
from tests.support.kill.world import World

#: A server is left alone for this long at least and at most, counted from when it is ready.
_SHORTEST_SECONDS, _LONGEST_SECONDS = 0.02, 0.5


async def kill_again_and_again(crowd: World, kills: int) -> None:
    """Kill so many servers under load; the last one is left to settle everything."""
    async with crowd.busy():
        while crowd.kills < kills:
            server = await crowd.up()
            await asyncio.sleep(crowd.chance.uniform(_SHORTEST_SECONDS, _LONGEST_SECONDS))
            crowd.kills += 1
            await server.kill()
        await crowd.up()


async def serve_until_killed(crowd: World, place: str, *, now: datetime = NOW, **more: str) -> int:
    """A server that dies at a place; how it ended."""
    server = await crowd.up(0, crash=place, now=now, **more)
    ended = await server.ended()
    crowd.kills += 1
    return ended


async def a_while(seconds: float) -> None:
    """Let everybody go on for so long."""
    await asyncio.sleep(seconds)
