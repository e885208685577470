"""What a cell may say, and what is said of one that does not."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.period import Period
from surveys.roster import cells
from surveys.roster.cells import Unreadable

NOT_PLAIN = "is not a plain number from 0, such as 12.5"
HIDES = "has a character in it that cannot be seen; type it again"
#: A control, a joiner, a turn of direction, a soft hyphen, line ends, a tag, variation selectors, a filler, and a space that is no plain one.
HIDDEN = (
    "\x1b",
    "\n",
    "\u200b",
    "\u200d",
    "\u202e",
    "\u00ad",
    "\u2028",
    "\u2029",
    "\U000e0041",
    "\ufe0f",
    "\U000e0100",
    "\u3164",
    "\u00a0",
)


@pytest.mark.parametrize(
    "text",
    ["05/04/2013", "5/4/2013", "2013-04-05", "2013-04-05T00:00:00", "2013-04-05 00:00", "2013-04-05 00:00:00.000",
     "05/04/2013 00:00", "2013-04-05T00:00:00Z"],
)  # fmt: skip
def test_a_date_is_british_or_iso_each_cell_on_its_own(text: str) -> None:
    assert cells.day(text) == date(2013, 4, 5)


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2010",
        "04/31/2013",
        "2013-4-5",
        "5.4.2013",
        "05/04/13",
        "2013-04-05 09:30",
        "41369",
        "٠٥/٠٤/٢٠١٣",
        "01/01/0201",
    ],
)
def test_anything_else_is_no_date(text: str) -> None:
    assert _refusal(cells.day, text) == "is not a date; write dd/mm/yyyy or yyyy-mm-dd"


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_date_reads_back_in_both_ways(day: date) -> None:
    assert [cells.day(f"{day:%d/%m/%Y}"), cells.day(day.isoformat())] == [day, day]


def test_yes_and_no_in_any_case() -> None:
    assert [cells.yes_no(text) for text in ("yes", "No", "Y", "n", "TRUE", "false")] == [
        True, False, True, False, True, False]  # fmt: skip


@pytest.mark.parametrize(
    ("reader", "text", "refusal"),
    [
        (cells.yes_no, "1", "is neither yes nor no"),
        (cells.words(3), "four", "is longer than 3 characters"),
        (cells.one_of("iro", "qa"), "boss", "is not one of iro, qa"),
        (cells.email, "someone", "is not an email address"),
        (cells.email, "a b@example.org", "is not an email address"),
        (cells.whole, "-1", "is not a whole number"),
        (cells.whole, "1.5", "is not a whole number"),
        (cells.decimal(20), "NaN", NOT_PLAIN),
        (cells.decimal(20), "-3", NOT_PLAIN),
        (cells.decimal(20), "many", NOT_PLAIN),
        (cells.decimal(20), "1_000", NOT_PLAIN),
        (cells.decimal(20), "٣", NOT_PLAIN),
        (cells.decimal(20), "3.3e-06", NOT_PLAIN),
        (cells.decimal(20), "100.00000000000000000000", "is longer than 20 characters; round it"),
        (cells.rounded(4, most=16), "12345678901234567", "is longer than 16 characters; round it"),
        (cells.code(8), "ßßßßß", "is longer than 8 characters"),
        (cells.ref(20), "\u2800\u3164", "has no letter that can be seen; type it again"),
        *((cells.ref(20), f"C{hidden}1", HIDES) for hidden in HIDDEN),
        (cells.email, "ira\u200b@example.org", HIDES),
        (cells.period, "2013", "is not a period; write a quarter as 2013-14-Q4 or a year as 2013-14"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_does(reader: Callable[[str], object], text: str, refusal: str) -> None:
    assert _refusal(reader, text) == refusal


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (cells.words(4), "four", "four"),
        (cells.one_of("PN1"), "pn1", "PN1"),
        (cells.email, "Ira@Example.org", "ira@example.org"),
        (cells.whole, "151", 151),
        (cells.whole, "151.0", 151),
        (cells.decimal(20), "84", "84"),
        (cells.decimal(20), "84.0%", "84.0"),
        (cells.rounded(4, most=16), "0.6666666666666666", "0.6667"),
        (cells.rounded(4, most=16), "0.99999999", "1"),
        (cells.rounded(4, most=16), "0.60", "0.60"),
        (cells.ref(20), "Ce\u0301 1", "C\u00e9 1"),
        (cells.period, "2013-14-Q4", Period(2013, 4)),
    ],
)
def test_what_fits_is_read(reader: Callable[[str], object], text: str, value: object) -> None:
    assert reader(text) == value


def _refusal(reader: Callable[[str], object], text: str) -> str:
    with pytest.raises(Unreadable) as refused:
        reader(text)
    return str(refused.value)
