"""A questionnaire before it has words: a bank of items and the variants that pick from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from surveys.questionnaire.definition import Condition, Kind

About = Literal["review", "leaving"]


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a bank. Its id and option codes mean the same in every variant.

    ``low`` and ``high`` bound a number; for text ``high`` is the most characters. ``concern`` names
    the codes that a person must hear about at once.
    """

    id: str
    kind: Kind
    options: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    concern: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """The questions put to some ages, in order. ``ages`` is the youngest and the oldest, both included.

    ``options`` narrows the options of an item, and may put them in another order.
    """

    id: str
    ages: tuple[int, int]
    questions: tuple[str, ...]
    easy_read: bool = False
    options: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def covers(self, age: int) -> bool:
        return self.ages[0] <= age <= self.ages[1]

    def options_of(self, item: Item) -> tuple[str, ...]:
        """The codes this variant offers for an item."""
        return self.options.get(item.id, item.options)


@dataclass(frozen=True, slots=True)
class Bank:
    """One questionnaire as its file defines it; ``about`` says what it is put before or after."""

    id: str
    about: About
    items: Mapping[str, Item]
    variants: tuple[Variant, ...]

    def variant_for(self, age: int, *, easy_read: bool = False) -> Variant | None:
        """The variant for an age: easy read where asked for and there is one, else the plain one."""
        fitting = [variant for variant in self.variants if variant.covers(age)]
        fitting.sort(key=lambda variant: variant.easy_read != easy_read)
        return next((variant for variant in fitting if easy_read or not variant.easy_read), None)
