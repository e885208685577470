"""Nobody waits for ever for a connection, nor on one, where there is a patience; and what is urgent stands behind nobody."""

import asyncio

import asyncpg
import pytest

from surveys.storage.engines.lanes import Lanes, Patience
from surveys.urgency import urgently
from tests.support.patience import turns

#: As short as can be: nothing here ever answers.
NONE_AT_ALL = Patience(lock=0.0, answer=0.0, idle=0.0)
OTHERS = range(8)


class Silent:
    """A connection that answers nothing until it is ended; once it is, the pool has it again."""

    def __init__(self) -> None:
        self.answer: asyncio.Future[list[object]] = asyncio.get_running_loop().create_future()

    def is_closed(self) -> bool:
        return self.answer.done()

    def terminate(self) -> None:
        if self.answer.done():
            raise asyncpg.InterfaceError("connection has been released back to the pool")
        self.answer.set_exception(asyncpg.ConnectionDoesNotExistError("closed in the middle of operation"))

    async def fetch(self, *_: object) -> list[object]:
        return await self.answer


class Pool:
    """As many silent connections as anybody asks for, or none for anybody."""

    def __init__(self, *, empty: bool = False) -> None:
        self.empty = empty
        self.given: list[Silent] = []
        self.back: list[object] = []

    async def take(self, seconds: float | None) -> Silent:
        if self.empty:
            async with asyncio.timeout(seconds):
                await asyncio.Event().wait()
        self.given.append(Silent())
        return self.given[-1]

    async def give_back(self, connection: object) -> None:
        self.back.append(connection)


def asked(lanes: Lanes) -> asyncio.Task[object]:
    return asyncio.ensure_future(lanes.read(("SELECT 1", ())))


async def test_what_is_never_answered_is_given_up_with_its_connection() -> None:
    pool = Pool()
    with pytest.raises(TimeoutError):
        await asked(Lanes(pool, NONE_AT_ALL))
    assert pool.back == pool.given


async def test_who_finds_no_connection_gives_up_and_keeps_nobody_else_from_one() -> None:
    pool = Pool(empty=True)
    lanes = Lanes(pool, NONE_AT_ALL)
    for _ in OTHERS:
        with pytest.raises(TimeoutError):
            await asked(lanes)


async def test_who_waits_behind_others_gives_up() -> None:
    pool = Pool()
    lanes = Lanes(pool, NONE_AT_ALL)
    found = await asyncio.gather(*(asked(lanes) for _ in OTHERS), return_exceptions=True)
    assert [type(each) for each in found] == [TimeoutError] * len(OTHERS)


async def test_without_a_patience_it_waits_until_it_hears_that_the_connection_is_gone() -> None:
    pool = Pool()
    reading = asked(Lanes(pool))
    await turns(1)
    pool.given[0].terminate()
    with pytest.raises(asyncpg.ConnectionDoesNotExistError):
        await reading


async def test_what_is_urgent_stands_behind_nobody() -> None:
    pool = Pool()
    lanes = Lanes(pool)
    others = [asked(lanes) for _ in OTHERS]
    with urgently():
        call = asked(lanes)
    await turns(1)
    pool.given[-1].answer.set_result([["heard"]])
    assert (await call, [each.done() for each in others]) == ([["heard"]], [False] * len(OTHERS))
    for each in others:
        each.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def test_whoever_stops_waiting_leaves_no_connection_on_which_something_is_under_way() -> None:
    pool = Pool()
    reading = asked(Lanes(pool))
    await turns(1)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert (pool.back, pool.given[0].is_closed()) == (pool.given, True)
