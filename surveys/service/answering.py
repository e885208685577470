"""One answer's way through the house: link or session in, load, decide, commit, and only then speak."""

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID, uuid4

from tortoise.exceptions import IntegrityError

from surveys.age import age_on
from surveys.conversation import engine
from surveys.conversation.effects import Effect, RaiseConcern, Record, Stale
from surveys.conversation.replies import Reply
from surveys.conversation.session import ENDED, Session, Status
from surveys.conversation.step import Step, step
from surveys.crashpoint import crashpoint
from surveys.errors import UnknownInvitation, UnknownSession
from surveys.invitation.links import is_open
from surveys.invitation.outcomes import Event, Outcome, move
from surveys.meters import REPLIES
from surveys.questionnaire.definition import Questionnaire, from_body
from surveys.service.alert_route import look_before_telling
from surveys.service.context import Service
from surveys.service.noting import note
from surveys.storage import sessions
from surveys.storage.counting import recounted
from surveys.storage.engines.ledger import Work
from surveys.storage.models import QuestionnaireVersion
from surveys.storage.seen import By, Seen, seen
from surveys.storage.statements import day_of, uuid_of, write
from surveys.storage.vault import normal_code

Channel = Literal["web", "telegram"]

#: The invitation's row is the later one's to wait for, on both databases.
_LOCK_INVITATION = "UPDATE invitation SET outcome = outcome WHERE id = $1 RETURNING outcome, review_id"
_ABOUT = """
SELECT r.questionnaire, v.date, v.iro_id, c.date_of_birth, c.care_ended, c.area, c.service, c.uasc, c.iro_id
FROM response r JOIN child c ON c.id = r.child_id LEFT JOIN review v ON v.id = r.review_id WHERE r.id = $1"""
_FREEZE = """UPDATE response SET completed_at = $1, completed_on = $2, channel = $3, area = $4, service = $5,
age_band = $6, uasc = $7, iro_id = $8 WHERE id = $9"""
_MOVE_OUTCOME = "UPDATE invitation SET outcome = $1 WHERE id = $2"

