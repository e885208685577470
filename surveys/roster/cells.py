"""What a cell says: one reader for each sort of column.

A reader takes the cell's text, stripped and not empty, and returns its value.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from sys import intern
from typing import Any

from surveys.errors import Refused
from surveys.period import Period

Reader = Callable[[str], Any]

_MIDNIGHT = r"(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|\+00:00)?)?"
_BRITISH = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})" + _MIDNIGHT, re.ASCII)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})" + _MIDNIGHT, re.ASCII)
_YES_NO = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
_YEARS = range(1900, 2200)
#: Letters and signs by name that are blank to look at: those of Hangul, and the empty one of Braille.
_FILLERS = "\u115f\u1160\u3164\uffa0\u2800"
#: Signs that change the letter before them and are nothing themselves.
_VARIATIONS = frozenset(
    [
        *map(chr, range(0xFE00, 0xFE10)),
        *map(chr, range(0xE0100, 0xE01F0)),
        *"\u034f\u17b4\u17b5\u180b\u180c\u180d\u180f",
    ]
)
_NUMBER = re.compile(r"\d+(?:\.\d*)?|\.\d+", re.ASCII)
_MOST_SHOWN = 40
#: Characters of a number that is to be rounded: more than any program writes, and few to reckon with.
_MOST_WORKED_OUT = 24


class Unreadable(ValueError):
    """The cell does not say what its column is for; the message finishes "column 'value' ..."."""


def shown(text: str) -> str:
    """A cell's text as a sentence quotes it."""
    return f"'{text}'" if len(text) <= _MOST_SHOWN else f"'{text[:_MOST_SHOWN]}…'"


@lru_cache(maxsize=65536)
def day(text: str) -> date:
    """A date, written dd/mm/yyyy or yyyy-mm-dd; a time of midnight after it is what spreadsheets add."""
    found = _BRITISH.fullmatch(text) or _ISO.fullmatch(text)
    try:
        if found and int(found["year"]) in _YEARS:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        pass
    raise Unreadable("is not a date; write dd/mm/yyyy or yyyy-mm-dd")


def yes_no(text: str) -> bool:
    """Yes or no, in any case, or in a letter."""
    try:
        return _YES_NO[text.lower()]
    except KeyError:
        raise Unreadable("is neither yes nor no") from None


def words(most: int, *, few: bool = False) -> Reader:
    """Text of at most so many characters; where a column has ``few`` different ones, each is kept once for all rows."""

    def read(text: str) -> str:
        if len(text) > most:
            raise Unreadable(f"is longer than {most} characters")
        return intern(text) if few else text

    return read


def ref(most: int) -> Reader:
    """An id of at most so many characters, all of which can be seen, with its marks on their letters.

    So no two ids look the same and are not.
    """
    plain = words(most)

    def read(text: str) -> str:
        known: str = plain(text if text.isascii() and text.isprintable() else _seen(text))
        return known

    return read


def _seen(text: str) -> str:
    """An id as it is kept, once it is known that nothing in it hides."""
    if all(map(_is_invisible, text)):
        raise Unreadable("has no letter that can be seen; type it again")
    if any(map(_hides, text)):
        raise Unreadable("has a character in it that cannot be seen; type it again")
    return normal(text)


def normal(text: str) -> str:
    """An id in the one form it is stored in: a letter and its mark are one character, however they were typed."""
    return unicodedata.normalize("NFC", text)


def _is_invisible(letter: str) -> bool:
    """Whether a letter leaves no mark of its own: spaces, signs that steer, marks for the letter before, and fillers."""
    return unicodedata.category(letter)[0] in "CZM" or letter in _FILLERS


def _hides(letter: str) -> bool:
    """Whether nobody sees that a letter is there, or that it is not a plain space."""
    if letter in _VARIATIONS or letter in _FILLERS:
        return True
    return letter != " " and unicodedata.category(letter) in {"Cc", "Cf", "Zs", "Zl", "Zp"}


def code(most: int) -> Reader:
    """A code of at most so many characters, in capitals, in which it is compared."""
    plain = words(most)
    return lambda text: intern(plain(text.upper()))


def one_of(*known: str) -> Reader:
    """One of some words, in any case."""
    as_known = {each.lower(): each for each in known}

    def read(text: str) -> str:
        try:
            return as_known[text.lower()]
        except KeyError:
            raise Unreadable(f"is not one of {', '.join(known)}") from None

    return read


def email(text: str) -> str:
    """An address, in lower case, in which it is looked up."""
    name, _, domain = text.partition("@")
    if not name or not domain or "@" in domain or any(letter.isspace() for letter in text):
        raise Unreadable("is not an email address")
    return _seen(text).lower()


def whole(text: str) -> int:
    """A whole number from 0."""
    plain = text.removesuffix(".0")
    if not (plain.isascii() and plain.isdecimal() and len(plain) < 10):
        raise Unreadable("is not a whole number")
    return int(plain)


def decimal(most: int) -> Reader:
    """A number from 0 as it was printed, with or without a % sign; kept as text, so that its precision stays."""

    def read(text: str) -> str:
        plain = text.removesuffix("%").strip()
        if not _NUMBER.fullmatch(plain):
            raise Unreadable("is not a plain number from 0, such as 12.5")
        if len(plain) > most:
            raise Unreadable(f"is longer than {most} characters; round it")
        return plain

    return read


def rounded(places: int, *, most: int) -> Reader:
    """A number from 0 to so many places, as one that was worked out has more than anybody means."""
    short, unit = decimal(most), Decimal(1).scaleb(-places)

    def read(text: str) -> str:
        plain = text.removesuffix("%").strip()
        if not _NUMBER.fullmatch(plain):
            raise Unreadable("is not a plain number from 0, such as 12.5")
        if len(plain.partition(".")[2]) > places:
            plain = (
                f"{Decimal(plain).quantize(unit, ROUND_HALF_UP).normalize():f}"
                if len(plain) < _MOST_WORKED_OUT
                else plain
            )
        known: str = short(plain)
        return known

    return read


def period(text: str) -> Period:
    """A quarter or a year."""
    try:
        return Period.parse(text)
    except Refused:
        raise Unreadable("is not a period; write a quarter as 2013-14-Q4 or a year as 2013-14") from None
