"""What was given to the questions of indicators: from the tally, however many answers there are.

Only an indicator that takes several questions together, and not as a pair of the tally's, is counted from the rows.
Everything put into the SQL text is a whole number or a column's name written here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from tortoise.connection import get_connection

from analysis.indicators import Indicator
from analysis.table import SKIPPED, Given
from surveys.storage import codes, tallying
from surveys.storage.models import Code

#: What figures can be broken down by: frozen on a response at its completion.
By = Literal["area", "age_band"]
#: The one group there is where nothing is broken down.
EVERYBODY = ""

#: Responses by (indicator, quarter's number) and by what they gave.
Counts = dict[tuple[str, int], Counter[Given]]
#: The numbers of the questions that an indicator takes together.
_Asked = tuple[int, ...]


class _Gave(NamedTuple):
    """So many responses gave these options to these questions. ``part`` is the group's number."""

    asked: _Asked
    part: int
    period: int
    options: tuple[int | None, ...]
    responses: int


async def given(indicators: Iterable[Indicator], numbers: Iterable[int], *, by: By | None = None) -> dict[str, Counts]:
    """What was given in these quarters, by group: the word of an area or age band, or everybody."""
    words = {(row.kind, row.id): row.word for row in await Code.all()}
    options: dict[int | None, str | None] = {number: word for (kind, number), word in words.items() if kind == "option"}
    options |= {codes.SKIPPED: SKIPPED, tallying.NOT_ASKED: None, None: None}
    questions = {word: number for (kind, number), word in words.items() if kind == "question"}
    asked = _asked(indicators, questions)
    found: dict[str, Counts] = defaultdict(lambda: defaultdict(Counter))
    for row in await _all(asked, questions, sorted(numbers), by):
        group = words[by, row.part] if by else EVERYBODY
        for indicator in asked[row.asked]:
            found[group][indicator, row.period][tuple(options[each] for each in row.options)] += row.responses
    return found


def _asked(indicators: Iterable[Indicator], questions: Mapping[str, int]) -> dict[_Asked, list[str]]:
    """The indicators, by their questions.

    A question without a number has never been answered: nobody was asked the indicator as a whole.
    """
    asked: dict[_Asked, list[str]] = defaultdict(list)
    for indicator in indicators:
        survey = indicator.id.partition(".")[0]
        words = [f"{survey}.{each.id}" for each in indicator.questions]
        if all(word in questions for word in words):
            asked[tuple(questions[word] for word in words)].append(indicator.id)
    return asked


async def _all(asked: Iterable[_Asked], questions: Mapping[str, int], numbers: list[int], by: By | None) -> list[_Gave]:
    pairs = {
        tuple(questions[word] for word in pair) for pair in tallying.PAIRS if all(word in questions for word in pair)
    }
    tallied = {each for each in asked if len(each) == 1 or each in pairs}
    found = await _tallied(tallied, numbers, by) if tallied and numbers else []
    for each in (each for each in asked if each not in tallied):
        found += await _from_rows(each, numbers, by)
    return found


async def _tallied(asked: set[_Asked], numbers: list[int], by: By | None) -> list[_Gave]:
    rows = await _query(f"""
        SELECT question, other_question, {by or 0} AS part, period, option, other_option, SUM(responses) AS responses
        FROM tally WHERE question IN ({_listed(each[0] for each in asked)}) AND period IN ({_listed(numbers)})
        GROUP BY question, other_question, part, period, option, other_option""")
    found = []
    for row in rows:
        pair = (row["other_option"],) if row["other_question"] else ()
        of = (row["question"], row["other_question"])[: 1 + len(pair)]
        if of in asked:
            found.append(_Gave(of, row["part"], row["period"], (row["option"], *pair), row["responses"]))
    return found


async def _from_rows(asked: _Asked, numbers: list[int], by: By | None) -> list[_Gave]:
    """Each response once, by what it gave to each question; NULL = not asked."""
    names = [f"option_{place}" for place in range(len(asked))]
    each = (
        f"MAX(CASE WHEN question = {question} THEN option END) AS {name}"
        for question, name in zip(asked, names, strict=True)
    )
    rows = await _query(f"""
        SELECT part, period, {", ".join(names)}, COUNT(*) AS responses FROM (
            SELECT response_id, {by or 0} AS part, period, {", ".join(each)} FROM counted_answer
            WHERE question IN ({_listed(asked)}) AND period IN ({_listed(numbers)}) GROUP BY response_id, part, period
        ) AS by_response GROUP BY part, period, {", ".join(names)}""")
    return [
        _Gave(asked, row["part"], row["period"], tuple(row[name] for name in names), row["responses"]) for row in rows
    ]


async def _query(sql: str) -> list[dict[str, Any]]:
    return await get_connection("default").execute_query_dict(sql)


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(str(int(number)) for number in numbers)
