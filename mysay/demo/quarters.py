"""What each quarter of the made-up county shall come to. The generator makes people to fit.

The last quarter has the shape of a real council's published one; the others are plausible and made up.
Nothing but the generator reads this: the report counts the rows that were imported.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveys.period import Period

CONSULTED = ("understand_plan", "know_how_to_complain", "know_pledge", "want_to_chair")
INTERVIEWED = (
    "understood_plan", "able_to_give_views", "iro_kept_eye", "iro_helpful", "social_worker_helpful", "carer_helpful",
    "support_difficult",
)  # fmt: skip  # a list to read


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The responses to one questionnaire in a quarter.

    ``yes`` and ``skipped`` are numbers of responses for the questions that figures count, in the order
    of CONSULTED or INTERVIEWED; ``set_aside`` answered that it did not concern them. Everybody else who
    was asked said something that does not count as yes. ``young`` is how many were four to seven.
    """

    responses: int
    yes: tuple[int, ...]
    skipped: tuple[int, ...] = (0,) * 7
    set_aside: Mapping[str, int] = field(default_factory=dict)
    young: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """One quarter. ``held`` reviews; ``chaired`` in part and in whole by the child; ``leavers`` of 8 and over."""

    id: str
    held: int
    chaired: tuple[int, int]
    consultation: Answers
    leavers: int
    interviews: Answers

    @property
    def period(self) -> Period:
        return Period.parse(self.id)


def _aside(*, carer: int, support: int) -> Mapping[str, int]:
    return {"carer_helpful": carer, "support_difficult": support}


QUARTERS = (
    Quarter(
        id="2012-13-Q1", held=1320, chaired=(5, 1), leavers=44,
        consultation=Answers(responses=108, young=9, yes=(81, 46, 9, 8), skipped=(3, 4, 5, 2)),
        interviews=Answers(responses=6, yes=(5, 4, 4, 3, 5, 4, 3), set_aside=_aside(carer=1, support=1)),
    ),
    Quarter(
        id="2012-13-Q2", held=1338, chaired=(6, 0), leavers=47,
        consultation=Answers(responses=112, young=10, yes=(86, 49, 10, 9), skipped=(2, 3, 4, 2)),
        interviews=Answers(responses=7, yes=(6, 5, 5, 4, 6, 5, 4), set_aside=_aside(carer=0, support=1)),
    ),
    Quarter(
        id="2012-13-Q3", held=1353, chaired=(7, 1), leavers=51,
        consultation=Answers(responses=119, young=11, yes=(90, 51, 9, 8), skipped=(3, 5, 4, 3)),
        interviews=Answers(responses=7, yes=(6, 6, 5, 4, 6, 6, 4), set_aside=_aside(carer=1, support=0)),
    ),
    Quarter(
        id="2012-13-Q4", held=1385, chaired=(19, 2), leavers=46,
        consultation=Answers(responses=124, young=8, yes=(97, 58, 12, 9), skipped=(3, 4, 4, 3)),
        interviews=Answers(responses=8, yes=(7, 6, 6, 5, 6, 6, 5), set_aside=_aside(carer=0, support=1)),
    ),
    Quarter(
        id="2013-14-Q1", held=1342, chaired=(28, 3), leavers=48,
        consultation=Answers(responses=131, young=10, yes=(104, 68, 14, 9), skipped=(2, 3, 4, 2)),
        interviews=Answers(responses=8, yes=(7, 7, 6, 5, 7, 7, 5), set_aside=_aside(carer=1, support=0)),
    ),
    Quarter(
        id="2013-14-Q2", held=1318, chaired=(45, 3), leavers=52,
        consultation=Answers(responses=138, young=9, yes=(112, 76, 16, 10), skipped=(3, 4, 3, 3)),
        interviews=Answers(responses=9, yes=(8, 7, 7, 6, 7, 7, 6), set_aside=_aside(carer=0, support=1)),
    ),
    Quarter(
        id="2013-14-Q3", held=1309, chaired=(69, 3), leavers=45,
        consultation=Answers(responses=144, young=10, yes=(116, 83, 17, 10), skipped=(3, 5, 5, 3)),
        interviews=Answers(responses=9, yes=(8, 8, 7, 5, 8, 7, 5), set_aside=_aside(carer=1, support=1)),
    ),
    Quarter(
        id="2013-14-Q4", held=1251, chaired=(78, 4), leavers=50,
        consultation=Answers(responses=151, yes=(127, 103, 23, 9)),
        interviews=Answers(responses=10, yes=(10, 9, 8, 6, 9, 8, 7)),
    ),
)  # fmt: skip  # a table to read

#: In care on the demonstration's day, and how many of them came without their families.
IN_CARE = 1842
UNACCOMPANIED_IN_CARE = 218
#: Leavers of every quarter who are not offered an interview: under eight, and those whose code says otherwise.
YOUNG_LEAVERS = 34
CODES_NOT_OFFERED = ("X1", "X1", "E2", "E3")
