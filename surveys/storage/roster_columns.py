"""From a record to the columns of its table's row, sealed. An import may do so a hundred thousand times."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from surveys.conversation.session import Status
from surveys.roster.records import Change, ChildRecord, FigureRecord, ResponseRecord, ReviewRecord, StaffRecord
from surveys.storage.given import ANSWERED, SKIPPED
from surveys.storage.vault import Vault

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sealer:
    """Makes rows. Responses are completed at noon of their day; answers get their ids from ``new_id``."""

    vault: Vault
    zone: ZoneInfo
    new_id: Callable[[], UUID]

    def staff(self, change: Change[StaffRecord]) -> Columns:
        """A member of staff."""
        record, sealed = change.record, self._sealed("staff", change.id)
        return {
            "id": change.id, "email_hash": self.vault.hash("staff", record.ref), "email_sealed": sealed("email", record.ref),
            "name_sealed": sealed("name", record.name), "role": record.role, "area": record.area, "fte": record.fte,
            "employment": record.employment, "starts": record.starts, "ends": record.ends,
        }  # fmt: skip  # a table's columns

    def child(self, change: Change[ChildRecord]) -> Columns:
        """A child."""
        record, sealed = change.record, self._sealed("child", change.id)
        return {
            "id": change.id, "ref_hash": self.vault.hash("child", record.ref), "ref_sealed": sealed("ref", record.ref),
            "date_of_birth": record.date_of_birth, "area": record.area, "service": record.service, "uasc": record.uasc,
            "first_name_sealed": sealed("first_name", record.first_name), "language": record.language,
            "easy_read": record.easy_read, "iro_id": record.iro, "care_started": record.care_started,
            "notified_on": record.notified_on, "care_ended": record.care_ended, "leaving_code": record.leaving_code,
            "legal_status": record.legal_status, "placement": record.placement,
        }  # fmt: skip  # a table's columns

    def review(self, change: Change[ReviewRecord]) -> Columns:
        """A review."""
        record, sealed = change.record, self._sealed("review", change.id)
        return {
            "id": change.id, "ref_hash": self.vault.hash("review", record.ref), "ref_sealed": sealed("ref", record.ref),
            "child_id": record.child, "date": record.date, "iro_id": record.iro, "status": record.status,
            "participation": record.participation, "child_chaired": record.child_chaired,
            "chaired_by_iro": record.chaired_by_iro, "due_by": record.due_by,
        }  # fmt: skip  # a table's columns

    def response(self, change: Change[ResponseRecord]) -> Columns:
        """A response without its answers, and not placed in a period yet."""
        record, sealed = change.record, self._sealed("response", change.id)
        completed = self._noon(record.completed_on)
        return {
            "id": change.id, "ref_hash": self.vault.hash("response", record.ref), "ref_sealed": sealed("ref", record.ref),
            "questionnaire": record.questionnaire, "child_id": record.child, "review_id": record.review,
            "status": Status.FINISHED.value, "revision": len(record.answers), "channel": record.channel,
            "language": record.language, "started_at": completed, "touched_at": completed, "completed_at": completed,
            "completed_on": record.completed_on, "area": record.area, "service": record.service,
            "age_band": record.age_band, "iro_id": record.iro, "uasc": record.uasc,
        }  # fmt: skip  # a table's columns

    def answers(self, change: Change[ResponseRecord]) -> Iterator[Columns]:
        """What was given to each question of a response, in the order of the form."""
        given_at = self._noon(change.record.completed_on)
        for revision, (question, given) in enumerate(change.record.answers.items(), 1):
            row = self.new_id()
            yield {
                "id": row, "response_id": change.id, "question": question, "revision": revision,
                "state": SKIPPED if given.skipped else ANSWERED, "codes": given.codes,
                "text_sealed": self._sealed("answer", row)("text", given.text), "given_at": given_at,
            }  # fmt: skip  # a table's columns

    @staticmethod
    def figure(change: Change[FigureRecord]) -> Columns:
        """A printed figure, of which nothing is sealed."""
        record = change.record
        return {
            "id": change.id, "period": record.period.number, "year": record.period.quarter is None,
            "indicator": record.indicator, "count": record.count, "base": record.base, "percent": record.percent,
            "low": record.low, "high": record.high, "source": record.source,
        }  # fmt: skip  # a table's columns

    def _sealed(self, table: str, row: UUID) -> Callable[[str, str | None], str | None]:
        def sealed(column: str, text: str | None) -> str | None:
            return None if text is None else self.vault.seal(text, table=table, row=row, column=column)

        return sealed

    def _noon(self, day: date) -> datetime:
        return datetime.combine(day, time(12), self.zone).astimezone(UTC)
