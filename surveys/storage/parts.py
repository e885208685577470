"""Long lists of values for a query, a part at a time."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

#: Values in one statement. Both databases allow some 32,000; a statement of so many is also kept ready for the next.
MOST = 512
#: The same where an import asks for a hundred thousand: longer statements, and fewer of them.
IMPORTED = 8192


def parts(values: Iterable[T], most: int = MOST) -> Iterator[list[T]]:
    """Some values in lists of at most ``most``, a power of two, each filled up to a power of two with its own last value.

    A value that stands twice in ``IN (...)`` changes nothing. But a database keeps statements ready by their text, and
    every length is a text of its own: a list that grows with every answer would fill the memory with them.
    """
    every = list(values)
    for start in range(0, len(every), most):
        part = every[start : start + most]
        size = 1 << (len(part) - 1).bit_length()
        yield part + part[-1:] * (size - len(part))
