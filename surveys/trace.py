"""The id of the request at hand, and of Telegram's update: they go with every line of the log that it leads to.

A request's is drawn anew for each and means nothing outside the log. An update's is Telegram's number for it,
whichever way it came.
"""

import random
from contextvars import ContextVar

request: ContextVar[str | None] = ContextVar("request", default=None)
update: ContextVar[int | None] = ContextVar("update", default=None)

_drawn = random.Random()


def begin() -> str:
    """A new request begins here, about no update yet; its id."""
    drawn = f"{_drawn.getrandbits(48):012x}"
    request.set(drawn)
    update.set(None)
    return drawn


def about(number: int) -> None:
    """What is at hand is about this update."""
    update.set(number)
