"""Writes what an import planned. Sealing happens before the transaction, so that nobody waits for it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model

from surveys.conversation.session import Status
from surveys.invitation.outcomes import Event, Outcome, move
from surveys.roster.plan import Plan
from surveys.roster.records import Change, ChildRecord, FigureRecord, ResponseRecord, ReviewRecord, StaffRecord
from surveys.storage import statements
from surveys.storage.engines.ledger import marks
from surveys.storage.models import Answer, Child, Invitation, PrintedFigure, Response, Review, Staff
from surveys.storage.roster_staging import Ready, Upsert
from surveys.storage.statements import uuid_of
from surveys.storage.vault import Vault

_VALUES = 5000
_THEIRS = "SELECT id FROM response WHERE child_id"
_UNFINISHED = (Status.WAITING, Status.STOPPED)
#: What decides where a response counts, of a child and of a review.
_LEAVING = frozenset({"date_of_birth", "care_ended", "leaving_code"})
_MEETING = frozenset({"child", "date", "status"})

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan as rows, sealed. ``rewritten`` are stored responses whose answers are replaced."""

    plan: Plan
    upserts: tuple[Upsert, ...]
    rewritten: tuple[UUID, ...]


def prepare(vault: Vault, plan: Plan, zone: ZoneInfo) -> Prepared:
    """Seal and lay out everything that is to be written; responses are completed at noon of their day."""
    noon = _Noon(zone)
    answers = [row for change in plan.responses for row in _answers(vault, change, noon)]
    return Prepared(
        plan,
        (
            _upsert("staff", Staff, (_staff(vault, change) for change in plan.staff)),
            _upsert("child", Child, (_child(vault, change) for change in plan.children)),
            _upsert("review", Review, (_review(vault, change) for change in plan.reviews)),
            _upsert("response", Response, (_response(vault, change, noon) for change in plan.responses)),
            _upsert("answer", Answer, answers),
            _upsert("printed_figure", PrintedFigure, (_figure(change) for change in plan.figures)),
        ),
        tuple(change.id for change in plan.responses if change.before is not None),
    )


async def write(prepared: Prepared, ready: Iterable[Ready], db: BaseDBAsyncClient, *, now: datetime) -> None:
    """Write it all, inside the caller's transaction ``db``; ``ready`` are the prepared rows, laid ready."""
    for part in _parts(prepared.rewritten):
        await Answer.filter(response_id__in=part).delete()
    for each in ready:
        await each.write(db)
    for online in prepared.plan.replaced:
        if online.response and online.status in _UNFINISHED:
            await Response.filter(id=online.response).update(status=Status.ON_PAPER, touched_at=now)
        outcome = move(Outcome(online.outcome), Event.FINISHED)
        await Invitation.filter(id=online.invitation).update(outcome=outcome)


async def touched_responses(plan: Plan) -> set[UUID]:
    """The responses that may count elsewhere now: those changed, and those of children whose reviews or leaving did."""
    new = {change.id for change in plan.children if change.before is None}
    children = {change.id for change in plan.children if _LEAVING.intersection(change.changed_fields)}
    responses = {change.id for change in plan.responses}
    responses |= {online.response for online in plan.replaced if online.response}
    linked: list[ReviewRecord | ResponseRecord | None] = []
    for review in plan.reviews:
        if review.before is None or _MEETING.intersection(review.changed_fields):
            linked += [review.record, review.before]
    for response in plan.responses:
        linked += [response.record, response.before]
    children |= {record.child for record in linked if record and record.child}
    for part in _parts(children - new):
        found = await statements.read(f"{_THEIRS} IN ({marks(len(part))})", *part)
        responses |= {uuid_of(id_) for (id_,) in found}
    return responses


def _upsert(table: str, model: type[Model], rows: Iterable[Columns]) -> Upsert:
    """Rows with the same columns, each value as the ORM itself would bind it."""
    every = list(rows)
    columns = tuple(every[0]) if every else ()
    fields = model._meta.fields_map  # noqa: SLF001  # what the ORM's own bulk insert reads
    bind = [(name, fields[name].to_db_value) for name in columns]
    return Upsert(table, columns, [[to_db(row[name], model) for name, to_db in bind] for row in every])


