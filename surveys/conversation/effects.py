"""What follows from a reply, as data. Every channel has a branch for every effect (a test holds that).

Storage acts on Record, Withdraw, Finish, Pause and RaiseConcern; channels speak Ask, Explain, Stale,
Finish and Pause, after the commit.
"""

from dataclasses import dataclass
from enum import StrEnum

from surveys.questionnaire.definition import Question


class Cause(StrEnum):
    """Why a person must look: the young person asked for help, or gave an answer that needs one."""

    HELP = "help"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Ask:
    """Put this question."""

    question: Question


@dataclass(frozen=True, slots=True)
class Explain:
    """Say something that is not a question. ``key`` names a message in the interface catalogue."""

    key: str
    args: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """Keep what was given: codes, typed text (numbers and dates as their text), or a skip."""

    question: str
    codes: tuple[str, ...] = ()
    text: str | None = None
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Withdraw:
    """An earlier answer no longer applies; it leaves the figures and stays in history."""

    question: str


@dataclass(frozen=True, slots=True)
class RaiseConcern:
    """A person must look at this: an alert in the same transaction."""

    cause: Cause
    question: str | None


@dataclass(frozen=True, slots=True)
class Stale:
    """The reply was to an earlier question or revision; nothing changed."""


@dataclass(frozen=True, slots=True)
class Finish:
    """The last question has been dealt with."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The young person stopped; the same link resumes."""


Effect = Ask | Explain | Record | Withdraw | RaiseConcern | Stale | Finish | Pause
