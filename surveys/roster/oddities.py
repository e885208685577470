"""What rows say that is taken as it stands, and that a person should look at."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date

from surveys.invitation.due import Meeting
from surveys.roster import statutory
from surveys.roster.cells import shown
from surveys.roster.examining import Examined
from surveys.roster.ledger import Workings
from surveys.roster.papers import Paper
from surveys.roster.problems import Place

#: Why an episode of care ceased, as the SSDA903 return codes it, those of earlier years included.
LEAVING_CODES = frozenset({
    "X1", "E2", "E3", "E4", "E4A", "E4B", "E5", "E6", "E7", "E8", "E9", "E11", "E12", "E13", "E14", "E15", "E16", "E17",
    "E41", "E43", "E44", "E45", "E46", "E47", "E48"})  # fmt: skip  # a list to read, not a column of words
#: How many rows a warning names.
_NAMED = 5


def leaving_codes(work: Workings, examined: Examined) -> Iterator[str]:
    """A warning of each leaving code that is none, and of those without a day on which care ended."""
    unknown: dict[str, list[Place]] = defaultdict(list)
    dateless = []
    for place, code, has_date in _coded(work, examined):
        if code not in LEAVING_CODES:
            unknown[code].append(place)
        if not has_date:
            dateless.append(place)
    for code, places in unknown.items():
        yield f"{rows(places)}: leaving code {shown(code)} is not one of the SSDA903 return; it counts as that of a leaver."
    if dateless:
        yield f"{rows(dateless)}: a leaving code, and no day on which care ended; the child counts as in care."


def _coded(work: Workings, examined: Examined) -> Iterator[tuple[Place, str, bool]]:
    """Where a leaving code is given, and whether there is a day with it."""
    for row in examined.of("children"):
        child = work.children.get(row.given["ref"])
        if code := row.given.get("leaving_code"):
            yield row.place, code, child is not None and child.record.care_ended is not None
    for row in examined.of("episodes_903"):
        if code := row.given.get("reason_ended"):
            yield row.place, code, row.given.get("ended") is not None


def ended_before_begun(work: Workings, examined: Examined) -> Iterator[str]:
    """A warning of children whose care would have ended before it began."""
    places = statutory.places(examined.rows) | {row.given["ref"]: row.place for row in examined.of("children")}
    back = [
        places[child.ref]
        for child in (kept.record for kept in work.children.named)
        if child.care_started and child.care_ended and child.care_ended < child.care_started
    ]
    if back:
        yield f"{rows(back)}: care ended before the day on which it started; both are kept as they are given."


def held_ahead(work: Workings, examined: Examined) -> Iterator[str]:
    """A warning of reviews that are held already, though their day is still to come."""
    ahead = [
        row.place
        for row in examined.of("reviews")
        if (kept := work.reviews.get(row.given["ref"]))
        and kept.record.status == Meeting.HELD
        and kept.record.date > work.rules.today
    ]
    ahead += [
        row.place
        for row in examined.of("reviews_903")
        if not row.broken and row.given["date"] and row.given["date"] > work.rules.today
    ]
    if ahead:
        yield (
            f"{rows(ahead)}: the review is held, and its day is still to come; nobody is invited to a review that is held."
        )


def completed_ahead(work: Workings, examined: Examined) -> Iterator[str]:
    """A warning of responses that were completed on a day still to come."""
    ahead = [paper.place for paper in examined.papers if _day(paper) > work.rules.today]
    if ahead:
        yield f"{rows(ahead)}: completed on a day that is still to come; look at the year."


def _day(paper: Paper) -> date:
    day: date = paper.head.get("completed_on") or date.min
    return day


def come_back(work: Workings, examined: Examined) -> Iterator[str]:
    """A warning of children who were erased and whom this import would bring back."""
    places = statutory.places(examined.rows) | {row.given["ref"]: row.place for row in examined.of("children")}
    again: dict[date, list[Place]] = defaultdict(list)
    for change in work.children.changes:
        day = work.stored.erased.get(change.record.ref)
        if day is not None and change.before is None:
            again[day].append(places[change.record.ref])
    for day, those in sorted(again.items()):
        who = "1 child in these files was" if len(those) == 1 else f"{len(those)} children in these files were"
        yield (
            f"{who} erased on {day:%d/%m/%Y}; leave them out of the file unless they have come back ({rows(those)})."
        )


def cut_loose(places: Collection[Place]) -> Iterator[str]:
    """A warning of responses that retention cut loose from their child: they are nobody's, and stay so."""
    if places:
        what = "1 response was" if len(places) == 1 else f"{len(places)} responses were"
        yield (
            f"{what} kept as long as the authority allows and then cut loose from the child, without what was typed: left as they "
            f"stand, whatever the file says ({rows(places)})."
        )


def rows(places: Collection[Place]) -> str:
    """The first few of these rows, and how many more there are."""
    named = ", ".join(map(str, sorted(places)[:_NAMED]))
    return f"{named} and {len(places) - _NAMED} more" if len(places) > _NAMED else named
