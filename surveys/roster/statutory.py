"""What the SSDA903 return says of each child: Header, Episodes, UASC and Reviews.

Sources: the return's guidance, as summed up in docs/interface.md: a child has left at the last DEC whose
REC is not X1; RNE "S" begins a period of care; DUC is the day on which UASC status ceased.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from surveys.roster.problems import Place, Problems
from surveys.roster.rows import Row

#: The episode ends because another begins: the child stays in care.
_NOT_LEFT = "X1"
_CARE_BEGINS = "S"

Facts = dict[str, dict[str, Any]]


def facts(rows: Mapping[str, list[Row]], *, today: date, problems: Problems) -> Facts:
    """What the return gives of each child, by its id, as fields of a child's record."""
    found: Facts = defaultdict(dict)
    for kind in ("header_903", "uasc_903", "reviews_903"):
        _births(found, rows.get(kind, ()), problems)
    for ref, episodes in _by_child(rows.get("episodes_903", ()), problems).items():
        found[ref] |= _care(episodes)
    for row in _readable(rows.get("uasc_903", ())):
        ceased = row.given["ceased"]
        found[row.given["ref"]]["uasc"] = ceased is None or ceased > today
    return dict(found)


def places(rows: Mapping[str, list[Row]]) -> dict[str, Place]:
    """Where the return first names each child."""
    named: dict[str, Place] = {}
    for kind in ("header_903", "uasc_903", "reviews_903", "episodes_903"):
        for row in rows.get(kind, ()):
            named.setdefault(row.given.get("ref", ""), row.place)
    return named


def review_ref(child: str, day: date) -> str:
    """The id of a review that only the return names."""
    return f"{child}/{day.isoformat()}"


def review_refs(rows: Iterable[Row]) -> Iterator[str]:
    """The ids that rows of the return's reviews would get."""
    return (review_ref(row.given["ref"], row.given["date"]) for row in _readable(rows) if row.given["date"])


def _births(found: Facts, rows: Iterable[Row], problems: Problems) -> None:
    for row in _readable(rows):
        child, born = found[row.given["ref"]], row.given.get("date_of_birth")
        if born and child.setdefault("date_of_birth", born) != born:
            problems.at(
                row.place, f"DOB of child '{row.given['ref']}' is not the one that another row of the return gives."
            )


def _by_child(rows: Iterable[Row], problems: Problems) -> dict[str, list[Row]]:
    episodes: dict[str, list[Row]] = defaultdict(list)
    for row in _readable(rows):
        began, ended = row.given["began"], row.given["ended"]
        if ended and ended < began:
            problems.at(row.place, f"DEC {ended:%d/%m/%Y} is before DECOM {began:%d/%m/%Y}; one of them is wrong.")
        episodes[row.given["ref"]].append(row)
    return episodes


def _care(episodes: list[Row]) -> dict[str, Any]:
    """Where a child's care stands after these episodes. A later episode undoes an earlier leaving."""
    in_order = [
        row.given for row in sorted(episodes, key=lambda row: (row.given["began"], row.given["ended"] or date.max))
    ]
    last = in_order[-1]
    left = last["ended"] is not None and last["reason_ended"] != _NOT_LEFT
    care: dict[str, Any] = {
        "care_ended": last["ended"] if left else None,
        "leaving_code": last["reason_ended"] if left else None,
        **{name: last[name] for name in ("legal_status", "placement") if name in last},
    }
    starts = [each["began"] for each in in_order if each.get("reason_begun") == _CARE_BEGINS]
    return {**care, "care_started": starts[-1]} if starts else care


def _readable(rows: Iterable[Row]) -> Iterable[Row]:
    return (row for row in rows if not row.broken)
