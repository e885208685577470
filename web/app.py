"""The web application: every route, what stands before it, and the service it works for."""

import logging
from collections.abc import Iterable

from aiohttp import web

from surveys.service.context import Service
from web import api, operations, pages
from web.access import Route, add_routes
from web.evenly import PACE, Pace
from web.figures import Figures
from web.guard import admit, friendly, observe, put_headers
from web.guesses import WRONG_LINKS, Guesses
from web.hold import CALLS, FIGURES, GUESSES, LINKS, PAPER, READY, SERVICE, Ready
from web.paper import Paper

# It writes addresses, and addresses hold tokens. It is held here, in code, because a setting can be changed.
logging.getLogger("aiohttp.access").setLevel(logging.WARNING)


def application(
    service: Service, *, ready: Ready, more: Iterable[Route] = (), pace: Pace | None = None
) -> web.Application:
    """The application for a service whose database is open.

    ``ready`` says whether the database answers and is current; ``more`` are routes that others bring,
    such as Telegram's; ``pace`` is the clock that refusals go by.
    """
    app = web.Application(middlewares=[observe, friendly, admit])
    app[SERVICE] = service
    app[READY] = ready
    app[PAPER] = Paper(service)
    app[FIGURES] = Figures()
    app[CALLS] = set()
    app[PACE] = pace or Pace()
    app[GUESSES] = Guesses()
    app[LINKS] = Guesses(WRONG_LINKS, WRONG_LINKS)
    add_routes(app, (*operations.ROUTES, *api.ROUTES, *pages.ROUTES, *more))
    app.on_response_prepare.append(put_headers)
    return app