def _parts(ids: Collection[UUID]) -> Iterable[list[UUID]]:
    every = list(ids)
    return (every[start : start + _VALUES] for start in range(0, len(every), _VALUES))


def _sealer(vault: Vault, table: str, row: UUID) -> Callable[[str, str | None], str | None]:
    def seal(column: str, text: str | None) -> str | None:
        return None if text is None else vault.seal(text, table=table, row=row, column=column)

    return seal


class _Noon:
    """Noon of a day in the authority's zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def of(self, day: date) -> datetime:
        return datetime.combine(day, time(12), self._zone).astimezone(UTC)


def _staff(vault: Vault, change: Change[StaffRecord]) -> Columns:
    record, seal = change.record, _sealer(vault, "staff", change.id)
    return {
        "id": change.id, "email_hash": vault.hash("staff", record.ref), "email_sealed": seal("email", record.ref),
        "name_sealed": seal("name", record.name), "role": record.role, "area": record.area, "fte": record.fte,
        "employment": record.employment, "starts": record.starts, "ends": record.ends,
    }  # fmt: skip  # a table's columns


def _child(vault: Vault, change: Change[ChildRecord]) -> Columns:
    record, seal = change.record, _sealer(vault, "child", change.id)
    return {
        "id": change.id, "ref_hash": vault.hash("child", record.ref), "ref_sealed": seal("ref", record.ref),
        "date_of_birth": record.date_of_birth, "area": record.area, "service": record.service, "uasc": record.uasc,
        "first_name_sealed": seal("first_name", record.first_name), "language": record.language,
        "easy_read": record.easy_read, "iro_id": record.iro, "care_started": record.care_started,
        "notified_on": record.notified_on, "care_ended": record.care_ended, "leaving_code": record.leaving_code,
        "legal_status": record.legal_status, "placement": record.placement,
    }  # fmt: skip  # a table's columns


def _review(vault: Vault, change: Change[ReviewRecord]) -> Columns:
    record, seal = change.record, _sealer(vault, "review", change.id)
    return {
        "id": change.id, "ref_hash": vault.hash("review", record.ref), "ref_sealed": seal("ref", record.ref),
        "child_id": record.child, "date": record.date, "iro_id": record.iro, "status": record.status,
        "participation": record.participation, "child_chaired": record.child_chaired,
        "chaired_by_iro": record.chaired_by_iro, "due_by": record.due_by,
    }  # fmt: skip  # a table's columns


def _response(vault: Vault, change: Change[ResponseRecord], noon: _Noon) -> Columns:
    record, seal = change.record, _sealer(vault, "response", change.id)
    completed = noon.of(record.completed_on)
    return {
        "id": change.id, "ref_hash": vault.hash("response", record.ref), "ref_sealed": seal("ref", record.ref),
        "questionnaire": record.questionnaire, "child_id": record.child, "review_id": record.review,
        "status": Status.FINISHED.value, "revision": len(record.answers), "channel": record.channel,
        "language": record.language, "started_at": completed, "touched_at": completed, "completed_at": completed,
        "completed_on": record.completed_on, "area": record.area, "service": record.service,
        "age_band": record.age_band, "iro_id": record.iro, "uasc": record.uasc,
    }  # fmt: skip  # a table's columns


def _answers(vault: Vault, change: Change[ResponseRecord], noon: _Noon) -> Iterable[Columns]:
    given_at = noon.of(change.record.completed_on)
    for revision, (question, given) in enumerate(change.record.answers.items(), 1):
        row = uuid4()
        text = None if given.text is None else vault.seal(given.text, table="answer", row=row, column="text")
        yield {
            "id": row, "response_id": change.id, "question": question, "revision": revision,
            "state": "skipped" if given.skipped else "answered", "codes": given.codes, "text_sealed": text,
            "given_at": given_at,
        }  # fmt: skip  # a table's columns


def _figure(change: Change[FigureRecord]) -> Columns:
    record = change.record
    return {
        "id": change.id, "period": record.period.number, "year": record.period.quarter is None,
        "indicator": record.indicator, "count": record.count, "base": record.base, "percent": record.percent,
        "low": record.low, "high": record.high, "source": record.source,
    }  # fmt: skip  # a table's columns
