"""What stands before every handler: who may come in, what becomes of errors, what goes on every answer."""

import logging
import time
import traceback
from functools import partial
from urllib.parse import urlsplit

from aiohttp import web

from surveys import trace
from surveys.crashpoint import crashpoint
from surveys.errors import UnknownInvitation, UnknownSession
from surveys.service.bearing import by_bearer
from surveys.storage.outages import is_outage
from web import refusals
from web.access import Access, Handler, route_of
from web.calling import is_call, soon
from web.cookies import bearer_of
from web.evenly import by_link
from web.guesses import halves
from web.hold import ASKED_FOR, FIGURES, LINKS, OPENED, READY, SERVICE, TURN
from web.late import late_call
from web.read import Form, Malformed, form, keepable
from web.sources import source_of

_log = logging.getLogger(__name__)

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Server": "mysay",
}
#: Where links begin with https, a browser that came once comes by nothing else for a year.
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}
_SAFE = ("GET", "HEAD")
_PUNCTUATION = ".,;:!?)]>'\"”’"


async def put_headers(request: web.Request, response: web.StreamResponse) -> None:
    """On every answer, errors included. Nothing is kept by a browser unless its handler said so."""
    protect(request.app, response)
    crashpoint("response-before-sending")


def protect(app: web.Application, response: web.StreamResponse) -> None:
    """What a browser may do with an answer of ours: hardly anything."""
    response.headers.update(HEADERS)
    if app[SERVICE].base_url.startswith("https:"):
        response.headers.update(HTTPS_ONLY)
    response.headers.setdefault("Cache-Control", "no-store")


@web.middleware
async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count and log every request by its route's pattern: an address may hold a token, a pattern never does."""
    crashpoint("request-received")
    trace.begin()
    began = time.perf_counter()
    response = await handler(request)
    route = route_of(request)
    pattern = route.pattern if route else "none"
    method = request.method if route else "any"
    spent = time.perf_counter() - began
    note(request.app, method=method, route=pattern, status=response.status, seconds=spent)
    return response


def note(app: web.Application, *, method: str, route: str, status: int, seconds: float) -> None:
    """Count and log one answer."""
    app[FIGURES].count(method, route, status, seconds)
    keys = {"method": method, "route": route, "status": status, "milliseconds": round(seconds * 1000, 1)}
    _log.info("answered", extra=keys)


@web.middleware
async def friendly(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what goes wrong into a page, or JSON for the API, that says what to do and gives nothing away."""
    try:
        if await is_call(request):
            return await soon(request, partial(_or_late, request, handler))
        return await _or_late(request, handler)
    except UnknownInvitation:
        return _unknown_link(request)
    except Malformed as error:
        return refusals.unreadable(request, str(error))
    except web.HTTPException as error:
        return refusals.http(request, error)
    except Exception as error:  # noqa: BLE001  # the last place where a fault can become a sentence
        _log_fault(request, error)
        resting = is_outage(error) or not await _is_ready(request)
        return refusals.fault(request, resting=resting, posted=await _posted(request))


async def _or_late(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except UnknownSession:
        return await late_call(request)


@web.middleware
async def admit(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let in whom the route names, with what they came by: the opened link, or where their session stands."""
    route = route_of(request)
    if route is None:
        return await handler(request)
    if request.method not in _SAFE and route.access is not Access.TELEGRAM and from_elsewhere(request):
        raise web.HTTPForbidden
    if route.access is Access.LINK and "token" in request.match_info:
        request[ASKED_FOR] = _token(request)
        request[OPENED] = await by_link(request, request[ASKED_FOR])
    if route.access is Access.SESSION:
        request[TURN] = await by_bearer(request.app[SERVICE], bearer_of(request))
    return await handler(request)


def from_elsewhere(request: web.Request) -> bool:
    """Whether another site's page sent this.

    Browsers say so in Sec-Fetch-Site on https and on this machine; our own forms come with the Origin
    "null", because their pages send no referrer. The cookie's SameSite and the form's own token stand
    behind this.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin", "null")
    ours = {request.host, urlsplit(request.app[SERVICE].base_url).netloc}
    return origin != "null" and _host(origin) not in ours


def _host(origin: str) -> str | None:
    """Host and port of an origin; None of what no browser sends."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _unknown_link(request: web.Request) -> web.Response:
    """Counted by source and by the halves of the link; a right one never comes here."""
    links, source, now = request.app[LINKS], source_of(request), time.monotonic()
    aims = halves(request.get(ASKED_FOR, ""))
    waits = links.besieged(aims, now) or not links.allowed(source, now)
    links.wrong(source, now, aims)
    return refusals.unknown_link(request, waits=waits)


def _token(request: web.Request) -> str:
    """The token in the address, without the full stop or bracket that a message may have put behind the link."""
    return keepable(request.match_info["token"]).rstrip(_PUNCTUATION)


async def _posted(request: web.Request) -> Form | None:
    """The form that somebody sent from a page; None where nobody did."""
    route = route_of(request)
    if route is None or route.method != "POST" or route.access is Access.TELEGRAM or refusals.is_api(request):
        return None
    try:
        return await form(request)
    except (Malformed, web.HTTPException):
        return {}


async def _is_ready(request: web.Request) -> bool:
    try:
        return await request.app[READY]()
    except Exception:  # noqa: BLE001  # whatever keeps the database from answering, it does not answer
        return False


def _log_fault(request: web.Request, error: Exception) -> None:
    """Where it happened and of what kind; never its message, which may quote what somebody wrote."""
    route = route_of(request)
    frames = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-4:]]
    keys = {"route": route.pattern if route else "none", "fault": type(error).__name__, "where": frames}
    _log.error("a request failed", extra=keys)
