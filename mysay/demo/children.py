"""The made-up children: those in care on the demonstration's day, and those who left in its quarters."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from mysay.demo import county
from mysay.demo.place import NOW
from mysay.demo.quarters import CODES_NOT_OFFERED, IN_CARE, QUARTERS, UNACCOMPANIED_IN_CARE, YOUNG_LEAVERS, Quarter
from surveys.invitation import due

TODAY = NOW.date()
_YEAR = timedelta(days=365)
#: The youngest and the oldest age in years of each group on the deciding day, and its share of a hundred.
_AGES = (((0.2, 4), 19), ((4, 8), 18), ((8, 12), 20), ((12, 16), 27), ((16, 17.8), 16))
_OFFERED_AGES = (((8.2, 12), 18), ((12, 16), 24), ((16, 17.9), 38), ((18, 18), 20))
#: Leaving codes of the SSDA903 return that fit: home, special guardianship, independent living, other.
_CODES = ("E4A", "E4B", "E43", "E5", "E6", "E7", "E8")
#: Most have no name here: a council need not hand names over.
_NAMED = 0.1
#: For how many days those in care have been: about two in five came within two years.
_DAYS_IN_CARE = ((20, 730), (730, 3000))
_YOUNG_CODES = ("E11", "E12", "E43", "E4A")


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A row of children.csv. ``ended`` is None for those still in care."""

    id: str
    born: date
    area: str
    service: str
    iro: str
    started: date
    notified: date
    uasc: bool = False
    first_name: str = ""
    language: str = ""
    easy_read: bool = False
    ended: date | None = None
    leaving_code: str = ""
    legal_status: str = ""
    placement: str = ""

    @property
    def offered_interview(self) -> bool:
        """Whether they have left in a way, and at an age, after which they are asked."""
        return due.is_leaver(self.born, self.ended, self.leaving_code)


def everybody(chance: Random) -> list[Child]:
    """Every child the county knows, in the order of their ids."""
    drafts = [*_in_care(chance), *(each for quarter in QUARTERS for each in _leavers(quarter, chance))]
    chance.shuffle(drafts)
    return [_placed(draft, number, chance) for number, draft in enumerate(drafts, start=1)]


def _in_care(chance: Random) -> Iterator[dict[str, Any]]:
    for number in range(IN_CARE):
        unaccompanied = number < UNACCOMPANIED_IN_CARE
        born = _born(TODAY, (15, 17.8) if unaccompanied else _group(_AGES, chance), chance)
        began = TODAY - timedelta(days=chance.randrange(*chance.choices(_DAYS_IN_CARE, (40, 60))[0]))
        yield {"born": born, "started": max(began, born + timedelta(days=3)), "uasc": unaccompanied}


def _leavers(quarter: Quarter, chance: Random) -> Iterator[dict[str, Any]]:
    for _ in range(quarter.leavers):
        yield _leaver(quarter, _group(_OFFERED_AGES, chance), chance.choice(_CODES), chance)
    for _ in range(YOUNG_LEAVERS):
        yield _leaver(quarter, (0.5, 7.9), chance.choice(_YOUNG_CODES), chance)
    for code in CODES_NOT_OFFERED:
        yield _leaver(quarter, (9, 16), code, chance)


def _leaver(quarter: Quarter, ages: tuple[float, float], code: str, chance: Random) -> dict[str, Any]:
    last = min(quarter.period.end, TODAY - timedelta(days=1))
    ended = quarter.period.start + timedelta(days=chance.randrange((last - quarter.period.start).days + 1))
    born = _born(ended, ages, chance)
    began = max(born + timedelta(days=3), ended - timedelta(days=chance.randrange(120, 1500)))
    return {"born": born, "started": began, "ended": ended, "leaving_code": code}


def _born(day: date, ages: tuple[float, float], chance: Random) -> date:
    """A birthday that makes somebody of an age on a day; who is eighteen has turned it that very day."""
    if ages == (18, 18):
        return day.replace(year=day.year - 18)  # none of these quarters has a 29 February
    return day - chance.uniform(*ages) * _YEAR


def _group(groups: tuple[tuple[tuple[float, float], int], ...], chance: Random) -> tuple[float, float]:
    return chance.choices([ages for ages, _ in groups], [share for _, share in groups])[0]


def _placed(draft: dict[str, Any], number: int, chance: Random) -> Child:
    """Where they live and who looks after their plan."""
    area, started = chance.choice(county.DISTRICTS), draft["started"]
    child = Child(
        id=f"WM-{number:04}",
        area=area,
        iro=county.IROS[number % len(county.IROS)].email,
        notified=started + timedelta(days=chance.choices((0, 1, 3), (50, 29, 21))[0]),
        service=_service(draft, chance),
        first_name=chance.choice(county.FIRST_NAMES) if chance.random() < _NAMED else "",
        easy_read=chance.random() < 0.07,
        legal_status=chance.choice(("C2", "C2", "C1", "E1", "V2")),
        placement=chance.choice(("U4", "U4", "U1", "K2", "P2")),
        **draft,
    )
    if child.uasc:
        return replace(child, language=chance.choice((*county.LANGUAGES, "")), legal_status="V2", easy_read=False)
    return child


def _service(draft: dict[str, Any], chance: Random) -> str:
    if draft.get("uasc"):
        return county.UNACCOMPANIED
    if draft["born"] + 16 * _YEAR < TODAY:
        return county.SIXTEEN_PLUS
    return county.DISABLED_CHILDREN if chance.random() < 0.08 else county.CHILDREN_IN_CARE
