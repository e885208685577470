"""PostgreSQL for what happens with every answer: as few ways to the server as can be.

A way there and back costs more processor than what is asked there. So a chain of statements goes as one,
and one statement that is the whole of a piece of work goes without BEGIN and COMMIT: it is a transaction
by itself, durable when it has been answered. Taking a connection from the pool and giving it back costs
as much as another way, so a few are kept at hand. Whoever finds none free stands in one queue, and nobody
overtakes: with more to do than connections to do it, everybody waits about as long as the others. Calls for
help have a queue and connections of their own.

Where there is a patience nobody waits beyond it, neither for a connection nor on one: a server that says
nothing is an outage, as one that is away.
"""

import asyncio
import re
from contextlib import suppress
from functools import lru_cache, partial
from typing import Any, NamedTuple, Protocol, TypeVar

import asyncpg

from surveys.storage.work import AnyStatement, Chain, Many, Rows, Statement, Work, driven
from surveys.urgency import is_urgent

T = TypeVar("T")
_PLACE = re.compile(r"\$(\d+)")
_VALUES = re.compile(r"\bVALUES\s*\((.*?)\)", re.DOTALL)
#: So many of the pool's connections are used and stay here, and so many more by what is urgent.
_AT_HAND, _URGENT = 3, 2
#: The ORM must find some as well.
CONNECTIONS = _AT_HAND + _URGENT + 2


class Patience(NamedTuple):
    """How many seconds a statement waits for a lock, and how many somebody waits for a connection, and then on it.

    The first is less: the server tells which statement it was, and the connection stays. Whoever says nothing in a
    transaction for ``idle`` seconds loses it, and what it held.
    """

    lock: float
    answer: float
    idle: float


class Pool(Protocol):
    """Where connections come from."""

    async def take(self, seconds: float | None) -> Any:
        """A connection for whoever asks; waits for one, or raises TimeoutError."""

    async def give_back(self, connection: Any) -> None:
        """Give one back, in whatever state it is."""


class Lanes:
    """The ways of statements without the ORM."""

    def __init__(self, pool: Pool, patience: Patience | None = None) -> None:
        seconds = patience.answer if patience else None
        self._usual, self._urgent = _Ways(pool, _AT_HAND, seconds), _Ways(pool, _URGENT, seconds)

    async def write(self, work: Work[T]) -> T:
        """Do this work in a transaction; it is committed when this returns.

        Raises:
            TimeoutError: nothing was heard for too long. Whether it was committed is not known.
        """
        try:
            first = next(work)
        except StopIteration as end:
            nothing: T = end.value
            return nothing
        async with self._lane() as connection:
            fetch = partial(fetched, connection)
            if isinstance(first, Chain) and first.whole:
                return await driven(fetch, work, await fetch(first))
            async with connection.transaction():
                return await driven(fetch, work, await fetch(first))

    async def read(self, statement: Statement) -> Rows:
        """The rows of a statement that changes nothing, as they are committed. Raises as :meth:`write`."""
        async with self._lane() as connection:
            return await fetched(connection, statement)

    async def close(self) -> None:
        """Give back what is at hand."""
        for ways in (self._usual, self._urgent):
            await ways.close()

    def _lane(self) -> "_Lane":
        return _Lane(self._urgent if is_urgent() else self._usual)


class _Ways:
    """A few connections, and the queue of those who wait for one."""

    __slots__ = ("_at_hand", "_places", "_pool", "seconds")

    def __init__(self, pool: Pool, number: int, seconds: float | None) -> None:
        self._pool, self.seconds = pool, seconds
        self._at_hand: list[Any] = []
        self._places = asyncio.Semaphore(number)  # fair, which the pool's own queue is not

    async def take(self) -> Any:
        """A connection; whoever has waited longest is next."""
        if self._places.locked():
            async with asyncio.timeout(self.seconds):
                await self._places.acquire()
        else:
            await self._places.acquire()
        try:
            return await self._open()
        except BaseException:
            self._places.release()
            raise

    async def _open(self) -> Any:
        while self._at_hand:
            connection = self._at_hand.pop()
            if _is_open(connection):
                return connection
            await self._pool.give_back(connection)
        return await self._pool.take(self.seconds)

    async def give_back(self, connection: Any, *, sound: bool) -> None:
        """It stays at hand where nothing went wrong on it."""
        try:
            if sound:
                self._at_hand.append(connection)
            else:
                await self._pool.give_back(connection)
        finally:
            self._places.release()

    async def close(self) -> None:
        """Give back what is at hand."""
        while self._at_hand:
            await self._pool.give_back(self._at_hand.pop())


class _Lane:
    """One connection for the length of the block, which is ended where the block lasts for too long."""

    __slots__ = ("_connection", "_end", "_late", "_ways")

    def __init__(self, ways: _Ways) -> None:
        self._ways, self._late = ways, False
        self._end: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Any:
        self._connection = await self._ways.take()
        if self._ways.seconds is not None:
            self._end = asyncio.get_running_loop().call_later(self._ways.seconds, self._give_up)
        return self._connection

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._end is not None:
            self._end.cancel()
        if kind is asyncio.CancelledError:
            _end(self._connection)  # else giving it back would wait for the server to hear that nobody waits
        await self._ways.give_back(self._connection, sound=kind is None)
        if self._late and kind is not None:
            raise TimeoutError

    def _give_up(self) -> None:
        """Whatever is waited for on it fails; asking the server to stop would be one more thing to wait for."""
        self._late = True
        _end(self._connection)


def _end(connection: Any) -> None:
    """End a connection here and now; one that has ended by itself is the pool's again, which asyncpg calls misuse."""
    with suppress(asyncpg.InterfaceError):
        connection.terminate()


def _is_open(connection: Any) -> bool:
    """Whether a connection that was kept can be used; of one that has ended as above."""
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
