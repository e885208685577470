"""The question page: one question, one form, and on to the next."""

from typing import Any

from aiohttp import web

from surveys.conversation.replies import Action, Reply
from surveys.errors import UnknownSession
from surveys.service.answering import Turn, reply
from surveys.service.saying import says
from web import read
from web.cookies import ASKED, NOTES, bearer_cookie, forget_notes, keep_session, tell, told
from web.forms import form_token, session_of
from web.hold import PAPER, SERVICE, TURN
from web.speak import ending, most, said

#: The fields in which somebody types or ticks.
_TYPED = ("day", "month", "year", "value")
#: What leaves the question without sending what is typed; who skips says so.
_LEAVING = (Action.BACK, Action.STOP)


async def show(request: web.Request) -> web.Response:
    """Where the session stands. What was given to earlier questions is never shown: phones are shared."""
    notes = told(request.app[SERVICE], request)
    response = _step_page(request, request[TURN], notes=notes)
    if notes:
        forget_notes(request.app[SERVICE], response)
    return response


async def answer(request: web.Request) -> web.Response:
    """Apply what was posted, and go on; an answer that does not fit comes back with the reason.

    Raises:
        UnknownSession: the page is about another session than the one that is open in this browser.
    """
    service, seen = request.app[SERVICE], request[TURN]
    fields = await read.form(request)
    given = read.form_reply(fields, seen.step.question)
    page = session_of(service, fields)
    if page != seen.session.id and (page is not None or given.action is not Action.HELP):
        raise UnknownSession  # of another child's page not even where it stands is said, as of a closed one's
    turn = await reply(service, seen.session.id, given, channel="web", seen_just_now=seen)
    heard = said(turn.effects)
    problems = not heard.helped and [each for each in heard.explains if each.key not in NOTES]
    if problems:
        return _step_page(
            request, turn, fields=fields, problems=says(service, turn.questionnaire, problems), status=422
        )
    if heard.helped and _is_open(request, fields, turn):
        response = _step_page(request, turn, notes=[ASKED], fields=fields)  # with what is half typed
    else:
        response = web.Response(status=303, headers={"Location": "/help" if heard.helped else "/q"})
        tell(service, response, _notes(turn, given, fields))
    keep_session(service, response, bearer_cookie(service, request))
    return response


def _is_open(request: web.Request, fields: read.Form, turn: Turn) -> bool:
    """Whether a form was sent from the page of the question that is open now, in this session."""
    now = turn.step.question and (_form(request, turn), turn.step.question.id, str(turn.step.revision))
    return now == tuple(read.first(fields, name) for name in ("form", "to", "revision"))


def _notes(turn: Turn, given: Reply, fields: read.Form) -> list[str]:
    heard = said(turn.effects)
    if heard.helped:
        return [ASKED]
    lost = given.action in _LEAVING and any(read.first(fields, name).strip() for name in _TYPED)
    return ["saved"] * heard.saved + [explain.key for explain in heard.explains] + ["not-kept"] * lost


def _step_page(
    request: web.Request, turn: Turn, *, notes: list[str] | None = None, fields: read.Form | None = None,
    problems: list[str] | None = None, status: int = 200,
) -> web.Response:  # fmt: skip
    step = turn.step
    around: dict[str, Any] = {"questionnaire": turn.questionnaire, "status": status, "notes": notes or []}
    if step.question is None:
        return request.app[PAPER].page(step.kind, body=ending(turn), address="", form=_form(request, turn), **around)
    return request.app[PAPER].page(
        "question", step=step, question=step.question, most=most(step.question), form=_form(request, turn),
        problems=problems or [], typed=_typed(fields or {}), **around)  # fmt: skip


def _typed(fields: read.Form) -> dict[str, Any]:
    """What was typed, to be mended or gone on with rather than typed again."""
    shown = {name: read.keepable(read.first(fields, name)) for name in _TYPED}
    return {**shown, "values": list(fields.get("value", ()))}


def _form(request: web.Request, turn: Turn) -> str:
    return form_token(request.app[SERVICE], turn.session.id)
