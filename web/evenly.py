"""Every refusal of a link or a code goes out at a set time after it was looked for.

Else how long it took would tell one that has closed, and is read and put together first, from one that never was.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from surveys.errors import UnknownInvitation
from surveys.service.opening import Opened, open_code, open_link
from web.hold import SERVICE

#: Seconds. Many times what looking takes, and nothing to whoever waits for it.
TICK = 0.02
#: Loops wake to the millisecond from when they last slept, and that would carry the difference along.
_COARSE = 0.001


async def _until(due: float) -> None:
    await asyncio.sleep(due - time.monotonic() - _COARSE)
    while time.monotonic() < due:  # noqa: ASYNC110  # what is waited for is the time
        await asyncio.sleep(0)


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
