"""What is stored when an import is looked at, and what the import would make of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from surveys.roster.records import Change, ChildRecord, FigureRecord, Kept, ResponseRecord, ReviewRecord, StaffRecord

#: What an invitation is about: a review, or a child and the day on which care ended.
Matter = tuple[UUID, date | None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose stored records an import needs to see.

    ``reviewed`` are children whose every review it does; ``whose`` is the child that review files give each review.
    """

    staff: Collection[str]
    children: Collection[str]
    reviewed: Collection[str]
    reviews: Collection[str]
    responses: Collection[str]
    whose: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """Ids that rows name without bringing what is called so. Somebody must be stored under each."""

    staff: Collection[str]
    children: Collection[str]
    reviews: Collection[str]


@dataclass(frozen=True, slots=True)
class Online:
    """An invitation and the session it began, if any."""

    invitation: UUID
    outcome: str
    response: UUID | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Bond:
    """What ties a review to a child: an imported response, or (``form`` None) what no import moves: an invitation, say."""

    child: UUID
    form: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A stored response that was imported."""

    ref: str
    questionnaire: str
    completed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The stored records that were wanted, by ref.

    ``reviews`` also holds all those of children under ``reviewed``; ``children`` those of every review.
    ``forms`` are the imported responses of each review (row id to ref), ``unreviewed`` those of each child that are
    about no review; ``online`` what those children were invited to, by review, or by child and the day care
    ended; ``bonds`` what there is about reviews that the files give to another child; ``in_care`` is how many are in
    care; ``erased`` children who are wanted and were erased, and when; ``voided`` are the wanted responses that were taken out,
    ``cut_loose`` those that retention cut loose from their child.
    """

    staff: Mapping[str, Kept[StaffRecord]] = field(default_factory=dict)
    children: Mapping[str, Kept[ChildRecord]] = field(default_factory=dict)
    reviews: Mapping[str, Kept[ReviewRecord]] = field(default_factory=dict)
    responses: Mapping[str, Kept[ResponseRecord]] = field(default_factory=dict)
    figures: Mapping[str, Kept[FigureRecord]] = field(default_factory=dict)
    forms: Mapping[UUID, str] = field(default_factory=dict)
    unreviewed: Mapping[UUID, Sequence[Form]] = field(default_factory=dict)
    online: Mapping[Matter, Online] = field(default_factory=dict)
    bonds: Mapping[UUID, Sequence[Bond]] = field(default_factory=dict)
    in_care: int = 0
    erased: Mapping[str, date] = field(default_factory=dict)
    voided: Collection[str] = frozenset()
    cut_loose: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tally:
    """What becomes of the records of one kind."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import would write.

    ``replaced`` are sessions and invitations whose place a paper form takes; ``asked`` is how it stood with all that the
    forms are about.
    """

    staff: tuple[Change[StaffRecord], ...] = ()
    children: tuple[Change[ChildRecord], ...] = ()
    reviews: tuple[Change[ReviewRecord], ...] = ()
    responses: tuple[Change[ResponseRecord], ...] = ()
    figures: tuple[Change[FigureRecord], ...] = ()
    replaced: tuple[Online, ...] = ()
    asked: Mapping[Matter, Online | None] = field(default_factory=dict)
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    not_applied: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def handed_on(self) -> Sequence[UUID]:
        """The reviews that become another child's."""
        return [each.id for each in self.reviews if each.before and each.before.child != each.record.child]

    @property
    def is_empty(self) -> bool:
        """Whether everything is stored already."""
        return not (self.staff or self.children or self.reviews or self.responses or self.figures or self.replaced)
