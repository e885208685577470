"""PostgreSQL for what happens with every answer: as few ways to the server as can be.

A way there and back costs more processor than what is asked there. So a chain of statements goes as one,
and one statement that is the whole of a piece of work goes without BEGIN and COMMIT: it is a transaction
by itself, durable when it has been answered. Taking a connection from the pool and giving it back costs
as much as another way, so a few are kept at hand. Whoever finds none free stands in one queue, and nobody
overtakes: with more to do than connections to do it, everybody waits about as long as the others.
"""

import asyncio
import re
from functools import lru_cache, partial
from typing import Any, Protocol, TypeVar

import asyncpg

from surveys.storage.work import AnyStatement, Chain, Many, Rows, Statement, Work, driven

T = TypeVar("T")
_PLACE = re.compile(r"\$(\d+)")
_VALUES = re.compile(r"\bVALUES\s*\((.*?)\)", re.DOTALL)
#: So many of the pool's connections are used and stay here; the ORM must find some as well.
_AT_HAND = 3


class Pool(Protocol):
    """Where connections come from."""

    async def take(self) -> Any:
        """A connection for whoever asks; waits for one."""

    async def give_back(self, connection: Any) -> None:
        """Give one back, in whatever state it is."""


class Lanes:
    """The ways of statements without the ORM."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._at_hand: list[Any] = []
        self._queue = asyncio.Semaphore(_AT_HAND)  # fair, which the pool's own queue is not

    async def write(self, work: Work[T]) -> T:
        """Do this work in a transaction; it is committed when this returns."""
        try:
            first = next(work)
        except StopIteration as end:
            nothing: T = end.value
            return nothing
        async with self._queue, _Lane(self._pool, self._at_hand) as connection:
            fetch = partial(fetched, connection)
            if isinstance(first, Chain) and first.whole:
                return await driven(fetch, work, await fetch(first))
            async with connection.transaction():
                return await driven(fetch, work, await fetch(first))

    async def read(self, statement: Statement) -> Rows:
        """The rows of a statement that changes nothing, as they are committed."""
        async with self._queue, _Lane(self._pool, self._at_hand) as connection:
            return await fetched(connection, statement)

    async def close(self) -> None:
        """Give back what is at hand."""
        while self._at_hand:
            await self._pool.give_back(self._at_hand.pop())


class _Lane:
    """One connection for the length of the block; it stays at hand where nothing went wrong on it."""

    __slots__ = ("_at_hand", "_connection", "_pool")

    def __init__(self, pool: Pool, at_hand: list[Any]) -> None:
        self._pool, self._at_hand = pool, at_hand

    async def __aenter__(self) -> Any:
        while self._at_hand:
            self._connection = self._at_hand.pop()
            if _is_open(self._connection):
                return self._connection
            await self._pool.give_back(self._connection)
        self._connection = await self._pool.take()
        return self._connection

    async def __aexit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._at_hand.append(self._connection)
        else:
            await self._pool.give_back(self._connection)


def _is_open(connection: Any) -> bool:
    """Whether a connection that was kept can be used. One that ended meanwhile is the pool's again, which asyncpg calls misuse."""
    try:
        return not connection.is_closed()
    except asyncpg.InterfaceError:
        return False


async def fetched(connection: Any, statement: AnyStatement) -> Rows:
    """What a connection of asyncpg's answers to this."""
    if isinstance(statement, Many):
        await connection.executemany(statement.sql, statement.values)
        return ()
    sql, values = as_one(statement) if isinstance(statement, Chain) else statement
    rows: Rows = await connection.fetch(sql, *values)
    return rows


def as_one(chain: Chain) -> Statement:
    """A chain as one statement: what decides comes first, and the others happen beside its rows."""
    if not chain.others:
        return chain.decides
    (decides, values), others = chain.decides, chain.others
    sql = _joined(decides, tuple(sql for sql, _ in others))
    return sql, (*values, *(value for _, more in others for value in more))


@lru_cache(maxsize=256)
def _joined(decides: str, others: tuple[str, ...]) -> str:
    parts, places = [f"decided AS ({decides})"], _places(decides)
    for number, sql in enumerate(others):
        parts.append(f"other_{number} AS ({_beside(_moved(sql, places))})")
        places += _places(sql)
    return f"WITH {', '.join(parts)} SELECT * FROM decided"  # noqa: S608  # statements of ours, in one


def _beside(sql: str) -> str:
    """The statement for as many rows as were decided on, of which there is one or none."""
    inserts, found = _VALUES.subn(r"SELECT \1 FROM decided", sql)
    return inserts if found else f"{sql} AND EXISTS (SELECT 1 FROM decided)"  # noqa: S608  # a statement of ours


def _moved(sql: str, by: int) -> str:
    """The statement with its places so many further on."""
    return _PLACE.sub(lambda place: f"${int(place[1]) + by}", sql)


def _places(sql: str) -> int:
    return max(map(int, _PLACE.findall(sql)), default=0)
