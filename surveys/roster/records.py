"""What is stored, as values: one record for each member of staff, child, review, response, printed figure.

``ref`` is the outside world's id. Links to other records are their row ids.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Generic, TypeVar
from uuid import UUID

from surveys.period import Period

#: The area of a child whom only the 903 return names.
NO_AREA = "not given"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRecord:
    """A member of staff; ``ref`` is the email address in lower case."""

    ref: str
    name: str
    role: str
    area: str | None = None
    fte: str | None = None
    employment: str | None = None
    starts: dt.date | None = None
    ends: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildRecord:
    """A child in care or who has left; in care while ``care_ended`` is None."""

    ref: str
    date_of_birth: dt.date
    area: str = NO_AREA
    service: str | None = None
    uasc: bool | None = None
    first_name: str | None = None
    language: str | None = None
    easy_read: bool = False
    iro: UUID | None = None
    care_started: dt.date | None = None
    notified_on: dt.date | None = None
    care_ended: dt.date | None = None
    leaving_code: str | None = None
    legal_status: str | None = None
    placement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRecord:
    """A review of a child's care plan."""

    ref: str
    child: UUID
    date: dt.date
    status: str
    iro: UUID | None = None
    participation: str | None = None
    child_chaired: str | None = None
    chaired_by_iro: bool | None = None
    due_by: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What was given to one question: codes joined by ``|``, or typed text, or neither: skipped."""

    codes: str = ""
    text: str | None = None

    @property
    def skipped(self) -> bool:
        return not self.codes and self.text is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRecord:
    """A finished response; ``answers`` by question, in the order of the form. Area to uasc are frozen."""

    ref: str
    questionnaire: str
    completed_on: dt.date
    channel: str = "paper"
    language: str = "en"
    child: UUID | None = None
    review: UUID | None = None
    area: str | None = None
    service: str | None = None
    age_band: str | None = None
    iro: UUID | None = None
    uasc: bool | None = None
    answers: Mapping[str, Given] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRecord:
    """A figure printed before mysay; ``ref`` is its indicator and period."""

    period: Period
    indicator: str
    count: int | None = None
    base: int | None = None
    percent: str | None = None
    low: str | None = None
    high: str | None = None
    source: str | None = None

    @property
    def ref(self) -> str:
        return f"{self.indicator} {self.period.id}"


Record = StaffRecord | ChildRecord | ReviewRecord | ResponseRecord | FigureRecord
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Kept(Generic[R]):
    """A record under its row id."""

    id: UUID
    record: R


@dataclass(frozen=True, slots=True)
class Change(Generic[R]):
    """A record that this import makes (``before`` None) or changes."""

    id: UUID
    record: R
    before: R | None = None

    @property
    def changed_fields(self) -> tuple[str, ...]:
        """The names of the fields that differ; none for a new record."""
        if self.before is None:
            return ()
        names = (each.name for each in fields(self.record))
        return tuple(name for name in names if getattr(self.record, name) != getattr(self.before, name))
