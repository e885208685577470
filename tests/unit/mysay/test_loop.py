"""The loop that serves."""

import asyncio

import uvloop

from mysay import loop


def test_what_serves_runs_on_the_quicker_loop() -> None:
    running: list[asyncio.AbstractEventLoop] = []

    async def serving() -> None:
        running.append(asyncio.get_running_loop())

    loop.run(serving())
    assert [type(each) for each in running] == [uvloop.Loop]
