"""Figures that the made-up county printed before mysay: some with counts, some with a percentage alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from mysay.demo.quarters import CONSULTED, INTERVIEWED

_SOURCE = "Westmarsh IRO Service, quarterly report (made up)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A row of history.csv; what was not printed is empty."""

    period: str
    indicator: str
    count: str = ""
    base: str = ""
    percent: str
    source: str = _SOURCE


#: Period, consultation responses, reviews held, and the percentages of the four consultation questions.
_QUARTERS = (
    ("2011-12-Q1", 92, 1287, (71, 41, 8, 9)),
    ("2011-12-Q2", 95, 1301, (72, 43, 9, 7)),
    ("2011-12-Q3", 99, 1298, (74, 42, 8, 8)),
    ("2011-12-Q4", 104, 1330, (75, 45, 9, 8)),
)
#: Exit interviews were printed once a year, their figures without saying of how many.
_INTERVIEWS = Printed(period="2011-12", indicator="exit_interview.response", count="22", base="181", percent="12.2")
_YEAR = ("2011-12", 390, 5216, (73, 43, 9, 8), (83, 72, 70, 61, 78, 76, 66))


def everything() -> Iterator[Printed]:
    """Every printed figure of the year before the first quarter that was imported."""
    for period, count, base, percents in _QUARTERS:
        yield from _consultation(period, count, base, percents)
    period, count, base, percents, interviews = _YEAR
    yield from _consultation(period, count, base, percents)
    yield _INTERVIEWS
    for name, percent in zip(INTERVIEWED, interviews, strict=True):
        yield Printed(period=period, indicator=f"exit_interview.{name}", percent=str(percent))


def _consultation(period: str, count: int, base: int, percents: tuple[int, ...]) -> Iterator[Printed]:
    share = f"{count * 100 / base:.1f}"
    yield Printed(period=period, indicator="consultation.response", count=str(count), base=str(base), percent=share)
    for name, percent in zip(CONSULTED, percents, strict=True):
        yield Printed(period=period, indicator=f"consultation.{name}", percent=str(percent))
