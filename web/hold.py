"""What a handler finds on its application and request."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from surveys.service.answering import Turn
from surveys.service.context import Service
from surveys.service.opening import Opened
from web.figures import Figures
from web.guesses import Guesses
from web.paper import Paper

Ready = Callable[[], Awaitable[bool]]

SERVICE = web.AppKey("service", Service)
READY: web.AppKey[Ready] = web.AppKey("ready")
PAPER = web.AppKey("paper", Paper)
FIGURES = web.AppKey("figures", Figures)
GUESSES = web.AppKey("guesses", Guesses)
LINKS = web.AppKey("links", Guesses)
#: Calls for help on their way into the database.
CALLS: web.AppKey[set[asyncio.Task[web.StreamResponse]]] = web.AppKey("calls")

#: What the link in the address opened (routes for whoever holds a link).
OPENED = web.RequestKey("opened", Opened)
#: Where the session stands (routes for whoever began one).
TURN = web.RequestKey("turn", Turn)
#: The token of the link that was asked for.
ASKED_FOR = web.RequestKey("asked for", str)
