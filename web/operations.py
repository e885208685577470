"""Routes for whoever keeps the service running, and the pages' static files."""

from http import HTTPStatus

from aiohttp import web

from surveys.storage.standing import standing
from web.access import Access, Route
from web.hold import FIGURES, PAPER, READY, SERVICE

_PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
_A_YEAR = "public, max-age=31536000, immutable"


async def alive(_request: web.Request) -> web.Response:
    """The process answers. The database is not asked."""
    return web.Response(text="ok\n")


async def ready(request: web.Request) -> web.Response:
    """The database answers and its schema is current; 503 while it is not so."""
    is_ready = await request.app[READY]()
    if is_ready:
        return web.Response(text="ready\n")
    return web.Response(text="not ready: the database\n", status=HTTPStatus.SERVICE_UNAVAILABLE)


async def figures(request: web.Request) -> web.Response:
    """What this process has counted and what waits in the database, for Prometheus."""
    now = await standing(request.app[SERVICE].clock.now())
    return web.Response(body=request.app[FIGURES].text(now).encode(), headers={"Content-Type": _PROMETHEUS})


async def static(request: web.Request) -> web.Response:
    """A style sheet, script or picture. Its address changes with it, so a browser may keep it."""
    asset = request.app[PAPER].asset(request.match_info["name"])
    if asset is None or asset.address != request.path:
        raise web.HTTPNotFound
    headers = {"Cache-Control": _A_YEAR, "Content-Encoding": "gzip", "Content-Type": f"{asset.kind}; charset=utf-8"}
    return web.Response(body=asset.body, headers=headers)


ROUTES = (
    Route("GET", "/healthz", alive, Access.OPERATIONS),
    Route("GET", "/readyz", ready, Access.OPERATIONS),
    Route("GET", "/metrics", figures, Access.OPERATIONS),
    Route("GET", "/static/{version}/{name}", static, Access.PUBLIC),
)
