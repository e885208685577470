"""Every refusal of a link or a code goes out at a set time after it was looked for.

Else how long it took would tell one that has closed, and is read and put together first, from one that never was.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from aiohttp import web

from surveys.errors import UnknownInvitation
from surveys.service.opening import Opened, open_code, open_link
from web.hold import SERVICE

#: Seconds. Many times what looking takes, and nothing to whoever waits for it.
TICK = 0.02
#: Waits for the times in the order in which they come. A timer of the loop's would not do: it counts whole milliseconds
#: from when the loop last slept, which is after the looking, and so carries along what is to be hidden.
_WAITING = ThreadPoolExecutor(1, "evenly")


async def _until(due: float) -> None:
    await asyncio.get_running_loop().run_in_executor(_WAITING, _sleep_until, due)


def _sleep_until(due: float) -> None:
    time.sleep(max(0.0, due - time.monotonic()))


@dataclass(frozen=True, slots=True)
class Pace:
    """A steady clock, in seconds, and how to wait until a time by it."""

    now: Callable[[], float] = time.monotonic
    until: Callable[[float], Awaitable[None]] = _until


PACE = web.AppKey("pace", Pace)


async def by_link(request: web.Request, token: str) -> Opened:
    """What a web link leads to. Raises as :func:`surveys.service.opening.open_link`, at the next tick."""
    return await _evenly(request.app[PACE], open_link(request.app[SERVICE], token))


async def by_code(request: web.Request, typed: str) -> Opened:
    """What a typed code leads to. Raises as :func:`by_link`."""
    return await _evenly(request.app[PACE], open_code(request.app[SERVICE], typed))


async def _evenly(pace: Pace, opening: Awaitable[Opened]) -> Opened:
    """Counted from here and not from when the request came: who sends it slowly would choose where the tick falls."""
    began = pace.now()
    try:
        return await opening
    except UnknownInvitation:
        ticks = (pace.now() - began) // TICK + 1
        await pace.until(began + ticks * TICK)
        raise
