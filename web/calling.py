"""A call for help that the database keeps waiting: whoever makes it is told soon whom to ring, and it is kept all the same."""

import asyncio
import logging
from collections.abc import Coroutine

from aiohttp import web

from surveys.service.answering import Turn
from web.hold import CALLS

_log = logging.getLogger(__name__)

#: How long somebody who needs help looks at a page that does not come. The bot takes as long.
_SECONDS = 2.0


async def soon(request: web.Request, calling: Coroutine[None, None, Turn]) -> Turn:
    """What becomes of a call for help.

    Raises:
        TimeoutError: nothing yet. It goes on by itself; whoever is asked to try again calls twice and is heard once.
    """
    task = asyncio.create_task(calling)
    request.app[CALLS].add(task)
    task.add_done_callback(request.app[CALLS].discard)
    try:
        async with asyncio.timeout(_SECONDS):
            return await asyncio.shield(task)
    except TimeoutError:
        task.add_done_callback(_over)
        raise


def _over(task: asyncio.Task[Turn]) -> None:
    """Whoever waited was asked to try again, and has to: the log says that it was not kept by itself."""
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.warning("a call for help was not kept", extra={"fault": type(error).__name__})
