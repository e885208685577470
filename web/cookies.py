"""The two cookies of a young person's browser: the session, and what the next page is to say once.

Both are out of scripts' reach and never sent along from another site. ``__Host-`` pins them to this
very host, and needs https. Their names say nothing.
"""

from collections.abc import Sequence

from aiohttp import web

from surveys.service.context import Service
from web.hold import SERVICE
from web.refusals import is_api

#: Long enough for the longest questionnaire, short enough for a phone that is shared.
SESSION_SECONDS = 2 * 60 * 60
_NOTE_SECONDS = 60
#: An adult was asked to get in touch: the help page says what happens next.
ASKED = "asked"
#: What a page may be told to say once: names of texts, none with arguments.
NOTES = ("saved", "moved-on", "first-question", "welcome-back", "not-kept", "concern", ASKED)


def session_name(service: Service) -> str:
    """The name of the cookie that holds the bearer token."""
    return _name(service, "q")


def keep_session(service: Service, response: web.Response, token: str) -> None:
    """Let this browser go on with the session."""
    _set(service, response, "q", token, SESSION_SECONDS)


def forget(service: Service, response: web.Response) -> None:
    """Leave nothing of the session in this browser."""
    for name in ("q", "n"):
        _set(service, response, name, "", 0)


def tell(service: Service, response: web.Response, notes: Sequence[str]) -> None:
    """Have the next page say these, once."""
    known = [note for note in NOTES if note in notes]
    if known:
        _set(service, response, "n", ".".join(known), _NOTE_SECONDS)


def told(service: Service, request: web.Request) -> list[str]:
    """What this page is to say."""
    named = request.cookies.get(_name(service, "n"), "").split(".")
    return [note for note in NOTES if note in named]


def forget_notes(service: Service, response: web.Response) -> None:
    """They have been said."""
    _set(service, response, "n", "", 0)


def bearer_cookie(service: Service, request: web.Request) -> str:
    """The bearer token that this browser shows; empty for none."""
    return request.cookies.get(session_name(service), "")


def bearer_of(request: web.Request) -> str:
    """The bearer token that a request came with: a program's in its header, a browser's in its cookie."""
    if not is_api(request):
        return bearer_cookie(request.app[SERVICE], request)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _name(service: Service, plain: str) -> str:
    return f"__Host-{plain}" if _secure(service) else plain


def _secure(service: Service) -> bool:
    return service.base_url.startswith("https:")


def _set(service: Service, response: web.Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        _name(service, name),
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="Strict",
        secure=_secure(service),
    )
