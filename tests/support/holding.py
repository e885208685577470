"""A database that somebody else holds: what is written waits until they let go."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from tortoise.backends.base.client import TransactionalDBClient

from surveys.storage.database import on_one_file, transaction
from surveys.storage.models import Response


@asynccontextmanager
async def held_by_another(invitation: UUID | None = None) -> AsyncIterator[None]:
    """For the length of the block a task of its own holds the session of an invitation, or else the whole table.

    Where the database is a file, all of it is held either way, and what is read waits for nobody.
    """
    ready, let_go = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with transaction() as db:
            await _hold(db, invitation)
            ready.set()
            await let_go.wait()

    holding = asyncio.create_task(hold())
    await ready.wait()
    try:
        yield
    finally:
        let_go.set()
        await holding


async def _hold(db: TransactionalDBClient, invitation: UUID | None) -> None:
    if invitation is not None:
        await Response.filter(invitation_id=invitation).update(language="en")
    elif not on_one_file():
        await db.execute_query("LOCK TABLE response IN ACCESS EXCLUSIVE MODE")
