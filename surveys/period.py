"""Periods of a report: financial years from 1 April and their quarters, as English councils report."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from surveys.errors import Refused

_FORM = re.compile(r"(?P<year>\d{4})-(?P<next>\d{2})(?:-Q(?P<quarter>[1-4]))?")
#: The years in which records of care may lie; beyond them dates themselves come to an end.
_YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A quarter of the financial year that begins in ``year``, or (``quarter`` None) the whole year."""

    year: int
    quarter: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2013-14-Q4`` or ``2013-14``.

        Raises:
            Refused: the text is no such period.
        """
        found = _FORM.fullmatch(text.strip())
        if not found or (int(found["year"]) + 1) % 100 != int(found["next"]) or int(found["year"]) not in _YEARS:
            raise Refused(f"'{text}' is not a period: write a quarter as 2013-14-Q4 or a year as 2013-14.")
        return cls(int(found["year"]), int(found["quarter"]) if found["quarter"] else None)

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter a day lies in: January to March is the fourth of the year before."""
        return cls(day.year, (day.month - 1) // 3) if day.month > 3 else cls(day.year - 1, 4)

    @classmethod
    def from_number(cls, number: int) -> Self:
        """The quarter that :attr:`number` stands for."""
        return cls(number // 4, number % 4 + 1)

    @property
    def id(self) -> str:
        year = f"{self.year}-{(self.year + 1) % 100:02d}"
        return year if self.quarter is None else f"{year}-Q{self.quarter}"

    @property
    def start(self) -> date:
        """The first day."""
        return _first_day(self.year * 4 + (self.quarter or 1) - 1)

    @property
    def end(self) -> date:
        """The last day."""
        return _first_day(self.year * 4 + (self.quarter or 4)) - timedelta(days=1)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its quarters, by which stored rows are counted."""
        return tuple(quarter.number for quarter in self.quarters())

    @property
    def number(self) -> int:
        """year * 4 + quarter - 1; a whole year has the number of its first quarter."""
        return self.year * 4 + (self.quarter or 1) - 1

    def quarters(self) -> Iterator["Period"]:
        """Its quarters in order: itself, or the four of the year."""
        return (Period(self.year, each) for each in ((self.quarter,) if self.quarter else (1, 2, 3, 4)))

    @property
    def previous(self) -> "Period":
        """The period before: the last quarter, or the last year."""
        return Period(self.year - 1) if self.quarter is None else Period.from_number(self.number - 1)

    @property
    def year_ago(self) -> "Period | None":
        """The same quarter a year before; a year has none besides the previous."""
        return None if self.quarter is None else Period(self.year - 1, self.quarter)


def _first_day(number: int) -> date:
    year, quarter = divmod(number, 4)
    return date(year + quarter // 3, (quarter * 3 + 3) % 12 + 1, 1)
