"""Reads what is stored of those an import names: found by the hashes of their ids, opened where needed."""

from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from tortoise.models import Model

from surveys.period import Period
from surveys.roster.plan import Matter, Online, Stored, Wanted
from surveys.roster.records import ChildRecord, FigureRecord, Given, Kept, ResponseRecord, ReviewRecord, StaffRecord
from surveys.storage.models import Answer, Child, Invitation, PrintedFigure, Response, Review, Staff
from surveys.storage.vault import Vault

#: Values in one query: both databases allow some 32,000.
_VALUES = 5000
_STAFF = ("role", "area", "fte", "employment", "starts", "ends")
_CHILD = ("date_of_birth", "area", "service", "uasc", "language", "easy_read", "care_started", "notified_on",
          "care_ended", "leaving_code", "legal_status", "placement")  # fmt: skip  # two lines of words
_REVIEW = ("date", "status", "participation", "child_chaired", "chaired_by_iro", "due_by")
_RESPONSE = ("questionnaire", "completed_on", "channel", "language", "area", "service", "age_band", "uasc")
_FIGURE = ("indicator", "count", "base", "percent", "low", "high", "source")

Found = dict[str, Any]


async def read(vault: Vault, wanted: Wanted) -> Stored:
    """The stored records that an import names, and what they hang on."""
    staff = [row async for row in _by_ref(vault, Staff, "email_hash", "staff", wanted.staff)]
    children = {row["id"]: row async for row in _by_ref(vault, Child, "ref_hash", "child", wanted.children)}
    reviews = {row["id"]: row async for row in _by_ref(vault, Review, "ref_hash", "review", wanted.reviews)}
    reviewed = [each["id"] for each in children.values() if _ref(vault, "child", each) in wanted.reviewed]
    reviews |= {row["id"]: row async for row in _in(Review, "child_id", reviewed)}
    responses = {row["id"]: row async for row in _by_ref(vault, Response, "ref_hash", "response", wanted.responses)}
    hangs_on = {row["child_id"] for row in (*reviews.values(), *responses.values()) if row["child_id"]}
    children |= {row["id"]: row async for row in _in(Child, "id", hangs_on - children.keys())}
    reviews |= {row["id"]: row async for row in _in(Review, "id", _reviews_of(responses) - reviews.keys())}
    answers = await _answers(vault, responses)
    return Stored(
        staff=_kept(_staff(vault, row) for row in staff),
        children=_kept(_child(vault, row) for row in children.values()),
        reviews=_kept(_review(vault, row) for row in reviews.values()),
        responses=_kept(_response(vault, row, answers.get(row["id"], {})) for row in responses.values()),
        figures=await figures(),
        forms=await _forms(vault, reviews),
        online=await online(reviews, children) if wanted.responses else {},
        in_care=await Child.filter(care_ended=None).count(),
    )


async def online(reviews: Collection[UUID], children: Collection[UUID]) -> Mapping[Matter, Online]:
    """What these children were invited to, and how far they are with it."""
    found: dict[Matter, Online] = {}
    rows = [row async for row in _in(Invitation, "review_id", reviews)]
    rows += [row async for row in _in(Invitation, "child_id", children) if row["review_id"] is None]
    sessions = {row["invitation_id"]: row async for row in _in(Response, "invitation_id", [row["id"] for row in rows])}
    for row in rows:
        session = sessions.get(row["id"])
        matter = (row["review_id"] or row["child_id"], None if row["review_id"] else _left_on(row["subject"]))
        found[matter] = Online(row["id"], row["outcome"])
        if session:
            status = "voided" if session["voided_at"] else session["status"]
            found[matter] = Online(row["id"], row["outcome"], session["id"], status)
    return found


async def hold(asked: Collection[Online]) -> None:
    """Let nobody answer these, or begin to, until the transaction ends.

    Sessions before invitations, as answering itself takes them. Where a transaction holds the whole
    database anyway (SQLite), there is nothing to do.
    """
    for part in _parts([each.response for each in asked if each.response]):
        await Response.filter(id__in=part).order_by("id").only("id").select_for_update()
    for part in _parts([each.invitation for each in asked]):
        await Invitation.filter(id__in=part).order_by("id").only("id").select_for_update()


