"""What a server does beside answering ends when it is told to, whatever libraries do with that."""

import asyncio
from contextlib import suppress

from mysay.duties import again_and_again, in_background


async def nothing() -> None:
    pass


async def test_a_duty_whose_cancellation_was_lost_on_the_way_is_not_begun_again() -> None:
    begun, again = asyncio.Event(), asyncio.Event()

    async def loses_it_once() -> None:
        if begun.is_set():
            again.set()
            await asyncio.Event().wait()
        begun.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    task, round_two = asyncio.create_task(again_and_again(loses_it_once, 0)), asyncio.create_task(again.wait())
    await begun.wait()
    task.cancel()
    await asyncio.wait([task, round_two], return_when=asyncio.FIRST_COMPLETED)
    assert (task.cancelled(), again.is_set()) == (True, False)


async def test_the_port_closes_before_anything_waits_for_work_to_end() -> None:
    begun, closed = asyncio.Event(), asyncio.Event()

    async def takes_its_time() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await closed.wait()

    async def close() -> None:
        closed.set()

    async with asyncio.timeout(60), in_background(takes_its_time(), first=close, patience=600):
        await begun.wait()
    assert closed.is_set()


async def test_work_that_does_not_end_in_time_is_left_behind() -> None:
    begun, over = asyncio.Event(), asyncio.Event()

    async def will_not_end() -> None:
        begun.set()
        while not over.is_set():
            with suppress(asyncio.CancelledError):
                await over.wait()

    async with asyncio.timeout(60), in_background(will_not_end(), first=nothing, patience=0):
        await begun.wait()
    assert not over.is_set()
    over.set()
