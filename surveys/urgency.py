"""What stands behind nobody else: a call for help, and the question whether the database answers at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_urgent: ContextVar[bool] = ContextVar("urgent", default=False)


def is_urgent() -> bool:
    """Whether what is at hand is urgent."""
    return _urgent.get()


@contextmanager
def urgently() -> Iterator[None]:
    """What is done in this block, or by a task that is begun in it, is urgent."""
    before = _urgent.set(True)
    try:
        yield
    finally:
        _urgent.reset(before)
