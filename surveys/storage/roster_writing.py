"""Writes what an import planned. Rows are sealed as they are laid, before anything is locked, so that nobody waits for it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model

from surveys.conversation.session import UNFINISHED, Status
from surveys.invitation.outcomes import Event, Outcome, move
from surveys.roster.plan import Online, Plan
from surveys.roster.records import Change, R, ResponseRecord, ReviewRecord
from surveys.storage import statements
from surveys.storage.models import Answer, Child, Invitation, PrintedFigure, Response, Review, Staff
from surveys.storage.parts import parts
from surveys.storage.roster_columns import Columns, Sealer
from surveys.storage.roster_staging import Sheet
from surveys.storage.statements import uuid_of

#: What decides where a response counts, of a child and of a review.
_LEAVING = frozenset({"date_of_birth", "care_ended", "leaving_code"})
_MEETING = frozenset({"child", "date", "status"})


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan as rows. ``statements`` bring them in from their sheets; ``children`` are whose responses may move."""

    sheets: tuple[Sheet, ...]
    statements: tuple[str, ...]
    rewritten: tuple[UUID, ...]
    children: Sheet
    responses: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class _Set:
    """Rows of one table, and the statement that brings them in."""

    sheet: Sheet
    statement: str


def prepare(sealer: Sealer, plan: Plan) -> Prepared:
    """Lay out everything that is to be written."""
    sets = [
        *_sets(Staff, plan.staff, sealer.staff),
        *_sets(Child, plan.children, sealer.child),
        *_sets(Review, plan.reviews, sealer.review),
        *_sets(Response, plan.responses, sealer.response),
        *([_new(Answer, _answers(sealer, plan))] if any(change.record.answers for change in plan.responses) else ()),
        *_sets(PrintedFigure, plan.figures, sealer.figure),
    ]
    children = Sheet("SELECT id FROM child", ("id",), [[str(child)] for child in sorted(_moved(plan), key=str)])
    return Prepared(
        sheets=(*(each.sheet for each in sets), children),
        statements=tuple(each.statement for each in sets),
        rewritten=tuple(change.id for change in plan.responses if change.before is not None),
        children=children,
        responses=frozenset(change.id for change in plan.responses)
        | {online.response for online in plan.replaced if online.response},
    )


async def bring_in(prepared: Prepared, db: BaseDBAsyncClient) -> None:
    """Write the rows, inside the transaction ``db`` over their sheets."""
    for part in parts(prepared.rewritten):
        await Answer.filter(response_id__in=part).delete()
    for statement in prepared.statements:
        await db.execute_query(statement, [])


async def close(replaced: Iterable[Online], *, now: datetime) -> None:
    """End the sessions and invitations whose place paper forms take."""
    sessions: list[UUID] = []
    invitations: dict[Outcome, list[UUID]] = defaultdict(list)
    for online in replaced:
        if online.response and online.status in UNFINISHED:
            sessions.append(online.response)
        if online.outcome != Outcome.COMPLETED:
            invitations[Outcome(online.outcome)].append(online.invitation)
    for part in parts(sessions):
        await Response.filter(id__in=part).update(status=Status.ON_PAPER, touched_at=now)
    for before, ids in invitations.items():
        for part in parts(ids):
            await Invitation.filter(id__in=part).update(outcome=move(before, Event.FINISHED), before_paper=before)


async def moved_responses(prepared: Prepared) -> set[UUID]:
    """The responses that may count elsewhere now, and say what they said: of children whose reviews or leaving changed."""
    theirs = f"SELECT id FROM response WHERE child_id IN (SELECT id FROM {prepared.children.name})"  # noqa: S608  # our own names only
    return {uuid_of(id_) for (id_,) in await statements.read(theirs)}


def _moved(plan: Plan) -> set[UUID]:
    """The children whose reviews, leaving or responses this changes; a child who is new has given no response."""
    new = {change.id for change in plan.children if change.before is None}
    children = {change.id for change in plan.children if _LEAVING.intersection(change.changed_fields)}
    linked: list[ReviewRecord | ResponseRecord | None] = []
    for review in plan.reviews:
        if review.before is None or _MEETING.intersection(review.changed_fields):
            linked += [review.record, review.before]
    for response in plan.responses:
        linked += [response.record, response.before]
    return (children | {record.child for record in linked if record and record.child}) - new


def _sets(model: type[Model], changes: Sequence[Change[R]], columns: Callable[[Change[R]], Columns]) -> Iterable[_Set]:
    changes = sorted(changes, key=lambda change: change.id)
    new = [change for change in changes if change.before is None]
    if new:
        yield _new(model, map(columns, new))
    changed = [change for change in changes if change.before is not None]
    if changed:
        yield _changed(model, map(columns, changed), but=_unchanged(changed))


def _answers(sealer: Sealer, plan: Plan) -> Iterator[Columns]:
    return (row for change in plan.responses for row in sealer.answers(change))


def _new(model: type[Model], rows: Iterable[Columns]) -> _Set:
    sheet = _sheet(model, rows)
    names = _names(sheet.columns)
    return _Set(sheet, f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {names} FROM {sheet.name}')  # noqa: S608, SLF001  # our own names; where the ORM keeps them


def _changed(model: type[Model], rows: Iterable[Columns], *, but: frozenset[str]) -> _Set:
    """An update and not an upsert: that one locks every row against whoever refers to it, as a child who answers does."""
    sheet, table = _sheet(model, rows), model._meta.db_table  # noqa: SLF001  # where the ORM keeps it
    sets = ", ".join(f'"{name}" = s."{name}"' for name in sheet.columns if name != "id" and _field(name) not in but)
    return _Set(sheet, f'UPDATE "{table}" SET {sets} FROM {sheet.name} AS s WHERE "{table}".id = s.id')  # noqa: S608  # our own names only


def _unchanged(changes: Sequence[Change[R]]) -> frozenset[str]:
    """The fields that are in none of these what changes: their columns, and indexes of them, are left alone."""
    every = {each.name for each in fields(changes[0].record)}
    return frozenset(every.difference(*(change.changed_fields for change in changes)))


def _field(column: str) -> str:
    return column.removesuffix("_id").removesuffix("_hash").removesuffix("_sealed")


def _sheet(model: type[Model], rows: Iterable[Columns]) -> Sheet:
    """Rows, in the order of their keys, each value as the ORM itself would bind it. They are sealed when they are laid."""
    each = iter(rows)
    first = next(each)
    columns, fields_map = tuple(first), model._meta.fields_map  # noqa: SLF001  # what the ORM's own bulk insert reads
    bind: list[tuple[str, Callable[..., Any]]] = [(name, fields_map[name].to_db_value) for name in columns]
    bound = ([to_db(row[name], model) for name, to_db in bind] for row in chain((first,), each))
    return Sheet(f'SELECT {_names(columns)} FROM "{model._meta.db_table}"', columns, bound)  # noqa: S608, SLF001  # our own names; as above


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
