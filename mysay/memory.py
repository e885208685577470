"""A server that runs for months holds no more memory than it needs."""

import asyncio
import ctypes
import gc

from surveys.meters import MEMORY

_SECONDS = 60.0


def set_apart_what_stays() -> None:
    """Leave what was loaded at the start out of every later collection.

    Python collects all it has only once a quarter as much again has come to stay. Beside all that is loaded at the
    start that takes hours, in which closed connections, each a cycle, lie between the blocks that could be given back.
    """
    gc.collect()
    gc.freeze()
    gc.collect()  # counts anew what there is to compare with: next to nothing
    MEMORY.add("set apart")


async def give_back(*, every: float = _SECONDS) -> None:
    """Return to the system, again and again until cancelled, what the C library keeps free between what is in use.

    Buffers come and go in two threads, and it keeps the gaps of each: some ten megabytes in an hour. Where the
    library is another than glibc there is nothing to call, and nothing is done. ``every`` so many seconds.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    while trim is not None:
        trim(0)
        MEMORY.add("given back")
        await asyncio.sleep(every)
