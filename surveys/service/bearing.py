"""Bearer tokens: what a web client shows to go on with a session it began.

A token is the session's id and its invitation's generation under a signature, so that a wrong one is
refused without a look at the database, none is stored, and renewing the link ends it.
"""

import base64
import binascii
import hmac
from uuid import UUID

from surveys.errors import UnknownSession
from surveys.service.answering import Turn, look
from surveys.service.context import Service
from surveys.storage.vault import Vault

_PURPOSE = "bearer"
_BODY, _SIGNATURE = 20, 16


def bearer(service: Service, turn: Turn) -> str:
    """The token that opens this session."""
    body = turn.session.id.bytes + turn.generation.to_bytes(4, "big")
    return _written(body + _signature(service.vault, body))


async def by_bearer(service: Service, token: str) -> Turn:
    """The session that a token opens, as it stands.

    Raises:
        UnknownSession: the token is not ours, its link was renewed, or its link has closed.
    """
    session_id, generation = _read(service.vault, token)
    turn = await look(service, session_id)
    if turn.generation != generation:
        raise UnknownSession
    return turn


def session_named(service: Service, token: str) -> UUID:
    """The session that a token was made for, whatever has become of it.

    Raises:
        UnknownSession: the token is not ours.
    """
    return _read(service.vault, token)[0]


def _read(vault: Vault, token: str) -> tuple[UUID, int]:
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnknownSession from error
    body, signature = raw[:_BODY], raw[_BODY:]
    if _written(raw) != token:
        raise UnknownSession  # the same bytes, written as we never write them
    if len(raw) != _BODY + _SIGNATURE or not hmac.compare_digest(signature, _signature(vault, body)):
        raise UnknownSession
    return UUID(bytes=body[:16]), int.from_bytes(body[16:], "big")


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _signature(vault: Vault, body: bytes) -> bytes:
    return vault.signature(_PURPOSE, body)[:_SIGNATURE]
