"""The event loop that serves: libuv's, which takes a tenth less processor an answer than Python's own.

Commands run on Python's: they end before it would make a difference, and need not load another.
"""

import asyncio
import gc
import sys
from collections.abc import Coroutine
from typing import Any

if sys.platform == "win32":  # there is none
    from asyncio import new_event_loop
else:
    from uvloop import new_event_loop

#: After so many new objects that could hold each other, the newest are looked through for some that nobody needs.
#: Python's 700 are there before one answer is through, and nearly all are needed.
_NEW_OBJECTS = 5000


def run(serving: Coroutine[Any, Any, None]) -> None:
    """Serve until it ends."""
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(serving)


def settle() -> None:
    """What is there once it serves is there to stay, and is not looked through again and again: that took a tenth of an answer."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
