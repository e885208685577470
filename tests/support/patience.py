"""Waiting for what another program does in its own time."""

import asyncio
from collections.abc import Awaitable, Callable

_PATIENCE_SECONDS = 120


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Ask until it holds.

    Raises:
        TimeoutError: it does not come to hold.
    """
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not await holds():  # noqa: ASYNC110  # nothing here is told when it does
            await asyncio.sleep(0.2)


async def turns(number: int) -> None:
    """Let everything else on the loop have its turn, so many times."""
    for _ in range(number):
        await asyncio.sleep(0)
