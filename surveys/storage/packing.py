"""What a counted row says as one number: its question, quarter, area and option, in this order.

Counting every row anew then walks one index of one column, which takes about half of what comparing four does. SQLite
keeps such a number in six bytes. Words have small numbers; a row with one too large for its place (there would have
to be thousands of areas) has none, and is counted by its columns.
"""

from surveys.period import Period

_OPTIONS, _AREAS, _QUARTERS, _QUESTIONS = 2048, 16384, 2048, 2048
_FIRST_QUARTER = Period(1792, 1).number
_LAST_QUARTER = _FIRST_QUARTER + _QUARTERS - 1


def packed(question: int, period: int, area: int, option: int) -> int | None:
    """The number of a counted row; None where it does not fit."""
    quarter = period - _FIRST_QUARTER
    if question < _QUESTIONS and 0 <= quarter < _QUARTERS and area < _AREAS and option < _OPTIONS:
        return ((question * _QUARTERS + quarter) * _AREAS + area) * _OPTIONS + option
    return None


def packed_in_sql(*, period: str = "period", of: str = "") -> str:
    """As :func:`packed`, of the columns of a statement; ``of`` is the name they go by there, with its point."""
    fits = (
        f"{of}question < {_QUESTIONS} AND {period} BETWEEN {_FIRST_QUARTER} AND {_LAST_QUARTER}"
        f" AND {of}area < {_AREAS} AND {of}option < {_OPTIONS}"
    )
    quarter = f"CAST({of}question AS BIGINT) * {_QUARTERS} + {period} - {_FIRST_QUARTER}"
    return f"CASE WHEN {fits} THEN (({quarter}) * {_AREAS} + {of}area) * {_OPTIONS} + {of}option END"


def quarters_in_sql(questions: list[int], periods: list[int]) -> str:
    """A condition that every row of these questions and quarters meets, by its number, and few others do."""
    ranges = (
        f" OR cell BETWEEN {first} AND {first + _AREAS * _OPTIONS - 1}"
        for question in questions
        for period in periods
        if (first := packed(question, period, 0, 0)) is not None
    )
    return f"(cell IS NULL{''.join(ranges)})"


#: Every row counted anew: how often each option was given to each question, by quarter and area. PostgreSQL walks the index
#: only where it is not told to leave something out.
ANEW = f"""
    WITH numbered AS MATERIALIZED (SELECT cell, COUNT(*) AS responses FROM counted_answer GROUP BY cell)
    SELECT cell / {_QUARTERS * _AREAS * _OPTIONS} AS question, cell / {_AREAS * _OPTIONS} % {_QUARTERS} + {_FIRST_QUARTER} AS period,
           cell / {_OPTIONS} % {_AREAS} AS area, cell % {_OPTIONS} AS option, responses
    FROM numbered WHERE cell IS NOT NULL
    UNION ALL
    SELECT question, period, area, option, COUNT(*) FROM counted_answer WHERE cell IS NULL
    GROUP BY question, period, area, option"""  # noqa: S608  # our own whole numbers