async def figures() -> Mapping[str, Kept[FigureRecord]]:
    """Every printed figure there is: a few hundred at the most."""
    return _kept(_figure(row) for row in await PrintedFigure.all().values())


def _left_on(subject: str) -> date:
    return date.fromisoformat(subject.rpartition(":")[2])


def _reviews_of(responses: Mapping[UUID, Found]) -> set[UUID]:
    return {row["review_id"] for row in responses.values() if row["review_id"]}


async def _by_ref(
    vault: Vault, model: type[Model], column: str, purpose: str, refs: Iterable[str]
) -> AsyncIterator[Found]:
    async for row in _in(model, column, [vault.hash(purpose, ref) for ref in refs]):
        yield row


async def _in(model: type[Model], column: str, values: Iterable[object]) -> AsyncIterator[Found]:
    for part in _parts(list(values)):
        for row in await model.filter(**{f"{column}__in": part}).values():
            yield row


def _parts(values: Sequence[object]) -> Iterator[Sequence[object]]:
    return (values[start : start + _VALUES] for start in range(0, len(values), _VALUES))


async def _answers(vault: Vault, responses: Collection[UUID]) -> dict[UUID, dict[str, Given]]:
    found: dict[UUID, dict[str, Given]] = {}
    rows = [row async for row in _in(Answer, "response_id", responses)]
    for row in sorted(rows, key=lambda row: int(row["revision"])):
        sealed = row["text_sealed"]
        text = vault.open(sealed, table="answer", row=row["id"], column="text") if sealed else None
        found.setdefault(row["response_id"], {})[row["question"]] = Given(row["codes"], text)
    return found


async def _forms(vault: Vault, reviews: Collection[UUID]) -> dict[UUID, str]:
    rows = [row async for row in _in(Response, "review_id", reviews)]
    return {row["review_id"]: _ref(vault, "response", row) for row in rows if row["ref_hash"] and not row["voided_at"]}


def _ref(vault: Vault, table: str, row: Found) -> str:
    return vault.open(row["ref_sealed"], table=table, row=row["id"], column="ref")


def _kept(records: Iterable[Kept[Any]]) -> dict[str, Kept[Any]]:
    return {kept.record.ref: kept for kept in records}


def _only(row: Found, names: Iterable[str]) -> Found:
    return {name: row[name] for name in names}


def _staff(vault: Vault, row: Found) -> Kept[StaffRecord]:
    opened = {
        name: vault.open(row[f"{name}_sealed"], table="staff", row=row["id"], column=name)
        if row[f"{name}_sealed"]
        else ""
        for name in ("email", "name")
    }
    return Kept(row["id"], StaffRecord(ref=opened["email"], name=opened["name"], **_only(row, _STAFF)))


def _child(vault: Vault, row: Found) -> Kept[ChildRecord]:
    sealed = row["first_name_sealed"]
    name = vault.open(sealed, table="child", row=row["id"], column="first_name") if sealed else None
    record = ChildRecord(ref=_ref(vault, "child", row), first_name=name, iro=row["iro_id"], **_only(row, _CHILD))
    return Kept(row["id"], record)


def _review(vault: Vault, row: Found) -> Kept[ReviewRecord]:
    record = ReviewRecord(
        ref=_ref(vault, "review", row), child=row["child_id"], iro=row["iro_id"], **_only(row, _REVIEW)
    )
    return Kept(row["id"], record)


def _response(vault: Vault, row: Found, answers: Mapping[str, Given]) -> Kept[ResponseRecord]:
    record = ResponseRecord(
        ref=_ref(vault, "response", row),
        child=row["child_id"],
        review=row["review_id"],
        iro=row["iro_id"],
        answers=answers,
        **_only(row, _RESPONSE),
    )
    return Kept(row["id"], record)


def _figure(row: Found) -> Kept[FigureRecord]:
    quarter = Period.from_number(row["period"])
    period = Period(quarter.year) if row["year"] else quarter
    return Kept(row["id"], FigureRecord(period=period, **_only(row, _FIGURE)))
