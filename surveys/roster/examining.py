"""What rows say by themselves is looked at first: before anything stored is read, and without it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from surveys.roster import papers, statutory
from surveys.roster.ledger import Rules
from surveys.roster.papers import Paper
from surveys.roster.problems import Place, Problems
from surveys.roster.rows import Row
from surveys.roster.statutory import Facts

K = TypeVar("K")
Rows = Mapping[str, list[Row]]

_FIGURES = ("count", "base", "percent")


@dataclass(frozen=True, slots=True)
class Examined:
    """The rows of an import by kind, of each thing one; what the 903 return gives of each child; the forms put together."""

    rows: Rows
    facts: Facts
    papers: Sequence[Paper]

    def of(self, kind: str) -> Sequence[Row]:
        """The rows of one kind."""
        return self.rows.get(kind, ())


def examine(rows: Rows, rules: Rules, problems: Problems) -> Examined:
    """Look at rows, and let go of those of responses. What is wrong in themselves goes to ``problems``."""
    single = {
        "staff": _once(rows.get("staff", ()), problems, _ref, lambda ref: f"email '{ref}'"),
        "children": _once(rows.get("children", ()), problems, _ref, lambda ref: f"child_id '{ref}'"),
        "reviews": _once(rows.get("reviews", ()), problems, _ref, lambda ref: f"review_id '{ref}'"),
        "history": _figures(rows.get("history", ()), rules, problems),
    }
    kept = {**rows, **{kind: list(of) for kind, of in single.items() if kind in rows}}
    for row in kept.get("children", ()):
        born, ended = row.given.get("date_of_birth"), row.given.get("care_ended")
        check_life(row.place, row.given["ref"], born, ended, today=rules.today, problems=problems)
    read = papers.Reader(rules.library, problems).read(kept.pop("responses", []))
    return Examined(kept, statutory.facts(rows, today=rules.today, problems=problems), read)


def check_life(
    place: Place, ref: str, born: date | None, ended: date | None, *, today: date, problems: Problems
) -> None:
    """A child's dates as far as they are known: none is born later than today, or leaves before."""
    if born and born > today:
        problems.at(place, f"child '{ref}' is born on {born:%d/%m/%Y}, which is still to come.")
    if born and ended and ended < born:
        problems.at(place, f"child '{ref}' left care on {ended:%d/%m/%Y}, before being born.")


def _ref(row: Row) -> str:
    ref: str = row.given["ref"]
    return ref


def _figures(rows: Iterable[Row], rules: Rules, problems: Problems) -> Iterator[Row]:
    """The rows of history files of indicators that are known."""
    for row in _once(rows, problems, lambda row: (row.given["indicator"], row.given["period"]), _figure):
        indicator = row.given["indicator"]
        if indicator not in rules.indicators:
            known = ", ".join(rules.indicators)
            problems.at(row.place, f"indicator '{indicator}' is not known; known are {known}.")
        elif not row.broken and all(row.given.get(name) is None for name in _FIGURES):
            problems.at(row.place, "gives no figure; fill count and base, or percent.")
        else:
            yield row


def _figure(key: tuple[str, Any]) -> str:
    return f"{key[0]} for {key[1].id}"


def _once(rows: Iterable[Row], problems: Problems, key: Callable[[Row], K], named: Callable[[K], str]) -> Iterator[Row]:
    """The rows of a file where each thing may have one row only; a second one is a problem."""
    seen: dict[K, Row] = {}
    for row in rows:
        try:
            this = key(row)
        except KeyError:  # the very cell could not be read
            continue
        if this in seen:
            problems.at(row.place, f"{named(this)} is already in {seen[this].place}; leave one of the two.")
            continue
        seen[this] = row
        yield row
