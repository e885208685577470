"""One answer's way through the house: load, decide, commit, and only then speak."""

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID, uuid4

from tortoise.exceptions import IntegrityError

from surveys.conversation import engine
from surveys.conversation.effects import Effect, RaiseConcern, Record, Stale
from surveys.conversation.replies import Reply
from surveys.conversation.session import Session, Status
from surveys.conversation.step import Step, step
from surveys.crashpoint import crashpoint
from surveys.errors import UnknownSession
from surveys.invitation.links import is_open
from surveys.invitation.outcomes import Event, Outcome
from surveys.meters import REPLIES
from surveys.questionnaire.definition import Questionnaire
from surveys.service.agreeing import agreed
from surveys.service.alert_route import look_before_telling
from surveys.service.completing import completed
from surveys.service.context import Service
from surveys.service.noting import note
from surveys.service.opening import asked, at_first, found_open
from surveys.storage import outcomes, sessions
from surveys.storage.seen import By, Seen, seen
from surveys.storage.statements import write
from surveys.storage.work import Work

Channel = Literal["web", "telegram"]

#: How often a turn is worked out afresh when somebody else moved the session in between.
_TRIES = 5


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Come:
    """A reply as it came: on which channel, as which input, to a message that stays; ``again`` when tried again."""

    given: Reply
    channel: Channel
    once: str | None
    in_place: bool
    again: bool


async def agree(service: Service, invitation: UUID, channel: Channel, *, once: str | None = None) -> Turn:
    """The young person agrees: begin their session, or come back to it. ``once`` names the input.

    Raises:
        UnknownInvitation: the link has closed.
        UnknownSession: the input was applied before, or others came first every time, and no session is open.
    """
    for _ in range(_TRIES):
        opened = await found_open(service, By.INVITATION, invitation)
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
    questionnaire, session = await asked(service, found), found.stored.session
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
    in_place: bool = False,
) -> Turn:
    """Apply one reply, at most once where ``once`` names the input.

    ``seen_just_now`` saves a look where the caller has just had one. ``in_place`` where the message that was tapped
    will show what comes next: until another message does, nothing typed in a chat is meant for it.

    Raises:
        UnknownSession: there is no such session, or its link has closed.
        LostRace, IntegrityError: others came first every time; nothing was applied.
    """
    for tried in range(_TRIES):
        before = seen_just_now if seen_just_now and not tried else await look(service, session_id)
        try:
            come = _Come(given=given, channel=channel, once=once, in_place=in_place, again=tried > 0)
            turn = await _apply(service, before, come)
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
    """Record "no thanks". The link stays open for a change of mind; reminders end. Raises as :func:`surveys.service.opening.open_link`."""
    opened = await found_open(service, By.INVITATION, invitation)
    await outcomes.keep(opened.invitation, Event.DECLINED)


async def _agree_once(service: Service, opened: Seen, channel: Channel, once: str | None) -> Turn:
    questionnaire = await asked(service, opened)
    stored = opened.stored.session if opened.stored else Session(uuid4(), status=at_first(opened.outcome))
    session, effects = engine.begin(questionnaire, stored)
    await write(agreed(service, opened, (questionnaire, stored, session), channel, once))
    crashpoint("agreement-committed")
    return Turn(opened.invitation, opened.generation, questionnaire, session, effects, child=opened.child)


async def _apply(service: Service, before: Turn, come: _Come) -> Turn:
    session, effects = engine.advance(before.questionnaire, before.session, come.given)
    crashpoint("turn-decided")
    turn = replace(before, session=session, effects=effects)
    if session is before.session and not sessions.leaves_rows(effects):
        if come.once:
            await write(sessions.claim(come.once, service.clock.now()))
        return turn  # stale, or it did not fit: nothing to keep, so no race to lose
    await write(_kept(service, before, turn, come))
    crashpoint("reply-committed")
    return turn


def _kept(service: Service, before: Turn, turn: Turn, come: _Come) -> Work[None]:
    """The input is claimed along with what it moves; tried ``again``, first, which tells why it was in vain."""
    now, effects = service.clock.now(), turn.effects
    event = _event(before.session, turn.session, effects)
    finishes, concerns = event is Event.FINISHED, any(isinstance(effect, RaiseConcern) for effect in effects)
    whole = not (finishes or come.again or concerns)
    if come.once and come.again:
        yield from sessions.claim(come.once, now)
    given = sessions.Move(
        before=before.session,
        after=turn.session,
        invitation=before.invitation,
        outcome=before.outcome,
        event=event,
        effects=effects,
        once=None if come.again else come.once,
        whole=whole,
        unseen_by=before.child,
        under_way=come.in_place and not concerns,
    )
    yield from sessions.keep(given, vault=service.vault, now=now)
    if finishes:
        yield from completed(service, turn.session.id, come.channel)
    if not whole:
        crashpoint("reply-before-commit")


def _event(before: Session, after: Session, effects: tuple[Effect, ...]) -> Event | None:
    if after.status is not before.status:
        return {Status.FINISHED: Event.FINISHED, Status.STOPPED: Event.STOPPED}.get(after.status)
    return Event.ANSWERED if any(isinstance(effect, Record) for effect in effects) else None
