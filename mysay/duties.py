"""What a server does beside answering: again and again, beside everything else, and to an end in good time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager

from mysay.troubles import Trouble
from surveys.ending import end_if_cancelled

Duty = Callable[[], Awaitable[object]]

#: Whoever stops waits no longer for what is in the background: it may wait for a database that answers no more.
_END_SECONDS = 2.0


async def again_and_again(duty: Duty, seconds: float) -> None:
    """Do a duty every so often, until cancelled. One that fails is logged and done again: the others must not stop for it."""
    trouble = Trouble("a duty")
    while True:
        try:
            await duty()
        except Exception as error:  # noqa: BLE001  # whatever it was, the next round may go well
            trouble.failed(error)
        else:
            trouble.over()
        end_if_cancelled()
        await asyncio.sleep(seconds)


@asynccontextmanager
async def in_background(
    *works: Coroutine[None, None, None], first: Callable[[], Awaitable[None]], patience: float = _END_SECONDS
) -> AsyncIterator[None]:
    """Work that goes on for the length of the block, and is told to end then.

    ``first`` is done before anything waits for that. What does not end in time (seconds) is left behind.
    """
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await first()
        await asyncio.wait(tasks, timeout=patience)
