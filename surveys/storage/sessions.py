"""Sessions in the database: one read to load, one short transaction to keep what a turn decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from tortoise.exceptions import IntegrityError

from surveys.conversation.effects import Effect, RaiseConcern, Record, Withdraw
from surveys.conversation.session import Session, Status
from surveys.errors import SurveyError
from surveys.questionnaire.definition import Given, Questionnaire
from surveys.storage.models import Alert, Answer, QuestionnaireVersion, Received, Response
from surveys.storage.vault import Vault


class LostRace(SurveyError):
    """Somebody else moved this session first; load it again."""


class AlreadyApplied(SurveyError):
    """This very input has been applied before."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A session as it was read, with what is needed to place its answers."""

    session: Session
    version: str
    invitation: UUID
    questionnaire: str


async def load(session_id: UUID) -> Stored | None:
    """Read a live session with what has been given in it; None when there is no such session."""
    row = await Response.get_or_none(id=session_id)
    return await _stored(row) if row else None


async def of_invitation(invitation: UUID) -> Stored | None:
    """The session that an invitation began, if it did."""
    row = await Response.get_or_none(invitation_id=invitation)
    return await _stored(row) if row else None


async def _stored(row: Response) -> Stored | None:
    if row.invitation_id is None or row.version_id is None or row.status not in tuple(Status):
        return None
    answers = await Answer.filter(response_id=row.id).order_by("revision").values_list("question", "state", "codes")
    latest = {name: (state, codes) for name, state, codes in answers}
    given = {
        name: Given(tuple(codes.split("|")) if codes else (), state == "skipped")
        for name, (state, codes) in latest.items()
        if state != "withdrawn"
    }
    session = Session(row.id, row.revision, Status(row.status), given, row.revisiting)
    return Stored(session, row.version_id, row.invitation_id, row.questionnaire)


async def ensure_version(questionnaire: Questionnaire) -> None:
    """Keep the exact questionnaire under its digest, once."""
    await QuestionnaireVersion.bulk_create(
        [
            QuestionnaireVersion(
                digest=questionnaire.digest,
                questionnaire=questionnaire.id,
                variant=questionnaire.variant,
                language=questionnaire.language,
                body=questionnaire.body,
            )
        ],
        ignore_conflicts=True,
    )


async def claim(key: str, now: datetime) -> None:
    """Take an input for applying, inside the transaction that applies it.

    Raises:
        AlreadyApplied: it was taken before. The unique key decides, never a look beforehand.
    """
    try:
        await Received.create(key=key, at=now)
    except IntegrityError as error:
        raise AlreadyApplied from error


def leaves_rows(effects: Sequence[Effect]) -> bool:
    """Whether any of these effects is something to be kept."""
    return any(isinstance(effect, Record | Withdraw | RaiseConcern) for effect in effects)


async def keep(seen: Session, after: Session, effects: Sequence[Effect], *, vault: Vault, now: datetime) -> None:
    """Write what a turn decided, against the revision that was read.

    Raises:
        LostRace: the session has moved since it was read; nothing is written.
    """
    moved = await Response.filter(id=seen.id, revision=seen.revision, status=seen.status).update(
        revision=after.revision, status=after.status, revisiting=after.revisiting, touched_at=now
    )
    if not moved:
        raise LostRace
    answers = [_answer(after, effect, vault, now) for effect in effects if isinstance(effect, Record | Withdraw)]
    await Answer.bulk_create(answers)
    for effect in effects:
        if isinstance(effect, RaiseConcern):
            await _raise(after.id, effect, now)


def _answer(session: Session, effect: Record | Withdraw, vault: Vault, now: datetime) -> Answer:
    row = Answer(
        id=uuid4(),
        response_id=session.id,
        question=effect.question,
        revision=session.revision,
        state="withdrawn",
        given_at=now,
    )
    if isinstance(effect, Record):
        row.state = "skipped" if effect.skipped else "answered"
        row.codes = "|".join(effect.codes)
        if effect.text is not None:
            row.text_sealed = vault.seal(effect.text, table="answer", row=row.id, column="text")
    return row


async def _raise(session_id: UUID, concern: RaiseConcern, now: datetime) -> None:
    """One open alert for one matter: pressing again does not add a second while nobody has looked.

    The session's row is locked by the update before it, so this look and insert cannot be crossed.
    """
    same = {"response_id": session_id, "cause": concern.cause, "acknowledged_at": None}
    if not await Alert.filter(**same, question=concern.question).exists():
        await Alert.create(response_id=session_id, cause=concern.cause, question=concern.question, raised_at=now)
