"""What one input needs to know, in one read: invitation, matter, child, and the session with what was given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from surveys.conversation.session import Session, Status
from surveys.invitation.due import Meeting
from surveys.invitation.links import Matter
from surveys.questionnaire.definition import Given
from surveys.storage.given import SKIPPED, WITHDRAWN
from surveys.storage.sessions import Stored
from surveys.storage.statements import Row, day_of, read, uuid_of


class By(StrEnum):
    """What an input names its invitation by."""

    SESSION = "r.id"
    INVITATION = "i.id"
    TOKEN = "i.token_hash"  # noqa: S105  # a column, not a token
    CODE = "i.code_hash"
    TELEGRAM = "i.telegram_hash"


#: What a row has of these tables, and how they hang together, for whoever comes to an invitation by another way.
COLUMNS = """i.id, i.child_id, i.generation, i.questionnaire, i.outcome, i.issued_on, v.date, v.status,
       c.date_of_birth, c.care_ended, c.easy_read, c.language,
       r.id, r.version_id, r.revision, r.status, r.revisiting, a.question, a.state, a.codes"""
JOINS = """LEFT JOIN child c ON c.id = i.child_id LEFT JOIN review v ON v.id = i.review_id
     LEFT JOIN response r ON r.invitation_id = i.id LEFT JOIN answer a ON a.response_id = r.id"""
_SELECT = f"SELECT {COLUMNS} FROM invitation i {JOINS} WHERE {{by}} = $1 ORDER BY a.revision"  # noqa: S608  # our own words
_BY = {by: _SELECT.format(by=by) for by in By}
_STATUSES = frozenset(Status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An invitation as it stands. ``stored`` is its session, if one is live or finished."""

    invitation: UUID
    child: UUID
    generation: int
    questionnaire: str
    outcome: str
    matter: Matter
    born: date
    care_ended: date | None
    easy_read: bool
    language: str | None
    stored: Stored | None


async def seen(by: By, value: object) -> Seen | None:
    """The invitation that this names, with everything about it; None when there is none."""
    rows = await read(_BY[by], value)
    return seen_in(rows) if rows else None


def seen_in(rows: Sequence[Row]) -> Seen:
    """What rows of :data:`COLUMNS` say, in the order of the answers."""
    (invitation, child, generation, questionnaire, outcome, issued, review_day, review_status, *rest) = rows[0]
    born, care_ended, easy_read, language, *_ = rest
    issued_on, born_on, invitation = day_of(issued), day_of(born), uuid_of(invitation)
    return Seen(
        invitation=invitation,
        child=uuid_of(child),
        generation=generation,
        questionnaire=questionnaire,
        outcome=outcome,
        matter=Matter(
            issued_on=issued_on or date.min,
            review_date=day_of(review_day),
            review_cancelled=review_status == Meeting.CANCELLED,
        ),
        born=born_on or date.min,
        care_ended=day_of(care_ended),
        easy_read=bool(easy_read),
        language=language,
        stored=_stored(rows),
    )


def _stored(rows: Sequence[Row]) -> Stored | None:
    response, version, revision, status, revisiting = rows[0][12:17]
    if response is None or version is None or status not in _STATUSES:
        return None
    session = Session(uuid_of(response), revision, Status(status), given_in(row[17:] for row in rows), revisiting)
    return Stored(session, version)


def given_in(answers: Any) -> dict[str, Given]:
    """What holds of (question, state, codes) in the order of their revisions."""
    latest = {question: (state, codes) for question, state, codes in answers if question is not None}
    return {
        question: Given(tuple(codes.split("|")) if codes else (), state == SKIPPED)
        for question, (state, codes) in latest.items()
        if state != WITHDRAWN
    }
