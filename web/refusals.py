"""What is said when something is not given: a page for a person, a sentence in JSON for a program."""

from aiohttp import web

from surveys.questionnaire.definition import Questionnaire
from surveys.service.saying import help_texts, unheard
from web.hold import PAPER, SERVICE, TURN
from web.read import Form, keepable

_SENTENCES = {
    403: "This was sent from another site, and is not taken from there.",
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    408: "That took too long to arrive; please send it again.",
    413: "That is too long; the most is 64 KiB.",
    417: "This address expects nothing but 100-continue.",
}
_NO_SESSION = "No session answers to this bearer token; begin one at POST /api/v1/sessions."
_FAULT = "Something went wrong on our side. Please send the same again in a moment: it counts once."


def is_api(request: web.Request) -> bool:
    """Whether a program asked, rather than a person's browser."""
    return request.path.startswith("/api/")


def unknown_link(request: web.Request, *, waits: bool = False) -> web.Response:
    """No open link: unknown and expired ones look alike. ``waits`` for a source that has tried very many."""
    status = 429 if waits else 404
    if is_api(request):
        refusal = in_json(status, "No open invitation answers to this token.")
    else:
        refusal = request.app[PAPER].page("closed", status=status)
    if waits:
        refusal.headers["Retry-After"] = "600"
    return refusal


def no_session(
    request: web.Request, *, called: bool = False, taken_out: bool = False, form: str = "", elsewhere: bool = False
) -> web.Response:
    """Nobody who began a session. Who ``called`` for help is told that it could not be passed on, and who can be rung.

    Where what they gave was ``taken_out``, their link has ended, and they are not sent to look for it. ``elsewhere``
    where it is another link that is open in this browser. With the ``form`` of their page they can call from this one.
    """
    if is_api(request):
        told = {"says": unheard(request.app[SERVICE])} if called else {}
        refusal = web.json_response({"error": _NO_SESSION, **told}, status=401)
        refusal.headers["WWW-Authenticate"] = "Bearer"
        return refusal
    template = "unheard" if called else "taken_out" if taken_out else "again"
    return request.app[PAPER].page(template, status=403, form=form, elsewhere=elsewhere)


def unreadable(request: web.Request, sentence: str) -> web.Response:
    """A request that cannot be understood."""
    return in_json(400, sentence) if is_api(request) else broken(request.app, 400)


def http(request: web.Request, error: web.HTTPException) -> web.Response:
    """What aiohttp or a handler refused."""
    if is_api(request):
        refusal = in_json(error.status, _SENTENCES.get(error.status, error.reason))
    else:
        refusal = _page(request.app, error.status)
    if "Allow" in error.headers:
        refusal.headers["Allow"] = error.headers["Allow"]
    return refusal


def _page(app: web.Application, status: int) -> web.Response:
    return app[PAPER].page("missing", status=status) if status in {404, 405} else broken(app, status)


def fault(request: web.Request, *, resting: bool, posted: Form | None) -> web.Response:
    """Our own fault; ``resting`` when the database does not answer, which passes.

    Whoever needs help just now is told who can be rung. A page takes what was ``posted`` back, to be sent again: it
    may be ten lines that somebody wrote, and is nowhere else.
    """
    status = 503 if resting else 500
    if is_api(request):
        refusal = web.json_response({"error": _FAULT, "says": _says(request)}, status=status)
    else:
        address = "" if posted is None else request.path
        refusal = broken(request.app, status, asked=_asked(request), posted=posted, address=address)
    if resting:
        refusal.headers["Retry-After"] = "30"
    return refusal


def broken(
    app: web.Application,
    status: int,
    *,
    asked: Questionnaire | None = None,
    posted: Form | None = None,
    address: str = "",
) -> web.Response:
    """The page that says that something went wrong, and who can be rung; with an address, what was posted there."""
    again = [(name, keepable(value)) for name, values in (posted or {}).items() for value in values]
    return app[PAPER].page("broken", questionnaire=asked, status=status, again=again, address=address)


def _says(request: web.Request) -> list[str]:
    service, asked = request.app[SERVICE], _asked(request)
    language, words = (asked.language, (asked.id, asked.variant)) if asked else ("en", ())
    sorry = service.library.catalogue(language).say("broken", *words)
    return [sorry, *help_texts(service, language, about=asked, asked=False)]


def _asked(request: web.Request) -> Questionnaire | None:
    """The questionnaire that is in hand, where it came to that: it has words for the age of its readers."""
    turn = request.get(TURN)
    return turn.questionnaire if turn else None


def in_json(status: int, sentence: str) -> web.Response:
    """A refusal as JSON."""
    return web.json_response({"error": sentence}, status=status)
