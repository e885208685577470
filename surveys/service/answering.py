"""One answer's way through the house: link or session in, load, decide, commit, and only then speak."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID, uuid4

from tortoise.exceptions import IntegrityError

from surveys.age import age_on
from surveys.conversation import engine
from surveys.conversation.effects import Effect, Record, Stale
from surveys.conversation.replies import Reply
from surveys.conversation.session import Session, Status
from surveys.conversation.step import Step, step
from surveys.errors import UnknownInvitation, UnknownSession
from surveys.invitation.links import Matter, is_open
from surveys.invitation.outcomes import Event, Outcome, move
from surveys.questionnaire.definition import Questionnaire, from_body
from surveys.service.context import Service
from surveys.storage import sessions
from surveys.storage.counting import recount
from surveys.storage.database import transaction
from surveys.storage.models import Child, Invitation, QuestionnaireVersion, Response
from surveys.storage.vault import normal_code

Channel = Literal["web", "telegram"]

#: How often a turn is worked out afresh when somebody else moved the session in between.
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Opened:
    """An open invitation, as its link shows it before anything is agreed.

    ``questions`` is the length of the path before any answer; ``begun`` whether there is a session.
    """

    invitation: UUID
    child: UUID
    generation: int
    questionnaire: Questionnaire
    questions: int
    begun: bool
    finished: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn led to, committed. ``repeated`` when this very input had been applied before."""

    invitation: UUID
    generation: int
    questionnaire: Questionnaire
    session: Session
    effects: tuple[Effect, ...] = ()
    repeated: bool = False

    @property
    def stale(self) -> bool:
        """Whether the reply was to an earlier question or revision."""
        return any(isinstance(effect, Stale) for effect in self.effects)

    @property
    def step(self) -> Step:
        """Where the conversation stands now, with what this turn has to say."""
        return step(self.questionnaire, self.session, self.effects)


async def open_link(service: Service, token: str) -> Opened:
    """Look at what a web link leads to. Nothing is used up or changed.

    Raises:
        UnknownInvitation: no such link, or it has closed.
    """
    return await _opened(service, token_hash=service.vault.hash("token", token))


async def open_code(service: Service, code: str) -> Opened:
    """Look at what a typed code leads to. Raises as :func:`open_link`."""
    return await _opened(service, code_hash=service.vault.hash("code", normal_code(code)))


async def open_payload(service: Service, payload: str) -> Opened:
    """Look at what the payload of a Telegram link leads to. Raises as :func:`open_link`."""
    return await _opened(service, telegram_hash=service.vault.hash("telegram", payload))


async def open_invitation(service: Service, invitation: UUID) -> Opened:
    """Look at an invitation that is known already. Raises as :func:`open_link`."""
    return await _opened(service, id=invitation)


async def agree(service: Service, invitation: UUID, channel: Channel, *, once: str | None = None) -> Turn:
    """The young person agrees: begin their session, or come back to it. ``once`` names the input.

    Raises:
        UnknownInvitation: the link has closed.
    """
    opened = await _opened(service, id=invitation)
    for _ in range(_TRIES):
        try:
            return await _agree_once(service, opened, channel, once)
        except (sessions.LostRace, IntegrityError):
            continue
        except sessions.AlreadyApplied:
            break
    return await look_at_invitation(service, opened.invitation)


async def look(service: Service, session_id: UUID) -> Turn:
    """Where a session stands. Raises UnknownSession when there is none or its link has closed."""
    stored = await sessions.load(session_id)
    if stored is None:
        raise UnknownSession
    return await _turn(service, stored)


async def look_at_invitation(service: Service, invitation: UUID) -> Turn:
    """Where the session of an invitation stands. Raises UnknownSession when none was begun."""
    stored = await sessions.of_invitation(invitation)
    if stored is None:
        raise UnknownSession
    return await _turn(service, stored)


async def reply(service: Service, session_id: UUID, given: Reply, *, channel: Channel, once: str | None = None) -> Turn:
    """Apply one reply, at most once where ``once`` names the input.

    Raises:
        UnknownSession: there is no such session, or its link has closed.
    """
    for _ in range(_TRIES):
        seen = await look(service, session_id)
        try:
            return await _apply(service, seen, given, channel, once)
        except sessions.LostRace:
            continue
        except sessions.AlreadyApplied:
            return Turn(seen.invitation, seen.generation, seen.questionnaire, seen.session, repeated=True)
    raise sessions.LostRace  # never silently dropped: it may be a call for help


async def decline(service: Service, invitation: UUID) -> None:
    """Record "no thanks". The link stays open for a change of mind; reminders end. Raises as :func:`open_link`."""
    opened = await _opened(service, id=invitation)
    await _move(opened.invitation, Event.DECLINED)


async def _agree_once(service: Service, opened: Opened, channel: Channel, once: str | None) -> Turn:
    stored = await sessions.of_invitation(opened.invitation)
    async with transaction():
        if once:
            await sessions.claim(once, service.clock.now())
        if stored is None:
            stored = await _new_session(service, opened, channel)
        questionnaire = await _version(stored.version)
        session, effects = engine.begin(questionnaire, stored.session)
        await sessions.keep(stored.session, session, (), vault=service.vault, now=service.clock.now())
        resumed = stored.session.revision > 0
        await _move(opened.invitation, Event.RESUMED if resumed else Event.AGREED)
    return Turn(opened.invitation, opened.generation, questionnaire, session, effects)


