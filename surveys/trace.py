"""The id of the request at hand: it goes with every line of the log that the request leads to.

It is drawn anew for each request and means nothing outside the log.
"""

import random
from contextvars import ContextVar

request: ContextVar[str | None] = ContextVar("request", default=None)

_drawn = random.Random()


def begin() -> str:
    """A new request begins here; its id."""
    drawn = f"{_drawn.getrandbits(48):012x}"
    request.set(drawn)
    return drawn
