"""Work for the database: statements one after the other, as whoever carries them out takes them on SQLite and PostgreSQL."""

from collections.abc import Awaitable, Callable, Generator, Sequence
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")


class Many(NamedTuple):
    """One statement for many rows of values, which gives no rows back."""

    sql: str
    values: Sequence[Sequence[object]]


#: A statement with its places ($1, $2, …), and what goes there.
Statement = tuple[str, Sequence[object]]
Rows = Sequence[Sequence[Any]]


class Chain(NamedTuple):
    """A statement that decides, and others that happen only where it gives a row; answered with its rows.

    The others are inserts of values, or end in their WHERE. ``whole`` when nothing comes after it: where a chain is
    one statement it needs no other transaction then.
    """

    decides: Statement
    others: Sequence[Statement]
    whole: bool = False


#: What is carried out at a time.
AnyStatement = Statement | Many | Chain
#: Statements to be carried out one after the other, each answered with its rows.
Work = Generator[AnyStatement, Rows, T]


async def driven(fetch: Callable[[AnyStatement], Awaitable[Rows]], work: Work[T], rows: Rows | None = None) -> T:
    """Carry out a piece of work to its end; ``rows`` answer its first statement where that has happened already."""
    try:
        while True:
            statement = next(work) if rows is None else work.send(rows)
            rows = await fetch(statement)
    except StopIteration as end:
        result: T = end.value
        return result


def marks(number: int, first: int = 1) -> str:
    """So many places for values: ``$1, $2, $3``."""
    return ", ".join(f"${place}" for place in range(first, first + number))
