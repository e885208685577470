"""What is said when something is not given: a page for a person, a sentence in JSON for a program."""

from aiohttp import web

from web.hold import PAPER

_SENTENCES = {
    403: "This was sent from another site, and is not taken from there.",
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    408: "That took too long to arrive; please send it again.",
    413: "That is too long; the most is 64 KiB.",
}


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


def no_session(request: web.Request) -> web.Response:
    """Nobody who began a session."""
    if is_api(request):
        refusal = in_json(401, "No session answers to this bearer token; begin one at POST /api/v1/sessions.")
        refusal.headers["WWW-Authenticate"] = "Bearer"
        return refusal
    return request.app[PAPER].page("again", status=403)


def unreadable(request: web.Request, sentence: str) -> web.Response:
    """A request that cannot be understood."""
    return in_json(400, sentence) if is_api(request) else request.app[PAPER].page("broken", status=400)


def http(request: web.Request, error: web.HTTPException) -> web.Response:
    """What aiohttp or a handler refused."""
    if is_api(request):
        refusal = in_json(error.status, _SENTENCES.get(error.status, error.reason))
    else:
        refusal = request.app[PAPER].page("missing" if error.status in {404, 405} else "broken", status=error.status)
    if "Allow" in error.headers:
        refusal.headers["Allow"] = error.headers["Allow"]
    return refusal


def fault(request: web.Request, *, resting: bool) -> web.Response:
    """Our own fault; ``resting`` when the database does not answer, which passes."""
    status = 503 if resting else 500
    if is_api(request):
        refusal = in_json(status, "Something went wrong and nothing was changed; please try again in a moment.")
    else:
        refusal = request.app[PAPER].page("broken", status=status)
    if resting:
        refusal.headers["Retry-After"] = "30"
    return refusal


def in_json(status: int, sentence: str) -> web.Response:
    """A refusal as JSON."""
    return web.json_response({"error": sentence}, status=status)
