"""Servers killed at random moments, one after the other."""

import asyncio

from tests.support.kill.world import World, port_of

#: A server is left alone for this long at least and at most, counted from when it is ready.
_SHORTEST_SECONDS, _LONGEST_SECONDS = 0.02, 0.5


async def kill_again_and_again(crowd: World, kills: int) -> None:
    """Kill so many servers under load; the last one is left to settle everything."""
    address = crowd.addresses[0]
    async with crowd.busy():
        while crowd.kills < kills:
            server = await crowd.servers.fork(PORT=port_of(address))
            await asyncio.sleep(crowd.chance.uniform(_SHORTEST_SECONDS, _LONGEST_SECONDS))
            crowd.kills += 1
            await server.kill()
        await crowd.servers.fork(PORT=port_of(address))
