"""A call for help that the database keeps waiting: whoever makes it is told soon whom to ring, and it is kept all the same."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from surveys.conversation.replies import Action
from surveys.storage.outages import is_outage, waited_in_vain
from surveys.urgency import urgently
from web import read
from web.access import Access, route_of
from web.hold import CALLS
from web.refusals import is_api

_log = logging.getLogger(__name__)

#: How long somebody who needs help looks at a page that does not come. The bot takes as long.
_SECONDS = 2.0
#: For how long a call is tried again that could not be kept by then, and how long after each time.
_KEPT_SECONDS, _PAUSE_SECONDS = 600.0, 1.0
#: Where whoever has finished calls from.
_OF_A_LINK = "/s/{token}/help"


async def is_call(request: web.Request) -> bool:
    """Whether this is a call for help. Its body is read for it; the database is not asked."""
    route = route_of(request)
    if route is None or route.method != "POST":
        return False
    if route.access is not Access.SESSION:
        return route.pattern == _OF_A_LINK
    try:
        if is_api(request):
            return (await read.json_object(request)).get("action") == Action.HELP
        return read.first(await read.form(request), "action") == Action.HELP
    except read.Malformed:
        return False


async def soon(request: web.Request, answering: Callable[[], Awaitable[web.StreamResponse]]) -> web.StreamResponse:
    """What becomes of a call for help, from the first look at the database on.

    Raises:
        TimeoutError: nothing yet. It goes on by itself; whoever is asked to try again calls twice and is heard once.
    """
    with urgently():
        task = asyncio.create_task(_kept(answering))
    request.app[CALLS].add(task)
    task.add_done_callback(request.app[CALLS].discard)
    try:
        async with asyncio.timeout(_SECONDS):
            return await asyncio.shield(task)
    except TimeoutError:
        task.add_done_callback(_over)
        raise


async def _kept(answering: Callable[[], Awaitable[web.StreamResponse]]) -> web.StreamResponse:
    """What others hold up is tried again; any outage, once whoever called has been told. Both pass."""
    now = asyncio.get_running_loop().time
    began = now()
    while True:
        try:
            return await answering()
        except Exception as error:
            waited = now() - began
            passes = waited_in_vain(error) or (waited >= _SECONDS and is_outage(error))
            if not passes or waited > _KEPT_SECONDS:
                raise
        await asyncio.sleep(_PAUSE_SECONDS)


def _over(task: asyncio.Task[web.StreamResponse]) -> None:
    """Whoever waited was asked to try again, and has to: the log says that it was not kept by itself."""
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.warning("a call for help was not kept", extra={"fault": type(error).__name__})