async def _new_session(service: Service, opened: Opened, channel: Channel) -> sessions.Stored:
    now, questionnaire = service.clock.now(), opened.questionnaire
    invitation = await Invitation.filter(id=opened.invitation).select_for_update().get()
    if invitation.outcome == Outcome.COMPLETED:
        raise UnknownInvitation  # a paper form has taken its place since the link was opened
    await sessions.ensure_version(questionnaire)
    row = await Response.create(
        id=uuid4(),
        questionnaire=questionnaire.id,
        version_id=questionnaire.digest,
        invitation_id=invitation.id,
        child_id=invitation.child_id,
        review_id=invitation.review_id,
        status=Status.WAITING,
        channel=channel,
        language=questionnaire.language,
        started_at=now,
        touched_at=now,
    )
    return sessions.Stored(Session(row.id), questionnaire.digest, invitation.id, questionnaire.id)


async def _apply(service: Service, seen: Turn, given: Reply, channel: Channel, once: str | None) -> Turn:
    session, effects = engine.advance(seen.questionnaire, seen.session, given)
    now = service.clock.now()
    turn = Turn(seen.invitation, seen.generation, seen.questionnaire, session, effects)
    if session is seen.session and not sessions.leaves_rows(effects):
        if once:
            await sessions.claim(once, now)
        return turn  # stale, or it did not fit: nothing to keep, so no race to lose
    async with transaction():
        if once:
            await sessions.claim(once, now)
        await sessions.keep(seen.session, session, effects, vault=service.vault, now=now)
        if session.status is Status.FINISHED and seen.session.status is not Status.FINISHED:
            await _complete(service, session.id, channel)
        event = _event(seen.session, session, effects)
        if event:
            await _move(seen.invitation, event)
    return turn


def _event(before: Session, after: Session, effects: tuple[Effect, ...]) -> Event | None:
    if after.status is not before.status:
        return {Status.FINISHED: Event.FINISHED, Status.STOPPED: Event.STOPPED}.get(after.status)
    return Event.ANSWERED if any(isinstance(effect, Record) for effect in effects) else None


async def _move(invitation_id: UUID, event: Event) -> None:
    invitation = await Invitation.get(id=invitation_id)
    outcome = move(Outcome(invitation.outcome), event)
    if outcome != invitation.outcome:
        await Invitation.filter(id=invitation_id).update(outcome=outcome)


async def _complete(service: Service, session_id: UUID, channel: Channel) -> None:
    """Freeze who this was about at completion, and count the response."""
    row = await Response.get(id=session_id).prefetch_related("review")
    child, now = await Child.get(id=row.child_id), service.clock.now()
    day = row.review.date if row.review else child.care_ended or service.clock.today()
    await Response.filter(id=session_id).update(
        completed_at=now,
        completed_on=service.clock.today(),
        channel=channel,
        area=child.area,
        service=child.service,
        age_band=service.library.band(row.questionnaire, age_on(child.date_of_birth, day)),
        uasc=child.uasc,
        iro_id=(row.review and row.review.iro_id) or child.iro_id,
    )
    await recount([session_id])


async def _turn(service: Service, stored: sessions.Stored) -> Turn:
    invitation = await Invitation.get(id=stored.invitation).prefetch_related("review")
    if not is_open(_matter(invitation), today=service.clock.today()):
        raise UnknownSession
    return Turn(stored.invitation, invitation.generation, await _version(stored.version), stored.session)


async def _opened(service: Service, **found_by: Any) -> Opened:
    invitation = await Invitation.get_or_none(**found_by).prefetch_related("review", "child")
    if invitation is None or not is_open(_matter(invitation), today=service.clock.today()):
        raise UnknownInvitation
    stored = await sessions.of_invitation(invitation.id)
    if stored is None and invitation.outcome == Outcome.COMPLETED:
        raise UnknownInvitation  # a paper form has taken its place
    questionnaire = await _version(stored.version) if stored else _resolved(service, invitation)
    return Opened(
        invitation.id,
        invitation.child_id,
        invitation.generation,
        questionnaire,
        len(questionnaire.path({})),
        begun=stored is not None,
        finished=stored is not None and stored.session.status is Status.FINISHED,
    )


def _matter(invitation: Invitation) -> Matter:
    review = invitation.review
    return Matter(
        issued_on=invitation.issued_on,
        review_date=review.date if review else None,
        review_cancelled=review is not None and review.status == "cancelled",
    )


def _resolved(service: Service, invitation: Invitation) -> Questionnaire:
    child: Child = invitation.child
    day: date = invitation.review.date if invitation.review else child.care_ended or service.clock.today()
    variant = service.library.variant_for(
        invitation.questionnaire, age_on(child.date_of_birth, day), easy_read=child.easy_read
    )
    if variant is None:
        raise UnknownInvitation
    return service.library.resolve(invitation.questionnaire, variant, child.language or "en")


_versions: dict[str, Questionnaire] = {}


async def _version(digest: str) -> Questionnaire:
    """The questionnaire under a digest; definitions never change under theirs, so they are kept at hand."""
    if digest not in _versions:
        row = await QuestionnaireVersion.get(digest=digest)
        _versions[digest] = from_body(row.body)
    return _versions[digest]
