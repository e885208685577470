"""What still counts once no session is open here for a page, or a program: a call for help."""

from uuid import UUID

from aiohttp import web

from surveys.errors import UnknownSession
from surveys.service.answering import Turn
from surveys.service.bearing import session_named
from surveys.service.calling import call_though_closed
from surveys.service.voiding import was_taken_out
from web import read
from web.access import Access, route_of
from web.calling import is_call
from web.cookies import ASKED, bearer_of, tell
from web.forms import form_token, session_of
from web.hold import PAPER, SERVICE, TURN
from web.refusals import is_api, no_session
from web.speak import step_json


async def late_call(request: web.Request) -> web.StreamResponse:
    """The answer to whoever has no open session: help, if that is what they ask for and began with, else the refusal.

    A link that was renewed makes no difference, nor one that somebody else has opened in this browser: who calls is
    for a person to find out.
    """
    service, route = request.app[SERVICE], route_of(request)
    if route is None or route.access is not Access.SESSION:
        return no_session(request)
    called = await is_call(request)
    held, page = _held(request), await _page(request)
    about = page or held
    try:
        if not called:
            return await _refused(request, held=held, page=page)
        if about is None:
            return no_session(request, called=True)
        turn = await call_though_closed(service, about, channel="web")
        return _heard(request, turn, here=about == held)
    except UnknownSession:
        return no_session(request, called=called)


def _held(request: web.Request) -> UUID | None:
    """The session that was begun in this browser last, or by this program, whatever has become of it."""
    try:
        return session_named(request.app[SERVICE], bearer_of(request))
    except UnknownSession:
        return None


async def _page(request: web.Request) -> UUID | None:
    """The session that the page is about from which this came."""
    if request.method != "POST" or is_api(request):
        return None
    try:
        return session_of(request.app[SERVICE], await read.form(request))
    except read.Malformed:
        return None


async def _refused(request: web.Request, *, held: UUID | None, page: UUID | None) -> web.Response:
    """Whoever was on a page can still call from the one that says so."""
    if held is not None and await was_taken_out(held):
        return no_session(request, taken_out=True)
    form = form_token(request.app[SERVICE], page) if page is not None else ""
    return no_session(request, form=form, elsewhere=TURN in request and page not in {None, held})


def _heard(request: web.Request, turn: Turn, *, here: bool) -> web.StreamResponse:
    """Said on the very page where it was called from another's: the next one would be about whoever's link is open here."""
    service = request.app[SERVICE]
    if is_api(request):
        return web.json_response({"step": step_json(service, turn, anew=False)}, status=409)
    if not here:
        return request.app[PAPER].page("help", form="", asked=True, elsewhere=True)
    response = web.Response(status=303, headers={"Location": "/help"})
    tell(service, response, [ASKED])
    return response
