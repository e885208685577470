"""The table that figures are computed from: counts per quarter, never one row per answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from analysis.indicators import Indicator

#: In place of an option's code: shown and passed over.
SKIPPED = ""
#: What one response gave to the questions of an indicator, in their order; None = not asked.
Given = tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """An indicator's responses, each in one place: in the base (``count`` of them a yes), excluded, skipped or not asked.

    Of several questions, one skipped makes the response skipped; else one not asked makes it not asked;
    else one excluded option makes it excluded.
    """

    count: int = 0
    base: int = 0
    excluded: int = 0
    skipped: int = 0
    not_asked: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A figure printed before mysay: what the history file gave, and no more."""

    count: int | None
    base: int | None
    percent: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Counts by (id, quarter's number). ``given`` has no entry for responses that were not asked at all.

    ``printed`` is keyed by (indicator, number, whether it is a whole year's); ``loaded`` are the quarters
    for which anything but history is stored: a review, someone leaving care, a response.
    """

    completed: Mapping[tuple[str, int], int]
    bases: Mapping[tuple[str, int], int]
    given: Mapping[tuple[str, int], Mapping[Given, int]]
    printed: Mapping[tuple[str, int, bool], Printed]
    loaded: frozenset[int]

    def counts(self, indicator: Indicator, number: int) -> Counts:
        """An indicator's counts in one quarter, from live responses alone."""
        survey = indicator.id.partition(".")[0]
        completed = self.completed.get((survey, number), 0)
        if not indicator.questions:
            return Counts(count=completed, base=self.bases.get((survey, number), 0))
        return _sorted(indicator, self.given.get((indicator.id, number), {}), completed)


def _sorted(indicator: Indicator, given: Mapping[Given, int], completed: int) -> Counts:
    places = dict.fromkeys(("yes", "no", "excluded", "skipped", "not_asked"), 0)
    places["not_asked"] = completed - sum(given.values())
    for options, responses in given.items():
        places[_place(indicator, options)] += responses
    yes, no = places.pop("yes"), places.pop("no")
    return Counts(count=yes, base=yes + no, **places)


def _place(indicator: Indicator, options: Given) -> str:
    if SKIPPED in options:
        return "skipped"
    if None in options:
        return "not_asked"
    asked = tuple(zip(indicator.questions, options, strict=True))
    if any(option in question.excluded for question, option in asked):
        return "excluded"
    return "yes" if all(option in question.yes for question, option in asked) else "no"
