"""The loop that serves."""

import asyncio
import gc

import uvloop

from mysay import loop


def test_what_serves_runs_on_the_quicker_loop() -> None:
    running: list[asyncio.AbstractEventLoop] = []

    async def serving() -> None:
        running.append(asyncio.get_running_loop())

    loop.run(serving())
    assert [type(each) for each in running] == [uvloop.Loop]


def test_what_is_there_once_it_serves_is_not_looked_through_again() -> None:
    before, thresholds = gc.get_freeze_count(), gc.get_threshold()
    try:
        loop.settle()
        assert gc.get_freeze_count() > before
        assert gc.get_threshold()[0] > thresholds[0]
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
