"""What was given to the questions of indicators: from the tally, however many answers there are.

Only an indicator that takes several questions together, and not as a pair of the tally's, is counted from the rows.
Everything put into the SQL text is a whole number or a column's name written here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tortoise.connection import get_connection

from analysis.indicators import Indicator
from analysis.literals import listed
from analysis.table import SKIPPED, Given
from surveys.storage import codes, tallying
from surveys.storage.models import Code
from surveys.storage.packing import quarters_in_sql

#: Responses by (indicator, quarter's number) and by what they gave.
Counts = dict[tuple[str, int], Counter[Given]]
#: The numbers of the questions that an indicator takes together.
_Asked = tuple[int, ...]
#: So many responses (last) gave these options to these questions, in a quarter.
_Gave = tuple[_Asked, int, tuple[int | None, ...], int]


async def given(indicators: Iterable[Indicator], numbers: Iterable[int]) -> Counts:
    """What was given in these quarters."""
    words = await Code.filter(kind__in=("question", "option")).values_list("kind", "word", "id")
    questions = {word: number for kind, word, number in words if kind == "question"}
    options: dict[int | None, str | None] = {number: word for kind, word, number in words if kind == "option"}
    options |= {codes.SKIPPED: SKIPPED, tallying.NOT_ASKED: None, None: None}
    asked = _asked(indicators, questions)
    found: Counts = defaultdict(Counter)
    for of, period, gave, responses in await _all(asked, questions, sorted(numbers)):
        spelt = tuple([options[each] for each in gave])
        for indicator in asked[of]:
            found[indicator, period][spelt] += responses
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


async def _all(asked: Iterable[_Asked], questions: Mapping[str, int], numbers: list[int]) -> list[_Gave]:
    pairs = {
        tuple(questions[word] for word in pair) for pair in tallying.PAIRS if all(word in questions for word in pair)
    }
    tallied = {each for each in asked if len(each) == 1 or each in pairs}
    found = await _tallied(tallied, numbers) if tallied and numbers else []
    for each in (each for each in asked if each not in tallied):
        found += await _from_rows(each, numbers)
    return found


async def _tallied(asked: set[_Asked], numbers: list[int]) -> list[_Gave]:
    """Over areas and age bands, which the tally's index has last: nothing need be sorted."""
    rows = await _query(f"""
        SELECT question, other_question, period, option, other_option, CAST(SUM(responses) AS BIGINT) FROM tally
        WHERE question IN ({listed(each[0] for each in asked)})
          AND other_question IN ({listed({(*each, 0)[1] for each in asked})}) AND period IN ({listed(numbers)})
        GROUP BY question, other_question, period, option, other_option""")
    found: list[_Gave] = []
    for question, other, period, option, other_option, responses in rows:
        of, gave = ((question, other), (option, other_option)) if other else ((question,), (option,))
        if of in asked:
            found.append((of, period, gave, responses))
    return found


async def _from_rows(asked: _Asked, numbers: list[int]) -> list[_Gave]:
    """Each response once, by what it gave to each question; NULL = not asked."""
    names = ", ".join(f"option_{place}" for place in range(len(asked)))
    each = ", ".join(
        f"MAX(CASE WHEN question = {question} THEN option END) AS option_{place}"
        for place, question in enumerate(asked)
    )
    rows = await _query(f"""
        SELECT period, COUNT(*), {names} FROM (
            SELECT response_id, period, {each} FROM counted_answer
            WHERE {quarters_in_sql([*asked], numbers)} AND question IN ({listed(asked)}) AND period IN ({listed(numbers)})
            GROUP BY response_id, period
        ) AS by_response GROUP BY period, {names}""")
    return [(asked, period, tuple(gave), responses) for period, responses, *gave in rows]


async def _query(sql: str) -> Sequence[Iterable[Any]]:
    """Rows as the driver has them: making a dictionary of each takes as long as the query."""
    return (await get_connection("default").execute_query(sql))[1]
