"""Reads what is stored of those an import names: found by the hashes of their ids, opened where needed."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from surveys.roster.plan import Bond, Form, Matter, Named, Online, Stored, Wanted
from surveys.roster.problems import SHOWN
from surveys.roster.records import ChildRecord, FigureRecord, Given, Kept, R, ResponseRecord, ReviewRecord
from surveys.storage import holding, roster_records, statements
from surveys.storage.called import hashes
from surveys.storage.models import Child, Erasure, PrintedFigure
from surveys.storage.parts import IMPORTED, parts
from surveys.storage.roster_records import CHILD, RESPONSE, REVIEW, STAFF, Opener, Shape
from surveys.storage.statements import Row, day_of, uuid_of
from surveys.storage.vault import Vault
from surveys.storage.work import marks

#: So many are looked for before it is asked whether enough are missing.
_LOOKED_FOR = 5000
_ANSWERS = "SELECT id, codes, text_sealed, response_id, question, revision FROM answer"
_FORMS = "SELECT id, ref_hash, ref_sealed, review_id, voided_at FROM response"
_THEIRS = "SELECT id, ref_hash, ref_sealed, child_id, review_id, voided_at, questionnaire, completed_on FROM response"
_INVITATIONS = "SELECT id, outcome, review_id, child_id, subject FROM invitation"
_SESSIONS = "SELECT invitation_id, id, status, voided_at FROM response"


async def read(vault: Vault, wanted: Wanted) -> Stored:
    """The stored records that an import names, and what they hang on."""
    by_hash = {
        STAFF: _hashed(vault, STAFF, wanted.staff),
        CHILD: _hashed(vault, CHILD, wanted.children),
        REVIEW: _hashed(vault, REVIEW, wanted.reviews),
        RESPONSE: _hashed(vault, RESPONSE, wanted.responses),
    }
    opener = Opener(vault, {hash_: ref for each in by_hash.values() for hash_, ref in each.items()})
    staff = await _made(STAFF, STAFF.lookup, by_hash[STAFF], opener.staff)
    children = await _made(CHILD, CHILD.lookup, by_hash[CHILD], opener.child)
    reviews = await _made(REVIEW, REVIEW.lookup, by_hash[REVIEW], opener.review)
    reviewed = [kept.id for kept in children.values() if kept.record.ref in wanted.reviewed]
    reviews |= await _made(REVIEW, "child_id", reviewed, opener.review)
    responses = await _responses(opener, by_hash[RESPONSE])
    records = [kept.record for kept in responses.values()]
    hangs_on = {kept.record.child for kept in reviews.values()} | {each.child for each in records if each.child}
    children |= await _made(CHILD, "id", hangs_on - children.keys(), opener.child)
    about = {each.review for each in records if each.review}
    reviews |= await _made(REVIEW, "id", about - reviews.keys(), opener.review)
    return Stored(
        staff=_by_ref(staff),
        children=_by_ref(children),
        reviews=_by_ref(reviews),
        responses=_by_ref(responses),
        figures=await figures(),
        forms=await _forms(opener, reviews),
        unreviewed=await _unreviewed(opener, children) if wanted.responses else {},
        online=await online(reviews, children) if wanted.responses else {},
        bonds=await _bonds(opener, _handed_on(wanted, reviews, children)),
        in_care=await all_in_care(),
        erased=await _erased(by_hash[CHILD]),
        voided=await _marked("voided_at", by_hash[RESPONSE]),
        cut_loose=await _marked("detached_on", by_hash[RESPONSE]),
    )


async def online(reviews: Collection[UUID], children: Collection[UUID]) -> Mapping[Matter, Online]:
    """What these children were invited to, and how far they are with it."""
    found: dict[Matter, Online] = {}
    rows = [row async for row in _in(_INVITATIONS, "review_id", reviews)]
    rows += [row async for row in _in(_INVITATIONS, "child_id", children) if row[2] is None]
    sessions = {row[0]: row[1:] async for row in _in(_SESSIONS, "invitation_id", [row[0] for row in rows])}
    for id_, outcome, review, child, subject in rows:
        matter = (uuid_of(review or child), None if review else _left_on(subject))
        found[matter] = Online(uuid_of(id_), outcome)
        if session := sessions.get(id_):
            status = "voided" if session[2] else session[1]
            found[matter] = Online(uuid_of(id_), outcome, uuid_of(session[0]), status)
    return found


async def asked(matters: Collection[Matter]) -> Mapping[Matter, Online | None]:
    """How it stands with each of these matters, of which some were never asked about."""
    reviews, children = [of for of, left in matters if left is None], [of for of, left in matters if left]
    found = await online(reviews, children)
    return {matter: found.get(matter) for matter in matters}


def _handed_on(
    wanted: Wanted, reviews: Mapping[UUID, Kept[ReviewRecord]], children: Mapping[UUID, Kept[ChildRecord]]
) -> list[UUID]:
    """The reviews that the files give to another child."""
    whose = {kept.id: children[kept.record.child].record.ref for kept in reviews.values()}
    return [id_ for id_, kept in reviews.items() if wanted.whose.get(kept.record.ref, whose[id_]) != whose[id_]]


async def _bonds(opener: Opener, reviews: Collection[UUID]) -> dict[UUID, list[Bond]]:
    found: dict[UUID, list[Bond]] = defaultdict(list)
    async for row in _in(_INVITATIONS, "review_id", reviews):
        found[uuid_of(row[2])].append(Bond(uuid_of(row[3])))
    async for row in _in(_THEIRS, "review_id", reviews):
        if row[3]:
            found[uuid_of(row[4])].append(
                Bond(uuid_of(row[3]), opener.ref(RESPONSE, row) if row[1] and not row[5] else None)
            )
    return dict(found)


async def hold(asked: Collection[Online]) -> None:
    """Let nobody answer these, or begin to, until the transaction ends.

    Sessions before invitations, as answering itself takes them.
    """
    await holding.hold("response", [each.response for each in asked if each.response], "FOR UPDATE")
    await holding.hold("invitation", [each.invitation for each in asked], "FOR UPDATE")


async def figures() -> Mapping[str, Kept[FigureRecord]]:
    """Every printed figure there is: a few hundred at the most."""
    return {kept.record.ref: kept for kept in map(roster_records.figure, await PrintedFigure.all())}


async def unknown(vault: Vault, named: Named) -> Named:
    """The first of these ids under which nothing is stored, as many as are told of or somewhat more.

    Nothing else is read: that takes far less than what is stored.
    """
    return Named(
        staff=await _missing(vault, STAFF, named.staff),
        children=await _missing(vault, CHILD, named.children),
        reviews=await _missing(vault, REVIEW, named.reviews),
    )


async def in_care(vault: Vault, refs: Iterable[str]) -> int:
    """How many of these children are stored as in care."""
    ended = _in("SELECT care_ended FROM child", CHILD.lookup, list(_hashed(vault, CHILD, refs)))
    return sum([day is None async for (day,) in ended])


async def all_in_care() -> int:
    """How many children are stored as in care."""
    return await Child.filter(care_ended=None).count()


async def _missing(vault: Vault, shape: Shape, refs: Iterable[str]) -> Collection[str]:
    named, missing = list(refs), set[str]()
    for start in range(0, len(named), _LOOKED_FOR):
        part = named[start : start + _LOOKED_FOR]
        by_hash = _hashed(vault, shape, part)
        stored = _in(f"SELECT {shape.lookup} FROM {shape.table}", shape.lookup, list(by_hash))  # noqa: S608  # our own names
        missing |= set(part).difference([by_hash[hash_] async for (hash_,) in stored])
        if len(missing) >= SHOWN:
            break
    return missing


def _hashed(vault: Vault, shape: Shape, refs: Iterable[str]) -> dict[str, str]:
    return {hash_: ref for ref in refs for hash_ in hashes(vault, shape.table, ref)}


async def _made(
    shape: Shape, column: str, values: Collection[object], make: Callable[[Row], Kept[R]]
) -> dict[UUID, Kept[R]]:
    return {kept.id: kept async for kept in _each(shape, column, values, make)}


async def _each(
    shape: Shape, column: str, values: Collection[object], make: Callable[[Row], Kept[R]]
) -> AsyncIterator[Kept[R]]:
    async for row in _in(shape.select, column, values):
        yield make(row)


async def _responses(opener: Opener, named: Collection[str]) -> dict[UUID, Kept[ResponseRecord]]:
    rows = [row async for row in _in(RESPONSE.select, RESPONSE.lookup, named)]
    given: dict[Any, dict[str, Given]] = {row[0]: {} for row in rows}
    answers = [row async for row in _in(_ANSWERS, "response_id", given)]
    for row in sorted(answers, key=lambda row: int(row[-1])):
        given[row[3]][row[4]] = opener.given(row)
    return {kept.id: kept for kept in (opener.response(row, given[row[0]]) for row in rows)}


async def _forms(opener: Opener, reviews: Collection[UUID]) -> dict[UUID, str]:
    rows = _in(_FORMS, "review_id", reviews)
    return {uuid_of(row[3]): opener.ref(RESPONSE, row) async for row in rows if row[1] and not row[4]}


async def _unreviewed(opener: Opener, children: Collection[UUID]) -> dict[UUID, list[Form]]:
    found: dict[UUID, list[Form]] = defaultdict(list)
    async for row in _in(_THEIRS, "child_id", children):
        if row[1] and not row[4] and not row[5]:
            found[uuid_of(row[3])].append(Form(opener.ref(RESPONSE, row), row[6], day_of(row[7]) or date.max))
    return found


async def _erased(refs: Mapping[str, str]) -> dict[str, date]:
    """Those of these children, by the hashes of their ids, who are on the list of erasures: a short one."""
    return {refs[row.ref_hash]: row.erased_on for row in await Erasure.all() if row.ref_hash in refs}


async def _marked(column: str, refs: Mapping[str, str]) -> Collection[str]:
    """Those of these responses, by the hashes of their ids, that have something in this column."""
    rows = _in(f"SELECT ref_hash, {column} FROM response", "ref_hash", list(refs))  # noqa: S608  # our own names only
    return {refs[hashed] async for hashed, mark in rows if mark}


async def _in(select: str, column: str, values: Collection[object]) -> AsyncIterator[Row]:
    for part in parts(values, IMPORTED):
        for row in await statements.read(f"{select} WHERE {column} IN ({marks(len(part))})", *part):
            yield row


def _by_ref(kept: Mapping[UUID, Kept[Any]]) -> dict[str, Kept[Any]]:
    return {each.record.ref: each for each in kept.values()}


def _left_on(subject: str) -> date:
    return date.fromisoformat(subject.rpartition(":")[2])
