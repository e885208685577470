"""Counts out of the database: a handful of GROUP BYs, whatever the number of answers.

Everything put into the SQL text is ours: whole numbers, dates we computed, codes written here or ids of
questionnaires and indicators that ship with the program. Dates are compared as text (ISO on both databases).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from tortoise.connection import get_connection

from analysis.given import given
from analysis.indicators import Survey
from analysis.literals import listed, quoted
from analysis.table import Printed, Table
from config.authority import ResponseBase
from surveys.invitation.due import CONSULTATION, CONSULTATION_AGE, EXIT_AGE, NOT_LEAVERS
from surveys.period import Period
from surveys.storage.models import PrintedFigure


async def table(surveys: Iterable[Survey], periods: Iterable[Period], response_base: ResponseBase) -> Table:
    """Everything the figures of these surveys need for these periods."""
    surveys = tuple(surveys)
    numbers = sorted({number for period in periods for number in period.numbers})
    events = {"review": await _all_reviews(numbers, response_base), "leaving": await _all_leavers(numbers)}
    completed = await _completed(surveys, numbers)
    return Table(
        completed=completed,
        bases={(survey.id, number): base for survey in surveys for number, base in events[survey.about].bases.items()},
        given=await given([each for survey in surveys for each in survey.indicators], numbers),
        printed=await _printed(numbers),
        loaded=frozenset(events["review"].rows)
        | frozenset(events["leaving"].rows)
        | {number for _, number in completed},
    )


@dataclass(frozen=True, slots=True)
class _Events:
    """By quarter: how many rows there are of any kind, and how many belong in the base."""

    rows: Mapping[int, int]
    bases: Mapping[int, int]

    def plus(self, others: Self) -> Self:
        """These and others."""
        rows, bases = (Counter(dict(ours)) for ours in (self.rows, self.bases))
        rows.update(others.rows)
        bases.update(others.bases)
        return replace(self, rows=rows, bases=bases)


async def _completed(surveys: Iterable[Survey], numbers: list[int]) -> dict[tuple[str, int], int]:
    """Each survey and quarter by itself: entries of an index that are only counted take a third of what grouping them does."""
    rows = await _rows(
        " UNION ALL ".join(
            f"""SELECT '{survey.id}' AS questionnaire, {number} AS period, COUNT(*) AS responses FROM response
            WHERE questionnaire = '{survey.id}' AND period = {number}"""
            for survey in surveys
            for number in numbers
        )
    )
    return {(row["questionnaire"], row["period"]): row["responses"] for row in rows if row["responses"]}


async def _all_reviews(numbers: list[int], chosen: ResponseBase) -> _Events:
    """Also those whose records retention has deleted, but for any that an import has brought back."""
    stored = await _reviews(numbers)
    stored = replace(stored, bases=await _review_bases(stored, numbers, chosen))
    column = {"reviews_held": "counts", "offered": "offered", "children_reviewed": "reviewed"}[chosen]
    return stored.plus(await _bygone("review", column, "FROM review r WHERE r.ref_hash = b.ref_hash", numbers))


async def _all_leavers(numbers: list[int]) -> _Events:
    """As of reviews; whoever is back in care, or has left again in another quarter, left in this one too."""
    back = f"FROM child c WHERE c.ref_hash = b.ref_hash AND {_quarter('c.care_ended')} = b.period"
    return (await _leavers(numbers)).plus(await _bygone("leaving", "counts", back, numbers))


async def _bygone(about: str, column: str, back: str, numbers: list[int]) -> _Events:
    return await _events(f"""
        SELECT b.period AS quarter, COUNT(*) AS records, SUM(b.{column}) AS base FROM bygone b
        WHERE b.about = '{about}' AND b.period IN ({listed(numbers)}) AND NOT EXISTS (SELECT 1 {back}) GROUP BY b.period""")


async def _reviews(numbers: list[int]) -> _Events:
    return await _events(f"""
        SELECT {_quarter("r.date")} AS quarter, COUNT(*) AS records,
               SUM(CASE WHEN r.status = 'held' THEN 1 ELSE 0 END) AS base
        FROM review r WHERE {_within("r.date", numbers)} GROUP BY quarter""")


async def _leavers(numbers: list[int]) -> _Events:
    return await _events(f"""
        SELECT {_quarter("c.care_ended")} AS quarter, COUNT(*) AS records,
               SUM(CASE WHEN {_aged("c.care_ended", EXIT_AGE)} AND COALESCE(c.leaving_code, '') NOT IN ({quoted(NOT_LEAVERS)})
                        THEN 1 ELSE 0 END) AS base
        FROM child c WHERE {_within("c.care_ended", numbers)} GROUP BY quarter""")


async def _review_bases(reviews: _Events, numbers: list[int], chosen: ResponseBase) -> Mapping[int, int]:
    if chosen == "reviews_held":
        return reviews.bases
    counted = "COUNT(*)" if chosen == "offered" else "COUNT(DISTINCT r.child_id)"
    joined = (
        f"JOIN invitation i ON i.review_id = r.id AND i.questionnaire = '{CONSULTATION}' WHERE"
        if chosen == "offered"
        else f"JOIN child c ON c.id = r.child_id WHERE r.status = 'held' AND {_aged('r.date', CONSULTATION_AGE)} AND"
    )
    events = await _events(f"""
        SELECT {_quarter("r.date")} AS quarter, {counted} AS records, {counted} AS base
        FROM review r {joined} {_within("r.date", numbers)} GROUP BY quarter""")
    return events.bases


async def _printed(numbers: list[int]) -> dict[tuple[str, int, bool], Printed]:
    return {
        (row.indicator, row.period, row.year): Printed(
            count=row.count,
            base=row.base,
            percent=_decimal(row.percent),
            low=_decimal(row.low),
            high=_decimal(row.high),
        )
        for row in await PrintedFigure.filter(period__in=numbers)
    }


async def _events(sql: str) -> _Events:
    rows = await _rows(sql)
    return _Events({row["quarter"]: row["records"] for row in rows}, {row["quarter"]: row["base"] for row in rows})


async def _rows(sql: str) -> list[dict[str, Any]]:
    return await get_connection("default").execute_query_dict(sql)


def _decimal(written: str | None) -> Decimal | None:
    try:
        return Decimal(written.strip().removesuffix("%")) if written else None
    except InvalidOperation:
        return None


def _within(column: str, numbers: list[int]) -> str:
    """The column's date lies between the first day of the first quarter and the last of the last, and in one of them."""
    first, last = Period.from_number(numbers[0]).start, Period.from_number(numbers[-1]).end
    return f"{column} BETWEEN '{first}' AND '{last}' AND {_quarter(column)} IN ({listed(numbers)})"


def _quarter(column: str) -> str:
    """The number of the quarter a date lies in (see Period.number)."""
    year, month = (f"CAST(SUBSTR(CAST({column} AS TEXT), {part}) AS INTEGER)" for part in ("1, 4", "6, 2"))
    return f"{year} * 4 + ({month} - 1) / 3 - 1"


def _aged(column: str, years: int) -> str:
    """The child ``c`` has had that many birthdays by the column's date; born on 29 February, on 1 March."""
    day, birth = f"CAST({column} AS TEXT)", "CAST(c.date_of_birth AS TEXT)"
    had = f"CAST(SUBSTR({day}, 1, 4) AS INTEGER) - CAST(SUBSTR({birth}, 1, 4) AS INTEGER)"
    return f"{had} - CASE WHEN SUBSTR({day}, 6) < SUBSTR({birth}, 6) THEN 1 ELSE 0 END >= {years}"
