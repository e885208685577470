"""Native input as a reply: a JSON body or a form. What cannot be a reply at all is Malformed.

An answer that is a reply but does not fit its question is let through: the conversation says why.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

from surveys.conversation.replies import Action, Reply, Value
from surveys.errors import Refused
from surveys.questionnaire.definition import Kind, Question

#: The largest body taken, in bytes: the longest answer, escaped in every letter, fits with room to spare.
BODY_LIMIT = 64 * 1024
#: How long a body may take: 64 KiB over the slowest telephone, and a hand that never finishes sending is let go.
BODY_SECONDS = 60.0
_FIELDS = 100

Form = Mapping[str, Sequence[str]]

_SENT = web.RequestKey("sent", bytes)
_POSTED: web.RequestKey[Form] = web.RequestKey("posted")


class Malformed(Refused):
    """The request cannot be understood; the sentence says what is expected."""


async def body(request: web.Request, *, seconds: float = BODY_SECONDS) -> bytes:
    """The body, never more than the limit, however often it is asked for.

    Raises:
        HTTPRequestEntityTooLarge: before anything of it is looked at.
        HTTPRequestTimeout: it comes too slowly.
        Malformed: its chunks or its compression cannot be followed, or whoever sends it has gone.
    """
    if _SENT in request:
        return request[_SENT]
    if (request.content_length or 0) > BODY_LIMIT:
        raise web.HTTPRequestEntityTooLarge(BODY_LIMIT, request.content_length or 0)
    try:
        async with asyncio.timeout(seconds):
            request[_SENT] = await request.clone(client_max_size=BODY_LIMIT).read()
            return request[_SENT]
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (web.RequestPayloadError, ConnectionResetError) as error:
        raise Malformed("The body broke off, or is not encoded as it says; please send it again.") from error


async def json_object(request: web.Request) -> Mapping[str, Any]:
    """The body as a JSON object. Raises Malformed."""
    raw = await body(request)
    try:
        plain = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed("The body is not JSON that can be read; send one JSON object in UTF-8.") from error
    if not isinstance(plain, dict):
        raise Malformed('The body is not a JSON object; send one such as {"to": …, "revision": …}.')
    return plain


async def form(request: web.Request) -> Form:
    """The fields of a posted form, however often they are asked for. Raises Malformed."""
    if _POSTED not in request:
        request[_POSTED] = _fields(await body(request))
    return request[_POSTED]


def _fields(raw: bytes) -> Form:
    try:
        return parse_qs(raw.decode("ascii"), keep_blank_values=True, errors="surrogateescape", max_num_fields=_FIELDS)
    except ValueError as error:
        raise Malformed("The form could not be read; please send it again.") from error


def token_of(plain: Mapping[str, Any]) -> str:
    """The link's token that a session is asked for with. Raises Malformed."""
    token = plain.get("token")
    if not isinstance(token, str):
        raise Malformed("'token' is missing: the text at the end of the link.")
    return keepable(token)


def json_reply(plain: Mapping[str, Any]) -> Reply:
    """The reply that a JSON object is. A call for help is one whatever else the object says. Raises Malformed."""
    named = plain.get("action")
    action = Action.ANSWER if named is None else _action(named)
    to, revision = plain.get("to"), _whole(plain.get("revision"))
    if action is Action.HELP:
        return Reply(to if isinstance(to, str) else None, -1 if revision is None else revision, action=action)
    if not (to is None or isinstance(to, str)) or "to" not in plain:
        raise Malformed("'to' is missing: the id of the question that is answered.")
    if revision is None:
        raise Malformed("'revision' is missing: the whole number that came with the question.")
    return Reply(to, revision, json_value(plain.get("value")), action)


def json_value(value: object) -> Value:
    """A value as the conversation takes it; what no question can take becomes None, which none does."""
    if isinstance(value, list):
        return tuple(each if isinstance(each, str) else "" for each in value)
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def form_reply(fields: Form, question: Question | None) -> Reply:
    """The reply that a form is; ``question`` is the one now open, whose kind says how to read its fields."""
    action = _action(first(fields, "action") or Action.ANSWER)
    revision = first(fields, "revision")
    number = int(revision) if revision.isascii() and revision.isdecimal() and len(revision) < 10 else -1
    value = form_value(fields, question) if question and action is Action.ANSWER else None
    return Reply(first(fields, "to") or None, number, value, action)


def form_value(fields: Form, question: Question) -> Value:
    """The value in a form's fields."""
    match question.kind:
        case Kind.CHOICES:
            return tuple(fields.get("value", ()))
        case Kind.DATE:
            return _iso_day(*(first(fields, name).strip() for name in ("year", "month", "day")))
        case Kind.NUMBER:
            return first(fields, "value").strip()
        case Kind.TEXT:
            # Browsers send every line's end as two characters; what was typed, and limited, is one.
            return first(fields, "value").replace("\r\n", "\n")
        case Kind.CHOICE | Kind.SCALE:
            return first(fields, "value")


def first(fields: Form, name: str) -> str:
    """The first value of a field; empty when it is not there."""
    return next(iter(fields.get(name, ())), "")


def keepable(text: str) -> str:
    """Text that can be looked up or shown: what cannot be written in UTF-8 becomes question marks."""
    return text.encode(errors="replace").decode()


def _iso_day(year: str, month: str, day: str) -> str:
    if all(part.isascii() and part.isdecimal() for part in (year, month, day)):
        return f"{year}-{month.zfill(2)}-{day.zfill(2)}"
    return ""


def _action(named: object) -> Action:
    if named not in tuple(Action):
        raise Malformed(f"'action' is one of {', '.join(Action)}.")
    return Action(str(named))


def _whole(number: object) -> int | None:
    """A revision, which may be written 3.0: any whole number, since one that no session can be at is only stale."""
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _no_constant(name: str) -> float:
    raise ValueError(name)
