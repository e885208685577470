"""Calls for help from sessions that take nothing else: the button may still be on a screen, and it keeps its promise."""

from uuid import UUID

from surveys.conversation.effects import Cause, Explain, RaiseConcern, Stale
from surveys.conversation.session import Session, Status
from surveys.errors import UnknownSession
from surveys.questionnaire.definition import from_body
from surveys.service.alert_route import look_before_telling
from surveys.service.answering import Turn
from surveys.service.context import Service
from surveys.service.noting import note
from surveys.storage import sessions
from surveys.storage.models import Response
from surveys.storage.statements import write

#: The invitation of a response that was voided: it has none any more.
_NONE = UUID(int=0)


async def call_though_closed(service: Service, session: UUID, *, channel: str, child: UUID | None = None) -> Turn:
    """Raise the alert of a call for help, whatever has become of the session: its review cancelled, its day over, voided.

    ``child`` is who must have given it, where the channel knows.

    Raises:
        UnknownSession: there is nothing of it any more, nor anybody whom the call could be about, or it is another's.
    """
    row = await Response.get_or_none(id=session).select_related("invitation", "version")
    if row is None or row.version is None or row.child_id is None:
        raise UnknownSession
    if child not in {None, row.child_id}:
        raise UnknownSession
    await write(sessions.call(session, service.clock.now()))
    effects = (Stale(), RaiseConcern(Cause.HELP, None), Explain("help"))
    note(effects, channel, moved=False)
    await look_before_telling(service, effects)
    return Turn(
        row.invitation.id if row.invitation else _NONE,
        row.invitation.generation if row.invitation else 0,
        from_body(row.version.body),
        Session(session, row.revision, Status.STOPPED),
        effects,
        child=row.child_id,
    )
