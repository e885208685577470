"""Which session a page is about. Its form says so: by the time it is sent, another link may be open in this browser.

What a form says opens nothing. A call for help is raised for the session that it names; anything else is taken only
where the cookie opens that very session.
"""

import base64
import hmac
from uuid import UUID

from surveys.service.context import Service
from web.read import Form, first

_PURPOSE = "page"


def form_token(service: Service, session: UUID) -> str:
    """What the form of a page about this session says, signed, so that nobody makes one up."""
    signed = service.vault.signature(_PURPOSE, session.bytes)[:16]
    return f"{session.hex}.{base64.urlsafe_b64encode(signed).rstrip(b'=').decode()}"


def session_of(service: Service, fields: Form) -> UUID | None:
    """The session that the page of a form is about; None where it names none, or was never ours."""
    said = first(fields, "form")
    try:
        session = UUID(said.partition(".")[0])
    except ValueError:
        return None
    ours = form_token(service, session).encode()
    return session if hmac.compare_digest(ours, said.encode(errors="replace")) else None
