"""What agreeing leaves: a session that begins, or goes on."""

from datetime import datetime

from surveys.conversation.session import Session
from surveys.crashpoint import crashpoint
from surveys.invitation.outcomes import Event, Outcome
from surveys.questionnaire.definition import Questionnaire
from surveys.service.context import Service
from surveys.service.opening import at_first
from surveys.storage import sessions
from surveys.storage.seen import Seen
from surveys.storage.statements import uuid_of
from surveys.storage.work import Work

#: Whoever comes second waits here, on both databases.
_LOCK_INVITATION = "UPDATE invitation SET outcome = outcome WHERE id = $1 RETURNING outcome, review_id"


def agreed(
    service: Service, opened: Seen, begun: tuple[Questionnaire, Session, Session], channel: str, once: str | None
) -> Work[None]:
    """Keep that a young person agreed: ``begun`` is the questionnaire, and the session before and after.

    Raises:
        LostRace: the session or its invitation has moved since they were read.
        AlreadyApplied: this very input has been applied before.
    """
    (questionnaire, before, session), now = begun, service.clock.now()
    if once:
        yield from sessions.claim(once, now)
    outcome = opened.outcome
    if opened.stored is None:
        outcome = yield from _begun(opened, before, questionnaire, channel, now)
    came = sessions.Move(
        before=before,
        after=session,
        invitation=opened.invitation,
        outcome=outcome,
        event=Event.RESUMED if before.revision > 0 else Event.AGREED,
    )
    yield from sessions.keep(came, vault=service.vault, now=now)
    crashpoint("agreement-before-commit")


def _begun(opened: Seen, session: Session, questionnaire: Questionnaire, channel: str, now: datetime) -> Work[Outcome]:
    """Keep a session that nobody else can know of yet: only so is it no danger to hold the invitation first."""
    ((outcome, review),) = yield _LOCK_INVITATION, (opened.invitation,)
    if session.status is not at_first(outcome):
        raise sessions.LostRace  # a paper form has come, or gone, since the link was opened
    about = sessions.Begun(
        questionnaire=questionnaire,
        invitation=opened.invitation,
        child=opened.child,
        review=review and uuid_of(review),
        channel=channel,
    )
    yield from sessions.begin(session, about, now)
    return Outcome(outcome)
