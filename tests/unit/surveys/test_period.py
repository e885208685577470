"""What is a period and what is not."""

import pytest

from surveys.errors import Refused
from surveys.period import Period


def test_a_quarter_and_a_year_are_read() -> None:
    assert [Period.parse(text) for text in ("2013-14-Q4", " 1999-00 ")] == [Period(2013, 4), Period(1999)]


@pytest.mark.parametrize(
    "text", ["2013-Q4", "2013-15", "2013-14-Q5", "2013-14-q1", "", "9999-00-Q4", "0001-02", "1899-00", "2200-01"]
)
def test_what_is_none_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(Refused) as refused:
        Period.parse(text)
    assert str(refused.value) == f"'{text}' is not a period: write a quarter as 2013-14-Q4 or a year as 2013-14."
