"""Plans staff and children, the latter from children files and the 903 return together."""

from collections.abc import Mapping
from typing import Any

from surveys.roster import statutory
from surveys.roster.examining import Examined, check_life
from surveys.roster.ledger import UNKNOWN, Rules, Workings
from surveys.roster.problems import Place, Problems
from surveys.roster.records import ChildRecord, StaffRecord
from surveys.roster.rows import Row

#: One child in so many may newly leave in one import before it must be confirmed: 5%.
_GUARD = 20


def plan_staff(work: Workings, examined: Examined) -> None:
    """Lay the staff files over what is stored."""
    for row in examined.of("staff"):
        if row.broken:
            work.staff.broken.add(row.given["ref"])
        else:
            work.staff.lay(row.given["ref"], row.given, StaffRecord)


def plan_children(work: Workings, examined: Examined) -> None:
    """Lay the 903 return over what is stored, and the children files over both: they win for what they give."""
    facts = dict(examined.facts)
    for row in examined.of("children"):
        _plan_child(work, row, facts.pop(row.given["ref"], {}))
    named = statutory.places(examined.rows)
    work.children.broken |= named.keys() - facts.keys()
    for ref, given in facts.items():
        _plan_statutory_child(work, ref, given, named[ref])


def _plan_child(work: Workings, row: Row, facts: Mapping[str, Any]) -> None:
    if row.broken:
        work.children.broken.add(row.given["ref"])
        return
    told = {name: value for name, value in row.given.items() if value is not None or name not in facts}
    given = {**facts, **told, **work.staff_id(row)}
    if "easy_read" in given:
        given["easy_read"] = bool(given["easy_read"])
    _lay(work, row.given["ref"], given, row.place)


def _plan_statutory_child(work: Workings, ref: str, given: Mapping[str, Any], place: Place) -> None:
    if work.children.get(ref) is None and "date_of_birth" not in given:
        work.problems.at(place, UNKNOWN["ref"].format(ref))
        work.children.broken.add(ref)
        return
    _lay(work, ref, {"ref": ref, **given}, place)


def _lay(work: Workings, ref: str, given: Mapping[str, Any], place: Place) -> None:
    child = work.children.lay(ref, given, ChildRecord).record
    check_life(place, ref, child.date_of_birth, child.care_ended, today=work.rules.today, problems=work.problems)


def leaving(work: Workings) -> int:
    """How many children stored as in care would have left."""
    return sum(
        change.before is not None and change.before.care_ended is None and change.record.care_ended is not None
        for change in work.children.changes
    )


def left(examined: Examined) -> set[str]:
    """The children who have left by what the files say, whatever is stored."""
    ended = {row.given["ref"]: row.given.get("care_ended") for row in examined.of("children")}
    returned = {ref: given.get("care_ended") for ref, given in examined.facts.items()}
    return {ref for ref in ended.keys() | returned.keys() if ended.get(ref) or returned.get(ref)}


def guard_leavers(leaving: int, in_care: int, rules: Rules, problems: Problems) -> None:
    """Refuse an import by which suspiciously many leave, such as one made from half a list, unless confirmed."""
    if leaving * _GUARD > in_care and not rules.confirm_leavers:
        problems.about(
            f"By this import {leaving} of the {in_care} children stored as in care would have left, more than "
            "5%. If that is right, run it again with --confirm-leavers."
        )
