"""The made-up county: its districts, its services, and the people who work for it. Nothing here exists."""

from dataclasses import dataclass

#: Twelve districts, none of which is on any map.
DISTRICTS = (
    "Alderwick", "Brackenmere", "Coldharbour Vale", "Duncliffe", "Eastmarsh", "Fennbridge",
    "Gullhaven", "Heronsea", "Isleford", "Kestrel Vale", "Lowmoor", "Marlhythe",
)  # fmt: skip  # a list to read

CHILDREN_IN_CARE = "Children in Care"
DISABLED_CHILDREN = "Disabled Children"
SIXTEEN_PLUS = "16 Plus"
UNACCOMPANIED = "Unaccompanied Young People"

#: Made-up first names for the few who have any: no child is called after a bird of the marsh.
FIRST_NAMES = (
    "Sample Avocet", "Sample Bittern", "Sample Curlew", "Sample Dunlin", "Sample Egret", "Sample Godwit",
    "Sample Heron", "Sample Knot", "Sample Lapwing", "Sample Plover", "Sample Redshank", "Sample Teal",
)  # fmt: skip  # a list to read

#: Languages of some unaccompanied young people; there is no catalogue for them yet, so they are asked in English.
LANGUAGES = ("sq", "ti", "prs", "ps", "fa", "vi", "ar")


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A member of staff, made up."""

    email: str
    name: str
    role: str
    area: str = ""
    fte: str = "1"
    employment: str = "permanent"


def _iro(number: int) -> Worker:
    employment = "agency" if number > 19 else "permanent"  # three posts of the twenty-two
    return Worker(
        email=f"iro{number:02}@westmarsh.example",
        name=f"Sample IRO {number}",
        role="iro",
        area=DISTRICTS[number % len(DISTRICTS)],
        employment=employment,
    )


IROS = tuple(_iro(number) for number in range(1, 23))
STAFF = (
    *IROS,
    Worker(email="quality@westmarsh.example", name="Sample QA Lead", role="qa"),
    Worker(email="duty@westmarsh.example", name="Sample Duty Worker", role="duty"),
    Worker(email="office@westmarsh.example", name="Sample Administrator", role="admin"),
)
