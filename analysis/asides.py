"""What stands beside the figures: forms not finished, forms not counted, and free text as numbers and hints."""

from collections import defaultdict
from collections.abc import Iterable

from tortoise.connection import get_connection

from analysis.indicators import Survey
from analysis.literals import listed, quoted
from analysis.sections import Aside, Comments
from surveys.period import Period
from surveys.questionnaire.definition import Kind
from surveys.service.context import Service

#: Texts that themes are looked for in, the latest of a question: beyond these a hint gets no better, only later.
READ_AT_MOST = 1000
# An answer given later to the same question replaces this one. That it was given stays when retention deletes the words.
_HOLDS = """a.state = 'answered' AND NOT EXISTS (
    SELECT 1 FROM answer later
    WHERE later.response_id = a.response_id AND later.question = a.question AND later.revision > a.revision)"""


async def asides(
    service: Service, surveys: Iterable[Survey], period: Period, *, themes: bool = False
) -> dict[str, Aside]:
    """Beside each survey's figures, by its id. ``themes`` opens sealed text, in memory only."""
    surveys = tuple(surveys)
    partial, uncounted = await _partial(surveys, period), await _uncounted(surveys, period)
    return {
        survey.id: Aside(
            partial=partial.get(survey.id, 0),
            uncounted=tuple(sorted(uncounted.get(survey.id, {}).items())),
            comments=await _comments(service, survey, period, themes=themes),
        )
        for survey in surveys
    }


async def _partial(surveys: Iterable[Survey], period: Period) -> dict[str, int]:
    """Begun, something answered, and not finished; in the period of the review, or of leaving."""
    rows = await get_connection("default").execute_query_dict(f"""
        SELECT p.questionnaire, COUNT(*) AS forms FROM response p
        LEFT JOIN review r ON r.id = p.review_id LEFT JOIN child c ON c.id = p.child_id
        WHERE {_in_no_period("p", surveys)} AND p.status IN ('waiting', 'stopped') AND p.voided_at IS NULL
          AND EXISTS (SELECT 1 FROM answer a WHERE a.response_id = p.id AND a.state = 'answered')
          AND COALESCE(r.date, c.care_ended) BETWEEN '{period.start}' AND '{period.end}'
        GROUP BY p.questionnaire""")
    return {row["questionnaire"]: row["forms"] for row in rows}


async def _uncounted(surveys: Iterable[Survey], period: Period) -> dict[str, dict[str, int]]:
    """Finished and left out of every period, by reason; listed where they were completed."""
    rows = await get_connection("default").execute_query_dict(f"""
        SELECT p.questionnaire, p.uncounted, COUNT(*) AS forms FROM response p
        WHERE {_in_no_period("p", surveys)} AND p.status = 'finished' AND p.uncounted IS NOT NULL
          AND p.completed_on BETWEEN '{period.start}' AND '{period.end}'
        GROUP BY p.questionnaire, p.uncounted""")
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        found[row["questionnaire"]][row["uncounted"]] = row["forms"]
    return found


async def _comments(service: Service, survey: Survey, period: Period, *, themes: bool) -> tuple[Comments, ...]:
    if survey.id not in service.library.ids:
        return ()
    typed = [id_ for id_, item in service.library.known(survey.id).items() if item.kind == Kind.TEXT]
    written = await _written(survey, period, typed) if typed else {}
    found = []
    for question in (each for each in typed if each in written):
        hints = await _themes(service, survey, period, question) if themes else None
        prompt = service.library.catalogue().say(question, survey.id)
        found.append(Comments(question=question, prompt=prompt, written=written[question], themes=hints))
    return tuple(found)


async def _written(survey: Survey, period: Period, typed: Iterable[str]) -> dict[str, int]:
    """Asked for by question: then the index leads to them, past the many answers that were tapped."""
    rows = await get_connection("default").execute_query_dict(f"""
        SELECT a.question, COUNT(*) AS written FROM response r JOIN answer a ON a.response_id = r.id
        WHERE {_counts_in(survey, period)} AND a.question IN ({quoted(typed)}) AND {_HOLDS} GROUP BY a.question""")
    return {row["question"]: row["written"] for row in rows}


async def _themes(service: Service, survey: Survey, period: Period, question: str) -> tuple[tuple[str, int], ...]:
    from analysis.themes import themes

    rows = await get_connection("default").execute_query_dict(f"""
        SELECT a.id, a.text_sealed FROM answer a JOIN response r ON r.id = a.response_id
        WHERE {_counts_in(survey, period)} AND a.question = '{question}' AND a.text_sealed IS NOT NULL AND {_HOLDS}
        ORDER BY a.given_at DESC, a.id LIMIT {READ_AT_MOST}""")
    return themes(service.vault.open(row["text_sealed"], table="answer", row=row["id"], column="text") for row in rows)


def _in_no_period(response: str, surveys: Iterable[Survey]) -> str:
    """Forms that count nowhere: few, and found by an index, however many count."""
    return f"{response}.questionnaire IN ({quoted(survey.id for survey in surveys)}) AND {response}.period IS NULL"


def _counts_in(survey: Survey, period: Period) -> str:
    return f"r.questionnaire = '{survey.id}' AND r.period IN ({listed(period.numbers)})"
