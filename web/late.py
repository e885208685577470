"""What still counts once a link has closed: a call for help, from a page that was left open."""

from aiohttp import web

from surveys.conversation.replies import Action
from surveys.errors import UnknownSession
from surveys.service.answering import Turn
from surveys.service.bearing import session_named
from surveys.service.calling import call_though_closed
from surveys.service.voiding import was_taken_out
from web import read
from web.access import Access, route_of
from web.calling import soon
from web.cookies import ASKED, bearer_of, tell
from web.hold import SERVICE
from web.refusals import is_api, no_session
from web.speak import step_json


async def late_call(request: web.Request) -> web.StreamResponse:
    """The answer to whoever has no open session: help, if that is what they ask for and began with, else the refusal.

    A link that was renewed makes no difference: who calls is for a person to find out.
    """
    service, route = request.app[SERVICE], route_of(request)
    if route is None or route.access is not Access.SESSION:
        return no_session(request)
    called = route.method == "POST" and await _is_call(request)
    try:
        session = session_named(service, bearer_of(request))
        if not called:
            return no_session(request, taken_out=await was_taken_out(session))
        return _heard(request, await soon(request, call_though_closed(service, session, channel="web")))
    except UnknownSession:
        return no_session(request, called=called)


async def _is_call(request: web.Request) -> bool:
    try:
        if is_api(request):
            return (await read.json_object(request)).get("action") == Action.HELP
        return read.first(await read.form(request), "action") == Action.HELP
    except read.Malformed:
        return False


def _heard(request: web.Request, turn: Turn) -> web.StreamResponse:
    service = request.app[SERVICE]
    if is_api(request):
        return web.json_response({"step": step_json(service, turn, anew=False)}, status=409)
    response = web.Response(status=303, headers={"Location": "/help"})
    tell(service, response, [ASKED])
    return response
