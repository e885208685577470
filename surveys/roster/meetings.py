"""Plans reviews, from review files and the 903 return together."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from surveys.invitation.due import Meeting
from surveys.roster import statutory
from surveys.roster.examining import Examined
from surveys.roster.ledger import Workings
from surveys.roster.plan import Bond
from surveys.roster.problems import Place
from surveys.roster.records import ChildRecord, Kept, ReviewRecord
from surveys.roster.rows import Row

_On = dict[tuple[UUID, date], list[Kept[ReviewRecord]]]
#: Which of several reviews of one child on one day a 903 review is: first the likeliest.
_LIKELIEST = (Meeting.HELD, Meeting.PLANNED, Meeting.CANCELLED)


def plan_reviews(work: Workings, examined: Examined) -> None:
    """Lay the review files over what is stored, and the 903 reviews over both."""
    named = {row.given["ref"] for row in examined.of("reviews")}
    for row in examined.of("reviews"):
        _plan_review(work, row, named)
    returned = examined.of("reviews_903")
    on = _by_day(work) if returned else {}
    for row in returned:
        if not row.broken and row.given["date"]:
            _plan_statutory_review(work, row, on)


def require_free(work: Workings, examined: Examined) -> None:
    """Refuse to hand a review on to another child while the one it was of is tied to it: their words are nobody else's.

    Comes after the forms, of which some may move along.
    """
    for row in examined.of("reviews"):
        review = work.reviews.get(row.given["ref"])
        if review and review.id in work.stored.bonds:
            _require_free(work, row, review)


def _require_free(work: Workings, row: Row, review: Kept[ReviewRecord]) -> None:
    holding = [bond for bond in work.stored.bonds[review.id] if _is_tied(work, review, bond)]
    if not holding:
        return
    ref, child = review.record.ref, row.given["child"]
    before = work.children.by_id(work.stored.reviews[ref].record.child)
    stored = f"child_id '{child}': review '{ref}' is stored as one of child '{before.record.ref if before else ''}'"
    if all(bond.form for bond in holding):
        why = f"and response '{holding[0].form}' is about it; import that again with this, for '{child}', or give this review"
    else:
        why = "who was invited to it or has answered; leave it with them, and give this review"
    work.problems.at(row.place, f"{stored}, {why} an id of its own.")


def _is_tied(work: Workings, review: Kept[ReviewRecord], bond: Bond) -> bool:
    """Whether a bond would be to another child, once this import is stored."""
    form = work.responses.get(bond.form)
    if form is None:
        return bond.child != review.record.child
    return form.record.review == review.id and form.record.child != review.record.child


def _plan_review(work: Workings, row: Row, named: Collection[str]) -> None:
    ref = row.given["ref"]
    child = work.child(row.place, row.given["child"]) if "child" in row.given else None
    staff = work.staff_id(row)
    if row.broken or child is None:
        work.reviews.broken.add(ref)
        return
    _take_over(work, ref, child, row.given["date"], named)
    given = {**row.given, **staff, "child": child.id}
    _settle_status(given, is_new=work.reviews.get(ref) is None)
    work.reviews.lay(ref, given, ReviewRecord)
    _check_born(work, row.place, child, row.given["date"])


def _settle_status(given: dict[str, Any], *, is_new: bool) -> None:
    """A review of which no status is told has been held if somebody took part in it; else it is planned."""
    if given.get("status") is None and (is_new or "status" in given):
        given["status"] = Meeting.HELD if given.get("participation") else Meeting.PLANNED


def _take_over(work: Workings, ref: str, child: Kept[ChildRecord], day: date, named: Collection[str]) -> None:
    """A review that only the 903 return named so far gets its own id when a review file brings it.

    Not one that has become another since, or that a review file names by the id it has.
    """
    returned = statutory.review_ref(child.record.ref, day)
    kept = work.reviews.get(returned)
    if kept is None or returned in named or (kept.record.child, kept.record.date) != (child.id, day):
        return
    if work.reviews.get(ref) is None:
        work.reviews.rename(returned, ref)


def _by_day(work: Workings) -> _On:
    on: _On = defaultdict(list)
    for kept in work.reviews:
        on[kept.record.child, kept.record.date].append(kept)
    for each in on.values():
        each.sort(key=lambda kept: (_LIKELIEST.index(kept.record.status), kept.record.ref))
    return on


def _plan_statutory_review(work: Workings, row: Row, on: _On) -> None:
    child = work.child(row.place, row.given["ref"])
    if child is None:
        return
    day = row.given["date"]
    found = on[child.id, day]
    ref = found[0].record.ref if found else statutory.review_ref(child.record.ref, day)
    taken = None if found else work.reviews.get(ref)
    if taken is not None:
        _tell_taken(work, row, taken)
        return
    given = {"ref": ref, "child": child.id, "date": day, "status": Meeting.HELD}
    if row.given["participation"]:
        given["participation"] = row.given["participation"]
    laid = work.reviews.lay(ref, given, ReviewRecord)
    found[:1] = [laid]
    _check_born(work, row.place, child, day)


def _tell_taken(work: Workings, row: Row, taken: Kept[ReviewRecord]) -> None:
    """The id that a 903 review would get is that of another: laid over it, one of the two would be lost."""
    theirs = work.children.by_id(taken.record.child)
    work.problems.at(
        row.place,
        f"the review of child '{row.given['ref']}' on {row.given['date']:%d/%m/%Y} would get the id '{taken.record.ref}', which that of "
        f"child '{theirs.record.ref if theirs else ''}' on {taken.record.date:%d/%m/%Y} has; give it an id of its own in a reviews "
        "file, together with this, or correct the day.",
    )


def _check_born(work: Workings, place: Place, child: Kept[ChildRecord], day: date) -> None:
    if day < child.record.date_of_birth:
        work.problems.at(place, f"the review on {day:%d/%m/%Y} is before child '{child.record.ref}' was born.")
