"""The kinds of file that an import takes, and how each is recognised by its header."""

from collections.abc import Collection
from dataclasses import dataclass

from surveys.invitation.due import Meeting
from surveys.roster import cells
from surveys.roster.cells import Reader

_REF = cells.ref(200)
_NAME = cells.words(200)
_LONG = cells.words(120, few=True)
_SHORT = cells.words(16, few=True)
_PRINTED = cells.decimal(20)
_LEAVING = cells.code(8)
_PARTICIPATION = cells.one_of(*(f"PN{number}" for number in range(8)))


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``field`` is its name in a record.

    A ``needed`` column must be there and its cells filled, unless they may be ``blank``. A ``verbatim``
    cell keeps the spaces around it.
    """

    name: str
    read: Reader
    field: str
    needed: bool = False
    blank: bool = True
    verbatim: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file. ``label`` is what a person calls it."""

    id: str
    label: str
    columns: tuple[Column, ...]

    @property
    def needed(self) -> frozenset[str]:
        return frozenset(column.name for column in self.columns if column.needed)


def _must(name: str, read: Reader, field: str = "") -> Column:
    return Column(name, read, field or name, needed=True, blank=False)


def _may(name: str, read: Reader, field: str = "") -> Column:
    return Column(name, read, field or name)


STAFF = Kind("staff", "staff", (
    _must("email", cells.email, "ref"),
    _must("name", _NAME),
    _must("role", cells.one_of("iro", "qa", "duty", "admin")),
    _may("area", _LONG),
    _may("fte", cells.rounded(4, most=16)),
    _may("employment", cells.one_of("permanent", "agency", "reserve")),
    _may("starts", cells.day),
    _may("ends", cells.day),
))  # fmt: skip  # one column a line

CHILDREN = Kind("children", "children", (
    _must("child_id", _REF, "ref"),
    _must("date_of_birth", cells.day),
    _must("area", _LONG),
    _may("service", _LONG),
    _may("uasc", cells.yes_no),
    _may("first_name", _NAME),
    _may("language", cells.words(35, few=True)),
    _may("easy_read", cells.yes_no),
    _may("iro", cells.email),
    _may("care_started", cells.day),
    _may("notified_on", cells.day),
    _may("care_ended", cells.day),
    _may("leaving_code", _LEAVING),
    _may("legal_status", _SHORT),
    _may("placement", _SHORT),
))  # fmt: skip  # one column a line

REVIEWS = Kind("reviews", "reviews", (
    _must("review_id", _REF, "ref"),
    _must("child_id", _REF, "child"),
    _must("date", cells.day),
    _may("iro", cells.email),
    _may("status", cells.one_of(*Meeting)),
    _may("participation", _PARTICIPATION),
    _may("child_chaired", cells.one_of("no", "part", "whole")),
    _may("chaired_by_iro", cells.yes_no),
    _may("due_by", cells.day),
))  # fmt: skip  # one column a line

RESPONSES = Kind("responses", "responses", (
    _must("response_id", _REF, "ref"),
    _must("questionnaire", cells.words(40, few=True)),
    _must("completed_on", cells.day),
    _must("question", cells.words(60, few=True)),
    Column("answer", str, "answer", needed=True, verbatim=True),
    _may("child_id", _REF, "child"),
    _may("review_id", _REF, "review"),
    _may("area", _LONG),
    _may("age_band", cells.words(10, few=True)),
    _may("language", cells.words(35, few=True)),
    _may("channel", cells.words(20, few=True)),
))  # fmt: skip  # one column a line

HISTORY = Kind("history", "history", (
    _must("period", cells.period),
    _must("indicator", cells.words(80, few=True)),
    _may("count", cells.whole),
    _may("base", cells.whole),
    _may("percent", _PRINTED),
    _may("low", _PRINTED),
    _may("high", _PRINTED),
    _may("source", cells.words(2000)),
))  # fmt: skip  # one column a line

HEADER_903 = Kind("header_903", "903 Header", (
    _must("child", _REF, "ref"), Column("sex", str, "sex", needed=True), _must("dob", cells.day, "date_of_birth"),
))  # fmt: skip  # one return, one line

EPISODES_903 = Kind("episodes_903", "903 Episodes", (
    _must("child", _REF, "ref"),
    _must("decom", cells.day, "began"),
    _may("rne", cells.words(8, few=True), "reason_begun"),
    _may("ls", _SHORT, "legal_status"),
    _may("place", _SHORT, "placement"),
    Column("dec", cells.day, "ended", needed=True),
    Column("rec", _LEAVING, "reason_ended", needed=True),
))  # fmt: skip  # one column a line

REVIEWS_903 = Kind("reviews_903", "903 Reviews", (
    _must("child", _REF, "ref"),
    _may("dob", cells.day, "date_of_birth"),
    Column("review", cells.day, "date", needed=True),
    Column("review_code", _PARTICIPATION, "participation", needed=True),
))  # fmt: skip  # one column a line

UASC_903 = Kind("uasc_903", "903 UASC", (
    _must("child", _REF, "ref"),
    Column("sex", str, "sex", needed=True),
    Column("dob", cells.day, "date_of_birth", needed=True),
    Column("duc", cells.day, "ceased", needed=True),
))  # fmt: skip  # one column a line

#: In the order in which they are applied, whatever order they are given in.
KINDS = (STAFF, CHILDREN, HEADER_903, EPISODES_903, UASC_903, REVIEWS, REVIEWS_903, RESPONSES, HISTORY)

#: Columns of the 903 return that are known and not used: not worth naming as ignored.
UNUSED_903 = frozenset({
    "sex", "ethnic", "upn", "mother", "mc_dob", "cin", "place_provider", "reason_place_change", "home_post", "pl_post",
    "urn", "dob"})  # fmt: skip  # a list to read, not a column of words


def recognise(header: Collection[str]) -> Kind | None:
    """The kind that a header is of: the one with most needed columns, all of them there."""
    names = set(header)
    fitting = [kind for kind in KINDS if kind.needed <= names]
    return max(fitting, key=lambda kind: len(kind.needed), default=None)


def nearest(header: Collection[str]) -> tuple[Kind, list[str]] | None:
    """For a header that is none: the kind it comes closest to and the columns it lacks for that."""
    names = set(header)
    kind = max(KINDS, key=lambda each: len(each.needed & names) / len(each.needed))
    if len(kind.needed & names) * 2 < len(kind.needed):
        return None
    return kind, [column.name for column in kind.columns if column.needed and column.name not in names]
