"""A database that somebody else holds: what is written waits until they let go."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from surveys.storage.database import transaction
from surveys.storage.models import Response


@asynccontextmanager
async def held_by_another() -> AsyncIterator[None]:
    """Every session is locked for the length of the block, by a task of its own."""
    ready, let_go = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with transaction():
            await Response.all().update(language="en")
            ready.set()
            await let_go.wait()

    holding = asyncio.create_task(hold())
    await ready.wait()
    try:
        yield
    finally:
        let_go.set()
        await holding
