"""The JSON API: one conversation, as docs/interface.md and openapi.json describe it."""

from pathlib import Path

from aiohttp import web

from surveys.service.answering import agree, reply
from surveys.service.bearing import bearer
from web import read
from web.access import Access, Route
from web.evenly import by_link
from web.hold import ASKED_FOR, SERVICE, TURN
from web.speak import said, step_json

_DESCRIPTION = (Path(__file__).parent / "openapi.json").read_bytes()


async def begin(request: web.Request) -> web.Response:
    """Agree, and begin or come back to a session."""
    service = request.app[SERVICE]
    request[ASKED_FOR] = read.token_of(await read.json_object(request))
    opened = await by_link(request, request[ASKED_FOR])
    turn = await agree(service, opened.invitation, "web")
    return web.json_response({"session": bearer(service, turn), "step": step_json(service, turn)}, status=201)


async def stand(request: web.Request) -> web.Response:
    """Where the session stands."""
    return web.json_response({"step": step_json(request.app[SERVICE], request[TURN])})


async def answer(request: web.Request) -> web.Response:
    """Apply a reply; one to an earlier question or revision changes nothing and says where the session stands."""
    service = request.app[SERVICE]
    given = read.json_reply(await read.json_object(request))
    seen = request[TURN]
    turn = await reply(service, seen.session.id, given, channel="web", seen_just_now=seen)
    late = said(turn.effects).stale
    step = step_json(service, turn, anew=late or turn.session != seen.session)
    return web.json_response({"step": step}, status=409 if late else 200)


async def description(_request: web.Request) -> web.Response:
    """The description of this API, in OpenAPI 3.1."""
    return web.Response(body=_DESCRIPTION, content_type="application/json")


ROUTES = (
    Route("POST", "/api/v1/sessions", begin, Access.LINK),
    Route("GET", "/api/v1/session", stand, Access.SESSION),
    Route("POST", "/api/v1/session/reply", answer, Access.SESSION),
    Route("GET", "/api/v1/openapi.json", description, Access.PUBLIC),
)
