"""How late this process comes to what is due: the first thing to grow when it has too much to do."""

import asyncio

from surveys.meters import LAG

_SECONDS = 1.0


async def watch_lag() -> None:
    """Measure again and again how much later than asked the event loop comes back, until cancelled."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + _SECONDS
        await asyncio.sleep(_SECONDS)
        LAG.observe("loop", loop.time() - due)
