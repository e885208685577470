"""Which connection does what is asked.

Where more is asked than there are connections, whoever has waited longest is next; nobody overtakes.
"""

import asyncio
from collections.abc import Awaitable

import asyncpg

from surveys.storage.engines.lanes import Lanes

ASKERS = range(8)


class Pool:
    """Five connections, which are their own; each takes a turn of the loop to answer, and notes who asked."""

    def __init__(self) -> None:
        self.asked: list[object] = []
        self.ended = False
        self.free = asyncio.Semaphore(5)

    async def take(self, _seconds: float | None) -> "Pool":
        await self.free.acquire()
        return self

    async def give_back(self, _connection: object) -> None:
        self.free.release()

    def is_closed(self) -> bool:
        if self.ended:
            self.ended = False
            raise asyncpg.InterfaceError(
                "cannot call Connection.is_closed(): connection has been released back to the pool"
            )
        return False

    async def fetch(self, sql: str, *_: object) -> list[object]:
        self.asked.append(sql)
        loop = asyncio.get_running_loop()
        answered = loop.create_future()
        loop.call_soon(answered.set_result, None)
        await answered
        return []


async def each(*asked: Awaitable[object]) -> None:
    for one in asked:
        await one


async def test_who_comes_back_stands_behind_those_who_wait() -> None:
    pool = Pool()
    lanes = Lanes(pool)
    await asyncio.gather(*(each(lanes.read((f"{who}", ())), lanes.read((f"{who} again", ()))) for who in ASKERS))
    assert pool.asked == [*(f"{who}" for who in ASKERS), *(f"{who} again" for who in ASKERS)]


async def test_some_connections_are_left_to_others() -> None:
    pool = Pool()
    lanes = Lanes(pool)
    await asyncio.gather(*(lanes.read((f"{who}", ())) for who in ASKERS))
    assert not pool.free.locked()


async def test_one_that_ended_while_it_was_kept_is_replaced() -> None:
    pool = Pool()
    lanes = Lanes(pool)
    await lanes.read(("before the outage", ()))
    pool.ended = True
    await lanes.read(("after it", ()))
    assert pool.asked == ["before the outage", "after it"]
