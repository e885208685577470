"""Sessions in the database: the statements that keep what a turn decided, for one short transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from surveys.conversation.effects import Cause, Effect, RaiseConcern, Record, Withdraw
from surveys.conversation.session import Session
from surveys.crashpoint import crashpoint
from surveys.errors import SurveyError
from surveys.invitation import outcomes
from surveys.invitation.outcomes import Event, Outcome
from surveys.questionnaire.definition import Questionnaire
from surveys.storage.given import ANSWERED, SKIPPED, WITHDRAWN
from surveys.storage.outcomes import moved
from surveys.storage.statements import read
from surveys.storage.vault import Vault
from surveys.storage.work import Chain, Statement, Work

_VERSION = """INSERT INTO questionnaire_version (digest, questionnaire, variant, language, body)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"""
_BEGIN = """INSERT INTO response (id, questionnaire, version_id, invitation_id, child_id, review_id, status, revision,
channel, language, started_at, touched_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)"""
_RECEIVED = "INSERT INTO received (key, at) VALUES ($1, $2)"
_CLAIM = f"{_RECEIVED} ON CONFLICT DO NOTHING RETURNING key"
_MOVE = """UPDATE response SET revision = $1, status = $2, revisiting = $3, touched_at = $4
WHERE id = $5 AND revision = $6 AND status = $7
AND (SELECT i.outcome FROM invitation i WHERE i.id = response.invitation_id) = $8
RETURNING id"""
_ANSWER = """INSERT INTO answer (id, response_id, question, revision, state, codes, text_sealed, given_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"""
#: While the message that shows the open question for the first time is being sent, or changed to it.
ON_ITS_WAY = -1
_NOT_SHOWN = "UPDATE telegram_account SET asked_from = $1 WHERE child_id = $2"
_SAME_ALERT = """SELECT id FROM alert WHERE response_id = $1 AND cause = $2
AND COALESCE(question, '') = COALESCE($3, '') AND acknowledged_at IS NULL LIMIT 1"""
_LOCK = "UPDATE response SET touched_at = touched_at WHERE id = $1"
_ALERT = "INSERT INTO alert (response_id, cause, question, raised_at) VALUES ($1, $2, $3, $4)"


class LostRace(SurveyError):
    """Somebody else moved this session first; load it again."""


class AlreadyApplied(SurveyError):
    """This very input has been applied before."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A session as it was read, and the digest of the questionnaire that it is about."""

    session: Session
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What a session that begins is about, and on which channel."""

    questionnaire: Questionnaire
    invitation: UUID
    child: UUID
    review: UUID | None
    channel: str


def begin(session: Session, of: Begun, now: datetime) -> Work[None]:
    """Keep a session that has only just begun, and the exact questionnaire it is about."""
    put = of.questionnaire
    yield _VERSION, (put.digest, put.id, put.variant, put.language, put.body)
    keys = (session.id, put.id, put.digest, of.invitation, of.child, of.review)
    yield _BEGIN, (*keys, session.status, session.revision, of.channel, put.language, now)


def claim(key: str, now: datetime) -> Work[None]:
    """Take an input for applying, inside the transaction that applies it.

    Raises:
        AlreadyApplied: it was taken before. The unique key decides, never a look beforehand.
    """
    if not (yield _CLAIM, (key, now)):
        raise AlreadyApplied
    crashpoint("input-claimed")


async def was_applied(key: str) -> bool:
    """Whether an input was applied before, by this process or another."""
    return bool(await read("SELECT 1 FROM received WHERE key = $1", key))


def leaves_rows(effects: Sequence[Effect]) -> bool:
    """Whether any of these effects is something to be kept."""
    return any(isinstance(effect, Record | Withdraw | RaiseConcern) for effect in effects)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a turn decided: from the session that was read, and what had become of its ``invitation`` then.

    ``event`` is what it means to the invitation; ``once`` names an input that nobody has claimed yet; ``whole`` when
    nothing else is written with it. ``unseen_by`` is the child whose chat has yet to show what comes next, None where
    it has no chat; ``under_way`` where a message that is there will show it, and not one that has yet to set out.
    """

    before: Session
    after: Session
    invitation: UUID
    outcome: str
    event: Event | None = None
    effects: Sequence[Effect] = ()
    once: str | None = None
    whole: bool = False
    unseen_by: UUID | None = None
    under_way: bool = False

    @property
    def moved_on(self) -> Statement | None:
        """What moves the invitation's outcome, where this does."""
        if self.event is None or outcomes.move(Outcome(self.outcome), self.event) == self.outcome:
            return None
        return moved(self.invitation, self.event)


def keep(move: Move, *, vault: Vault, now: datetime) -> Work[None]:
    """Write what a turn decided, against what was read; what it means to the invitation along with it.

    Raises:
        LostRace: the session has moved since it was read, or its invitation; nothing is written.
        IntegrityError: the input was claimed by somebody else; nothing is written.
    """
    before, after = move.before, move.after
    becomes, outcome = (after.revision, after.status, after.revisiting, now), move.moved_on
    others: list[Statement] = [(_RECEIVED, (move.once, now))] if move.once else []
    others += [
        (_ANSWER, _answer(after, each, vault, now)) for each in move.effects if isinstance(each, Record | Withdraw)
    ]
    others += [outcome] if outcome else []
    if move.unseen_by and after.revision != before.revision:
        others.append((_NOT_SHOWN, (ON_ITS_WAY if move.under_way else None, move.unseen_by)))
    standing = (before.id, before.revision, before.status, move.outcome)
    if not (yield Chain((_MOVE, (*becomes, *standing)), others, whole=move.whole)):
        raise LostRace
    crashpoint("answers-kept")
    if outcome:
        crashpoint("outcome-moved")
    for effect in move.effects:
        if isinstance(effect, RaiseConcern):
            yield from _raise(after.id, effect, now)


def call(session_id: UUID, now: datetime) -> Work[None]:
    """A call for help by itself, from a session that may take no answers any more."""
    yield _LOCK, (session_id,)
    yield from _raise(session_id, RaiseConcern(Cause.HELP, None), now)


def _answer(session: Session, effect: Record | Withdraw, vault: Vault, now: datetime) -> tuple[object, ...]:
    id_, state, codes, sealed = uuid4(), WITHDRAWN, "", None
    if isinstance(effect, Record):
        state = SKIPPED if effect.skipped else ANSWERED
        codes = "|".join(effect.codes)
        if effect.text is not None:
            sealed = vault.seal(effect.text, table="answer", row=id_, column="text")
    return id_, session.id, effect.question, session.revision, state, codes, sealed, now


def _raise(session_id: UUID, concern: RaiseConcern, now: datetime) -> Work[None]:
    """One open alert for one matter: pressing again does not add a second while nobody has looked.

    The session's row is locked by the update before it, so this look and insert cannot be crossed.
    """
    if not (yield _SAME_ALERT, (session_id, concern.cause, concern.question)):
        yield _ALERT, (session_id, concern.cause, concern.question, now)
    crashpoint("alert-raised")
