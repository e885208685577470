"""The state that an import works towards: what is stored, with what the files say laid over it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic
from uuid import UUID

from surveys.questionnaire.library import Library
from surveys.roster.plan import Stored, Tally
from surveys.roster.problems import Place, Problems
from surveys.roster.records import Change, ChildRecord, FigureRecord, Kept, R, ResponseRecord, ReviewRecord, StaffRecord
from surveys.roster.rows import Row

#: What is said of an id that rows name, by the field that names it.
UNKNOWN = {
    "iro": "iro '{}' is not known; import the member of staff first, or together with this.",
    "child": "child '{}' is not known; import the child first, or together with this.",
    "review": "review '{}' is not known; import the review first, or together with this.",
    "ref": "child '{}' is not known; import the 903 Header file, or a children file, with this.",
}


class Ledger(Generic[R]):
    """Records of one kind by ref: those stored, and those of the files over them."""

    def __init__(self, stored: Mapping[str, Kept[R]], new_id: Callable[[], UUID]) -> None:
        self._before = dict(stored)
        self._now = dict(stored)
        self._by_id = {kept.id: kept for kept in stored.values()}
        self._touched: dict[str, None] = {}
        self._new_id = new_id
        self.broken: set[str] = set()

    def get(self, ref: str | None) -> Kept[R] | None:
        """The record as it stands now."""
        return self._now.get(ref) if ref else None

    def by_id(self, row: UUID | None) -> Kept[R] | None:
        """The record with this row id, as it stands now."""
        return self._by_id.get(row) if row else None

    def __iter__(self) -> Iterator[Kept[R]]:
        return iter(self._now.values())

    @property
    def named(self) -> Iterator[Kept[R]]:
        """The records that the files name, as they stand now."""
        return (self._now[ref] for ref in self._touched)

    def lay(self, ref: str, given: Mapping[str, Any], make: Callable[..., R]) -> Kept[R]:
        """Lay what a file gives over the record as it stands, or make it."""
        self._touched[ref] = None
        kept = self._now.get(ref)
        if kept and all(getattr(kept.record, name) == value for name, value in given.items()):
            return kept
        record = replace(kept.record, **given) if kept else make(**given)
        laid = Kept(kept.id if kept else self._new_id(), record)
        self._now[ref] = self._by_id[laid.id] = laid
        return laid

    def name(self, ref: str) -> None:
        """A file names a stored record, and nothing that it says of it is taken."""
        self._touched[ref] = None

    def rename(self, ref: str, new: str) -> None:
        """From here on the record goes by another ref."""
        self._before[new] = self._before.pop(ref)
        self._now[new] = self._now.pop(ref)

    def knows(self, ref: str) -> bool:
        """Whether the record exists, be it in a row that could not be read."""
        return ref in self._now or ref in self.broken

    @property
    def is_touched(self) -> bool:
        """Whether the files name any record of this kind."""
        return bool(self._touched)

    @property
    def changes(self) -> tuple[Change[R], ...]:
        """What differs from what is stored, in the order of the files."""
        return tuple(self._changes())

    def _changes(self) -> Iterator[Change[R]]:
        for ref in self._touched:
            now, before = self._now[ref], self._before.get(ref)
            if before is None or (now is not before and now.record != before.record):
                yield Change(now.id, now.record, before.record if before else None)

    @property
    def tally(self) -> Tally:
        """How many of the records that the files name are new, changed, unchanged."""
        changes = self.changes
        new = sum(change.before is None for change in changes)
        return Tally(new, len(changes) - new, len(self._touched) - len(changes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a plan depends on besides files and stored records.

    ``indicators`` names the questions of every indicator that a history file may give.
    """

    library: Library
    today: date
    indicators: Mapping[str, frozenset[str]]
    confirm_leavers: bool
    new_id: Callable[[], UUID]


class Workings:
    """One import being planned."""

    def __init__(self, stored: Stored, rules: Rules, problems: Problems) -> None:
        self.stored = stored
        self.rules = rules
        self.problems = problems
        self.staff: Ledger[StaffRecord] = Ledger(stored.staff, rules.new_id)
        self.children: Ledger[ChildRecord] = Ledger(stored.children, rules.new_id)
        self.reviews: Ledger[ReviewRecord] = Ledger(stored.reviews, rules.new_id)
        self.responses: Ledger[ResponseRecord] = Ledger(stored.responses, rules.new_id)
        self.figures: Ledger[FigureRecord] = Ledger(stored.figures, rules.new_id)

    @property
    def ledgers(self) -> Mapping[str, "Ledger[Any]"]:
        """Every ledger, by what its records are called."""
        return {
            "staff": self.staff,
            "children": self.children,
            "reviews": self.reviews,
            "responses": self.responses,
            "printed figures": self.figures,
        }

    def staff_id(self, row: Row) -> dict[str, UUID | None]:
        """The IRO that a row names, as its row id; nothing where the column is not there."""
        if "iro" not in row.given:
            return {}
        email = row.given["iro"]
        kept = self.staff.get(email)
        if email and not self.staff.knows(email):
            self.problems.at(row.place, UNKNOWN["iro"].format(email))
        return {"iro": kept.id if kept else None}

    def child(self, place: Place, ref: str) -> Kept[ChildRecord] | None:
        """The child that a row names."""
        if not self.children.knows(ref):
            self.problems.at(place, UNKNOWN["child"].format(ref))
        return self.children.get(ref)
