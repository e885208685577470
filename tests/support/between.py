"""What somebody else commits while something is being read, at any place between two of its statements."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import asyncpg

from surveys.storage.urls import is_sqlite, postgresql_place, sqlite_file

_ASKED = logging.getLogger("tortoise.db_client")


def committed(url: str, statements: Sequence[str]) -> None:
    """Carry these out over a connection of their own, and commit; wherever it is called, an event loop included."""
    if is_sqlite(url):
        with closing(sqlite3.connect(sqlite_file(url), timeout=0)) as connection, connection:
            for each in statements:
                connection.execute(each)
        return
    with ThreadPoolExecutor(1) as beside:
        beside.submit(asyncio.run, _on_a_server(url, statements)).result()


async def _on_a_server(url: str, statements: Sequence[str]) -> None:
    connection = await asyncpg.connect(postgresql_place(url))
    try:
        async with connection.transaction():
            for each in statements:
                await connection.execute(each)
    finally:
        await connection.close()


class _Counting(logging.Handler):
    def __init__(self, at: int, do: Callable[[], object]) -> None:
        super().__init__()
        self.at, self.do, self.asked = at, do, 0

    def emit(self, record: logging.LogRecord) -> None:
        self.asked += 1
        if self.asked == self.at:
            self.do()


@contextmanager
def just_before(nth: int, do: Callable[[], object]) -> Iterator[_Counting]:
    """Do something just before the nth statement of the block's; the yielded one's ``asked`` is how many there were."""
    counting, level = _Counting(nth, do), _ASKED.level
    _ASKED.addHandler(counting)
    _ASKED.setLevel(logging.DEBUG)
    try:
        yield counting
    finally:
        _ASKED.setLevel(level)
        _ASKED.removeHandler(counting)
