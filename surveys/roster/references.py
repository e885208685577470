"""Whom rows name without bringing them: all that a large import must know of what is stored to be refused early."""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain

from surveys.roster import statutory
from surveys.roster.examining import Examined
from surveys.roster.ledger import UNKNOWN
from surveys.roster.plan import Named
from surveys.roster.problems import SHOWN, Place, Problems

#: A name for somebody: the row, the field (see UNKNOWN), and the id.
_Naming = tuple[Place, str, str]


def named(examined: Examined) -> Named:
    """The ids under which somebody or something must be stored already, since the import does not bring it."""
    names: dict[str, dict[str, None]] = {field: {} for field in UNKNOWN}
    for _, field, ref in _namings(examined):
        names[field][ref] = None
    children = _refs(examined, "children")
    born = {ref for ref, given in examined.facts.items() if "date_of_birth" in given}
    return Named(
        staff=_without(names["iro"], _refs(examined, "staff")),
        children=_without(chain(names["child"], names["ref"]), children | (born & names["ref"].keys())),
        reviews=_without(
            names["review"], _refs(examined, "reviews").union(statutory.review_refs(examined.of("reviews_903")))
        ),
    )


def _without(named: Iterable[str], brought: Collection[str]) -> list[str]:
    """In the order in which they are named: only the first who are not known are told of."""
    return [ref for ref in named if ref not in brought]


def tell(examined: Examined, unknown: Named, problems: Problems) -> None:
    """Say of every row that names one of these that it is not known."""
    of = {"iro": unknown.staff, "child": unknown.children, "ref": unknown.children, "review": unknown.reviews}
    if any(len(refs) >= SHOWN for refs in of.values()):
        problems.cut()
    for place, field, ref in _namings(examined):
        if ref in of[field]:
            problems.at(place, UNKNOWN[field].format(ref))


def _namings(examined: Examined) -> Iterator[_Naming]:
    for kind, field in (("children", "iro"), ("reviews", "iro"), ("reviews", "child")):
        yield from ((row.place, field, ref) for row in examined.of(kind) if (ref := row.given.get(field)))
    yield from ((place, "ref", ref) for ref, place in statutory.places(examined.rows).items())
    for paper in examined.papers:
        yield from ((paper.place, field, ref) for field in ("child", "review") if (ref := paper.head.get(field)))


def _refs(examined: Examined, kind: str) -> set[str]:
    return {row.given["ref"] for row in examined.of(kind)}