#: How often a turn is worked out afresh when somebody else moved the session in between.
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Opened:
    """An open invitation, as its link shows it before anything is agreed.

    ``questions`` is the length of the path before any answer; ``begun`` whether there is a session. One that was
    answered ``on_paper`` is finished, begun or not.
    """

    invitation: UUID
    child: UUID
    generation: int
    questionnaire: Questionnaire
    questions: int
    begun: bool
    finished: bool
    on_paper: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn led to, committed. ``repeated`` when this very input had been applied before.

    ``child`` is whose session it is; ``outcome`` what had become of the invitation when it was read.
    """

    invitation: UUID
    generation: int
    questionnaire: Questionnaire
    session: Session
    effects: tuple[Effect, ...] = ()
    repeated: bool = False
    child: UUID | None = None
    outcome: Outcome = Outcome.STARTED

    @property
    def stale(self) -> bool:
        """Whether the reply was to an earlier question or revision."""
        return any(isinstance(effect, Stale) for effect in self.effects)

    @property
    def on_paper(self) -> bool:
        """Whether it was answered on paper instead."""
        return self.session.status is Status.ON_PAPER

    @property
    def step(self) -> Step:
        """Where the conversation stands now, with what this turn has to say."""
        return step(self.questionnaire, self.session, self.effects)


async def open_link(service: Service, token: str) -> Opened:
    """Look at what a web link leads to. Nothing is used up or changed.

    Raises:
        UnknownInvitation: no such link, or it has closed.
    """
    return await _opened(service, By.TOKEN, service.vault.hash("token", token))


async def open_code(service: Service, code: str) -> Opened:
    """Look at what a typed code leads to. Raises as :func:`open_link`."""
    return await _opened(service, By.CODE, service.vault.hash("code", normal_code(code)))


async def open_payload(service: Service, payload: str) -> Opened:
    """Look at what the payload of a Telegram link leads to. Raises as :func:`open_link`."""
    return await _opened(service, By.TELEGRAM, service.vault.hash("telegram", payload))


async def open_invitation(service: Service, invitation: UUID) -> Opened:
    """Look at an invitation that is known already. Raises as :func:`open_link`."""
    return await _opened(service, By.INVITATION, invitation)


async def agree(service: Service, invitation: UUID, channel: Channel, *, once: str | None = None) -> Turn:
    """The young person agrees: begin their session, or come back to it. ``once`` names the input.

    Raises:
        UnknownInvitation: the link has closed.
    """
    for _ in range(_TRIES):
        opened = await _open(service, By.INVITATION, invitation)
        try:
            return await _agree_once(service, opened, channel, once)
        except (sessions.LostRace, IntegrityError):
            continue
        except sessions.AlreadyApplied:
            break
    return await look_at_invitation(service, invitation)


async def look(service: Service, session_id: UUID) -> Turn:
    """Where a session stands. Raises UnknownSession when there is none or its link has closed."""
    return await standing(service, await seen(By.SESSION, session_id))


async def look_at_invitation(service: Service, invitation: UUID) -> Turn:
    """Where the session of an invitation stands. Raises UnknownSession when none was begun."""
    return await standing(service, await seen(By.INVITATION, invitation))


async def standing(service: Service, found: Seen | None) -> Turn:
    """Where a session stands that has been read already. Raises as :func:`look`."""
    if found is None or found.stored is None or not is_open(found.matter, today=service.clock.today()):
        raise UnknownSession
    questionnaire, session = await _version(found.stored.version), found.stored.session
    return Turn(
        found.invitation, found.generation, questionnaire, session, child=found.child, outcome=Outcome(found.outcome)
    )


async def reply(
    service: Service,
    session_id: UUID,
    given: Reply,
    *,
    channel: Channel,
    once: str | None = None,
    seen_just_now: Turn | None = None,
) -> Turn:
    """Apply one reply, at most once where ``once`` names the input.

    ``seen_just_now`` saves a look where the caller has just had one.

    Raises:
        UnknownSession: there is no such session, or its link has closed.
    """
    for tried in range(_TRIES):
        before = seen_just_now if seen_just_now and not tried else await look(service, session_id)
        try:
            turn = await _apply(service, before, given, channel, once, again=tried > 0)
            note(turn.effects, channel, moved=turn.session is not before.session)
            await look_before_telling(service, turn.effects)
            return turn
        except (sessions.LostRace, IntegrityError):
            if tried + 1 == _TRIES:
                raise  # never silently dropped: it may be a call for help
        except sessions.AlreadyApplied:
            break
    REPLIES.add(channel, "repeated")
    now = await look(service, session_id)
    effects = engine.said_before(now.questionnaire, now.session, given)
    await look_before_telling(service, effects)
    return replace(now, effects=effects, repeated=True)


async def decline(service: Service, invitation: UUID) -> None:
    """Record "no thanks". The link stays open for a change of mind; reminders end. Raises as :func:`open_link`."""
    opened = await _open(service, By.INVITATION, invitation)
    await write(_moved(opened.invitation, Event.DECLINED))


async def _agree_once(service: Service, opened: Seen, channel: Channel, once: str | None) -> Turn:
    questionnaire = await _asked(service, opened)
    stored = opened.stored.session if opened.stored else Session(uuid4(), status=_at_first(opened.outcome))
    session, effects = engine.begin(questionnaire, stored)
    await write(_agreed(service, opened, (questionnaire, stored, session), channel, once))
    crashpoint("agreement-committed")
    return Turn(opened.invitation, opened.generation, questionnaire, session, effects, child=opened.child)


def _agreed(
    service: Service, opened: Seen, begun: tuple[Questionnaire, Session, Session], channel: Channel, once: str | None
) -> Work[None]:
    (questionnaire, before, session), now = begun, service.clock.now()
    if once:
        yield from sessions.claim(once, now)
    ((outcome, review),) = yield _LOCK_INVITATION, (opened.invitation,)
    if opened.stored is None:
        if before.status is not _at_first(outcome):
            raise sessions.LostRace  # a paper form has come, or gone, since the link was opened
        about = sessions.Begun(
            questionnaire=questionnaire,
            invitation=opened.invitation,
            child=opened.child,
            review=review and uuid_of(review),
            channel=channel,
        )
        yield from sessions.begin(before, about, now)
    moved = sessions.Move(before=before, after=session, outcome=outcome)
    yield from sessions.keep(moved, vault=service.vault, now=now)
    yield from _moved(opened.invitation, Event.RESUMED if before.revision > 0 else Event.AGREED)
    crashpoint("agreement-before-commit")


async def _apply(
    service: Service, before: Turn, given: Reply, channel: Channel, once: str | None, *, again: bool
) -> Turn:
    session, effects = engine.advance(before.questionnaire, before.session, given)
    crashpoint("turn-decided")
    turn = replace(before, session=session, effects=effects)
    if session is before.session and not sessions.leaves_rows(effects):
        if once:
            await write(sessions.claim(once, service.clock.now()))
        return turn  # stale, or it did not fit: nothing to keep, so no race to lose
    await write(_kept(service, before, turn, channel, once, again=again))
    crashpoint("reply-committed")
    return turn


def _kept(service: Service, before: Turn, turn: Turn, channel: Channel, once: str | None, *, again: bool) -> Work[None]:
    """The input is claimed along with what it moves; tried ``again``, first, which tells why it was in vain."""
    now, effects = service.clock.now(), turn.effects
    event = _event(before.session, turn.session, effects)
    finishes = event is Event.FINISHED
    moves = event is not None and move(before.outcome, event) != before.outcome
    whole = not (moves or finishes or again or any(isinstance(effect, RaiseConcern) for effect in effects))
    if once and again:
        yield from sessions.claim(once, now)
    moved = sessions.Move(
        before=before.session,
        after=turn.session,
        outcome=before.outcome,
        effects=effects,
        once=None if again else once,
        whole=whole,
    )
    yield from sessions.keep(moved, vault=service.vault, now=now)
    if finishes:
        yield from _completed(service, turn.session.id, channel)
    if event and moves:
        yield from _moved(before.invitation, event)
    if not whole:
        crashpoint("reply-before-commit")


def _event(before: Session, after: Session, effects: tuple[Effect, ...]) -> Event | None:
    if after.status is not before.status:
        return {Status.FINISHED: Event.FINISHED, Status.STOPPED: Event.STOPPED}.get(after.status)
    return Event.ANSWERED if any(isinstance(effect, Record) for effect in effects) else None


def _moved(invitation: UUID, event: Event) -> Work[None]:
    """Lock the invitation, and move its outcome."""
    ((outcome, _),) = yield _LOCK_INVITATION, (invitation,)
    moved = move(Outcome(outcome), event)
    if moved != outcome:
        yield _MOVE_OUTCOME, (moved, invitation)
        crashpoint("outcome-moved")


def _completed(service: Service, session: UUID, channel: Channel) -> Work[None]:
    """Freeze who this was about at completion, and count the response."""
    (about,) = yield _ABOUT, (session,)
    questionnaire, review_day, review_iro, born, care_ended, area, team, uasc, iro = about
    day = day_of(review_day) or day_of(care_ended) or service.clock.today()
    band = service.library.band(questionnaire, age_on(day_of(born) or day, day))
    who = (area, team, band, uasc, review_iro or iro)
    yield _FREEZE, (service.clock.now(), service.clock.today(), channel, *who, session)
    yield from recounted([session])
    crashpoint("response-counted")


async def _opened(service: Service, by: By, value: object) -> Opened:
    found = await _open(service, by, value)
    questionnaire = await _asked(service, found)
    status = found.stored.session.status if found.stored else _at_first(found.outcome)
    return Opened(
        found.invitation,
        found.child,
        found.generation,
        questionnaire,
        len(questionnaire.path({})),
        begun=found.stored is not None,
        finished=status in ENDED,
        on_paper=status is Status.ON_PAPER,
    )


async def _open(service: Service, by: By, value: object) -> Seen:
    found = await seen(by, value)
    if found is None or not is_open(found.matter, today=service.clock.today()):
        raise UnknownInvitation
    return found


def _at_first(outcome: str) -> Status:
    """How a session begins: where an invitation is completed and no session did that, a paper form has."""
    return Status.ON_PAPER if outcome == Outcome.COMPLETED else Status.WAITING


async def _asked(service: Service, found: Seen) -> Questionnaire:
    """The questionnaire of the session that was begun, or the one that would be now."""
    return await _version(found.stored.version) if found.stored else _resolved(service, found)


def _resolved(service: Service, found: Seen) -> Questionnaire:
    day = found.matter.review_date or found.care_ended or service.clock.today()
    variant = service.library.variant_for(found.questionnaire, age_on(found.born, day), easy_read=found.easy_read)
    if variant is None:
        raise UnknownInvitation
    return service.library.resolve(found.questionnaire, variant, found.language or "en")


_versions: dict[str, Questionnaire] = {}


async def _version(digest: str) -> Questionnaire:
    """The questionnaire under a digest; definitions never change under theirs, so they are kept at hand."""
    if digest not in _versions:
        row = await QuestionnaireVersion.get(digest=digest)
        _versions[digest] = from_body(row.body)
    return _versions[digest]
