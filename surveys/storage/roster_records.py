"""From a row of a table to the record that an import compares with. An import may do so a hundred thousand times."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import intern
from typing import Any

from surveys.period import Period
from surveys.roster.records import ChildRecord, FigureRecord, Given, Kept, ResponseRecord, ReviewRecord, StaffRecord
from surveys.storage.called import opened
from surveys.storage.models import PrintedFigure
from surveys.storage.statements import Row, day_of, uuid_of
from surveys.storage.vault import Vault

Read = Callable[[Any], Any]

#: A few thousand days come again and again.
_day = lru_cache(maxsize=65536)(day_of)


def _word(value: str | None) -> str | None:
    """A word from a short list, kept once however many rows have it."""
    return intern(value) if value else value


def _flag(value: Any) -> bool | None:
    return None if value is None else bool(value)


def _link(value: Any) -> Any:
    return None if value is None else uuid_of(value)


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What an import reads of a table: how its sealed ids are looked up, what comes first in a row, and then what.

    ``first`` are the columns that are opened or linked; ``columns`` those that a record has as they are.
    """

    table: str
    lookup: str
    first: tuple[str, ...]
    columns: Mapping[str, Read]

    @property
    def select(self) -> str:
        return f"SELECT {', '.join((*self.first, *self.columns))} FROM {self.table}"  # noqa: S608  # our own names only

    def given(self, row: Row) -> dict[str, Any]:
        """What a record has of a row as it is."""
        rest = zip(self.columns.items(), row[len(self.first) :], strict=True)
        return {name: read(value) for (name, read), value in rest}


STAFF = Shape("staff", "email_hash", ("id", "email_hash", "email_sealed", "name_sealed"), {
    "role": _word, "area": _word, "fte": _word, "employment": _word, "starts": _day, "ends": _day,
})  # fmt: skip  # a table's columns

CHILD = Shape("child", "ref_hash", ("id", "ref_hash", "ref_sealed", "first_name_sealed", "iro_id"), {
    "date_of_birth": _day, "area": _word, "service": _word, "uasc": _flag, "language": _word, "easy_read": _flag,
    "care_started": _day, "notified_on": _day, "care_ended": _day, "leaving_code": _word, "legal_status": _word,
    "placement": _word,
})  # fmt: skip  # a table's columns

REVIEW = Shape("review", "ref_hash", ("id", "ref_hash", "ref_sealed", "child_id", "iro_id"), {
    "date": _day, "status": _word, "participation": _word, "child_chaired": _word, "chaired_by_iro": _flag, "due_by": _day,
})  # fmt: skip  # a table's columns

RESPONSE = Shape("response", "ref_hash", ("id", "ref_hash", "ref_sealed", "child_id", "review_id", "iro_id"), {
    "questionnaire": _word, "completed_on": _day, "channel": _word, "language": _word, "area": _word, "service": _word,
    "age_band": _word, "uasc": _flag,
})  # fmt: skip  # a table's columns


@dataclass(frozen=True, slots=True)
class Opener:
    """Makes records. ``refs`` are ids by their hashes, as the files write them."""

    vault: Vault
    refs: Mapping[str, str]

    def ref(self, shape: Shape, row: Row) -> str:
        """The id in the outside world."""
        ref = opened(self.vault, row, table=shape.table, column=shape.first[2].removesuffix("_sealed"))
        return self.refs.get(row[1], ref)

    def staff(self, row: Row) -> Kept[StaffRecord]:
        """A member of staff."""
        id_, name = uuid_of(row[0]), row[3]
        opened = self._open("staff", id_, "name", name) if name else ""
        return Kept(id_, StaffRecord(ref=self.ref(STAFF, row), name=opened, **STAFF.given(row)))

    def child(self, row: Row) -> Kept[ChildRecord]:
        """A child."""
        id_, name = uuid_of(row[0]), row[3]
        opened = self._open("child", id_, "first_name", name) if name else None
        told = CHILD.given(row)
        return Kept(id_, ChildRecord(ref=self.ref(CHILD, row), first_name=opened, iro=_link(row[4]), **told))

    def review(self, row: Row) -> Kept[ReviewRecord]:
        """A review."""
        told = REVIEW.given(row)
        ref = self.ref(REVIEW, row)
        return Kept(uuid_of(row[0]), ReviewRecord(ref=ref, child=_link(row[3]), iro=_link(row[4]), **told))

    def response(self, row: Row, answers: Mapping[str, Given]) -> Kept[ResponseRecord]:
        """An imported response."""
        child, review, iro = map(_link, row[3:6])
        told = RESPONSE.given(row)
        ref = self.ref(RESPONSE, row)
        record = ResponseRecord(ref=ref, child=child, review=review, iro=iro, answers=answers, **told)
        return Kept(uuid_of(row[0]), record)

    def given(self, row: Sequence[Any]) -> Given:
        """One answer: (id, codes, text)."""
        return Given(row[1], self._open("answer", row[0], "text", row[2]) if row[2] else None)

    def _open(self, table: str, row: object, column: str, sealed: str) -> str:
        return self.vault.open(sealed, table=table, row=row, column=column)


def figure(row: PrintedFigure) -> Kept[FigureRecord]:
    """A printed figure."""
    quarter = Period.from_number(row.period)
    period = Period(quarter.year) if row.year else quarter
    record = FigureRecord(
        period=period, indicator=row.indicator, count=row.count, base=row.base, percent=row.percent, low=row.low,
        high=row.high, source=row.source,
    )  # fmt: skip  # what is copied
    return Kept(row.id, record)
