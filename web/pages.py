"""A young person's pages: the link, the code, help, and leaving. They work without a script."""

import time

from aiohttp import web

from surveys.conversation.replies import Action, Reply
from surveys.errors import UnknownInvitation, UnknownSession
from surveys.service.answering import agree, decline, reply
from surveys.service.bearing import bearer, session_named
from surveys.storage.vault import normal_code
from web import questions, read
from web.access import Access, Route
from web.cookies import ASKED, bearer_cookie, forget, forget_notes, keep_session, tell, told
from web.evenly import by_code
from web.forms import form_token
from web.guesses import halves
from web.hold import GUESSES, OPENED, PAPER, SERVICE
from web.sources import source_of
from web.speak import said


def see_other(address: str) -> web.Response:
    """Go on to a page: whatever was posted is not posted again by a refresh."""
    return web.Response(status=303, headers={"Location": address})


async def root(request: web.Request) -> web.Response:
    """The front door, which says nothing of what is behind it."""
    return request.app[PAPER].page("root")


async def introduction(request: web.Request) -> web.Response:
    """What a link shows: who asks, who reads it, that anything may be skipped. Nothing is used up."""
    opened = request[OPENED]
    address = f"/s/{request.match_info['token']}"
    if opened.finished:
        body = "finished-on-paper" if opened.on_paper else "finished-already"
        return request.app[PAPER].page(
            "finished", questionnaire=opened.questionnaire, notes=[], body=body, address=address, form="")  # fmt: skip
    return request.app[PAPER].page(
        "introduction", questionnaire=opened.questionnaire, questions=opened.questions, begun=opened.begun,
        address=address)  # fmt: skip


async def agreed(request: web.Request) -> web.Response:
    """The tap that agrees: the session begins, or is come back to, in this browser."""
    service = request.app[SERVICE]
    turn = await agree(service, request[OPENED].invitation, "web")
    response = see_other("/q")
    keep_session(service, response, bearer(service, turn))
    tell(service, response, [explain.key for explain in said(turn.effects).explains])
    return response


async def declined(request: web.Request) -> web.Response:
    """The tap that says no thanks. From whoever has finished it comes late, and changes nothing."""
    address = f"/s/{request.match_info['token']}"
    if request[OPENED].finished:
        return see_other(address)
    await decline(request.app[SERVICE], request[OPENED].invitation)
    return see_other(f"{address}/declined")


async def called(request: web.Request) -> web.Response:
    """A call for help by somebody who has finished and is only reading that: their session is in no cookie here."""
    service, opened = request.app[SERVICE], request[OPENED]
    if not opened.finished:
        return see_other("/help")
    turn = await agree(service, opened.invitation, "web")
    turn = await reply(service, turn.session.id, Reply(None, 0, action=Action.HELP), channel="web")
    response = see_other("/help")
    keep_session(service, response, bearer(service, turn))
    tell(service, response, [ASKED])
    return response


async def after_declining(request: web.Request) -> web.Response:
    """What follows no thanks, with a way back."""
    address = f"/s/{request.match_info['token']}"
    return request.app[PAPER].page("declined", questionnaire=request[OPENED].questionnaire, address=address)


async def ask_code(request: web.Request) -> web.Response:
    """Where the short code of a letter is typed."""
    return _code_page(request)


async def try_code(request: web.Request) -> web.Response:
    """A typed code: on to its link when it is right."""
    service, guesses, now = request.app[SERVICE], request.app[GUESSES], time.monotonic()
    typed = read.keepable(read.first(await read.form(request), "code"))
    source, aims = source_of(request), halves(normal_code(typed).replace("-", ""))
    if not guesses.allowed(source, now, aims):
        return _code_page(request, problem="try-later", status=429)
    try:
        opened = await by_code(request, typed)
    except UnknownInvitation:
        guesses.wrong(source, now, aims)
        return _code_page(request, problem="code-unknown", status=422)
    return see_other(f"/s/{service.vault.token(opened.invitation, opened.generation)}")


async def help_now(request: web.Request) -> web.Response:
    """The help lines, at once: neither a session nor the database is needed."""
    service = request.app[SERVICE]
    asked = ASKED in told(service, request)
    response = request.app[PAPER].page("help", form=_form(request), asked=asked, elsewhere=False)
    forget_notes(service, response)
    return response


def _form(request: web.Request) -> str:
    """Whom this page lets call: whoever began a session in this browser; empty for nobody."""
    service = request.app[SERVICE]
    try:
        return form_token(service, session_named(service, bearer_cookie(service, request)))
    except UnknownSession:
        return ""


async def leave(request: web.Request) -> web.Response:
    """Leave quickly: this browser forgets the session and shows a page that says nothing."""
    response = see_other("/")
    forget(request.app[SERVICE], response)
    return response


def _code_page(request: web.Request, *, problem: str = "", status: int = 200) -> web.Response:
    return request.app[PAPER].page("code", problem=problem, status=status)


ROUTES = (
    Route("GET", "/", root, Access.PUBLIC),
    Route("GET", "/s/{token}", introduction, Access.LINK),
    Route("POST", "/s/{token}", agreed, Access.LINK),
    Route("POST", "/s/{token}/decline", declined, Access.LINK),
    Route("GET", "/s/{token}/declined", after_declining, Access.LINK),
    Route("POST", "/s/{token}/help", called, Access.LINK),
    Route("GET", "/q", questions.show, Access.SESSION),
    Route("POST", "/q", questions.answer, Access.SESSION),
    Route("GET", "/code", ask_code, Access.PUBLIC),
    Route("POST", "/code", try_code, Access.PUBLIC),
    Route("GET", "/help", help_now, Access.PUBLIC),
    Route("POST", "/leave", leave, Access.PUBLIC),
)
