"""Who may use a route. A route cannot be made without saying so, and what it says is what is enforced."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Access(StrEnum):
    """Anyone; whoever holds a link; whoever agreed and began; the council's monitoring; Telegram, by its secret."""

    PUBLIC = "public"
    LINK = "link"
    SESSION = "session"
    OPERATIONS = "operations"
    TELEGRAM = "telegram"


@dataclass(frozen=True, slots=True)
class Route:
    """One route and who may use it. ``pattern`` is what logs and figures name it by: it never holds a token."""

    method: str
    pattern: str
    handler: Handler
    access: Access


ROUTES = web.AppKey("routes", tuple[Route, ...])
_REACHED: web.AppKey[Mapping[tuple[str, str], Route]] = web.AppKey("reached")


def add_routes(application: web.Application, routes: Iterable[Route]) -> None:
    """Put the routes up and remember who may use each."""
    application[ROUTES] = tuple(routes)
    application[_REACHED] = {(route.method, route.pattern): route for route in application[ROUTES]}
    for route in application[ROUTES]:
        if route.method == "GET":
            application.router.add_get(route.pattern, route.handler)
        else:
            application.router.add_route(route.method, route.pattern, route.handler)


def route_of(request: web.Request) -> Route | None:
    """The route that a request reached; None where there is none."""
    resource = request.match_info.route.resource
    method = "GET" if request.method == "HEAD" else request.method
    return request.app[_REACHED].get((method, resource.canonical if resource else ""))
