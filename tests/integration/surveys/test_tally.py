"""The tally equals a recount, whatever was done in whatever order."""

import importlib
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tortoise.connection import get_connection
from tortoise.migrations.operations import RunSQL

from surveys.period import Period
from surveys.service.context import Service
from surveys.storage import migrations, statements
from surveys.storage.counting import recount
from surveys.storage.models import Answer, Child, Code, CountedAnswer, Response, Review, Tally
from surveys.storage.packing import ANEW
from surveys.storage.tallying import amiss
from tests.support import people

AT = datetime(2014, 1, 10, 12, tzinfo=UTC)
DAYS = st.sampled_from([date(2013, 12, 31), date(2014, 1, 1), date(2014, 4, 1)])
OFTEN = ("always", "mostly", "always|never", "", "not asked")
COLUMNS = ("period", "area", "age_band", "question", "option", "other_question", "other_option")

#: Two batches, and a bit.
MANY = 1001

PLACES = st.integers(0, 3)
STEPS = st.one_of(
    st.tuples(st.just("leave"), PLACES, DAYS | st.none()),
    st.tuples(st.just("move"), PLACES, DAYS),
    st.tuples(st.just("cancel"), PLACES, st.sampled_from(["cancelled", "planned", "held"])),
    st.tuples(st.just("void"), PLACES, st.booleans()),
    st.tuples(st.just("correct"), PLACES, st.tuples(st.sampled_from(OFTEN), st.sampled_from(OFTEN))),
    st.tuples(st.just("take out"), PLACES, st.none()),
    st.tuples(st.just("cut loose"), PLACES, st.none()),
    st.tuples(st.just("take for"), PLACES, st.sampled_from(["consultation", "exit_interview"])),
    st.tuples(st.just("move house"), PLACES, st.sampled_from(["North", "East", None])),
)


async def _respond(child: Child, review: Review | None, *, area: str) -> UUID:
    row = await Response.create(
        questionnaire="consultation" if review else "exit_interview", child_id=child.id, review=review,
        status="finished", channel="paper", language="en", area=area, age_band="8-11", started_at=AT, touched_at=AT,
        completed_at=AT, completed_on=AT.date(),
    )  # fmt: skip
    await _answer(row.id, {"understand_plan": "all"} if review else {"gave_views": "always", "views_considered": ""})
    return row.id


async def _answer(response: UUID, given: dict[str, str]) -> None:
    await Answer.filter(response_id=response).delete()
    for revision, (question, code) in enumerate(given.items()):
        if code != "not asked":
            state = "answered" if code else "skipped"
            await Answer.create(
                response_id=response, question=question, revision=revision, state=state, codes=code, given_at=AT
            )


async def _four(service: Service) -> list[UUID]:
    """Two consultations and two exit interviews, in two areas, of two children."""
    made = []
    for number, area in enumerate(("North", "South")):
        child = await people.child(service, f"WM-{number}", care_ended=date(2014, 3, 1))
        made.append(await _respond(child, await people.review(service, child, f"R-{number}"), area=area))
        made.append(await _respond(child, None, area=area))
    return made


async def _do(what: str, response: UUID, how: Any) -> None:
    row = await Response.get_or_none(id=response)
    if row is None:
        return
    if what in {"leave", "move", "cancel"}:
        await _around(row, what, how)
        await recount([], moved=[response])
    else:
        await _of_itself(row, what, how)
        await recount([response])
    if what == "take out":
        await row.delete()


async def _around(row: Response, what: str, how: Any) -> None:
    """What changes of the child and their reviews."""
    match what:
        case "leave":
            await Child.filter(id=row.child_id).update(care_ended=how)
        case "move":
            await Review.filter(child_id=row.child_id).update(date=how)
        case "cancel":
            await Review.filter(child_id=row.child_id).update(status=how)


async def _of_itself(row: Response, what: str, how: Any) -> None:
    """What changes of the response."""
    this = Response.filter(id=row.id)
    match what:
        case "void" | "take out":
            await this.update(voided_at=AT if how in {True, None} else None)
        case "cut loose" if row.period is not None:
            await this.update(child_id=None, review_id=None, counts_for_id=None, detached_on=AT.date())
        case "move house":
            await this.update(area=how)
        case "take for":
            await this.update(questionnaire=how)
        case "correct":
            await _answer(row.id, dict(zip(("gave_views", "views_considered"), how, strict=True)))


async def _clear() -> None:
    for table in (Answer, CountedAnswer, Tally, Response, Review, Child, Code):
        await table.all().delete()


async def _tally() -> dict[tuple[int, ...], int]:
    return {row[:-1]: row[-1] for row in await Tally.all().values_list(*COLUMNS, "responses")}


async def _counted_anew() -> dict[tuple[int, ...], int]:
    """What counting every row comes to, written down without any of the program's own counting.

    Of several options to a question of the pair, the one with the highest number is taken.
    """
    rows = await CountedAnswer.all().values_list(*COLUMNS[:5], "response_id")
    codes = {row.word: row.id for row in await Code.filter(kind="question")}
    found = Counter((*row[:5], 0, 0) for row in rows)
    one, other = (codes.get(f"exit_interview.{name}") for name in ("gave_views", "views_considered"))
    for response in {row[5] for row in rows if row[3] in {one, other}}:
        options = {row[3]: row[4] for row in sorted(rows, key=lambda row: row[4]) if row[5] == response}
        place = next(row[:3] for row in rows if row[5] == response)
        found[(*place, one, options.get(one, -1), other, options.get(other, -1))] += 1
    return dict(found)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25)
@given(steps=st.lists(STEPS, min_size=1, max_size=8), together=st.booleans())
async def test_after_any_sequence_the_tally_equals_a_recount(
    service: Service, steps: list[tuple[str, int, Any]], together: bool
) -> None:
    await _clear()
    made = await _four(service)
    for response in [made] if together else [[each] for each in made]:
        await recount(response)
    for what, place, how in steps:
        await _do(what, made[place], how)
        assert (await _tally(), await amiss()) == (await _counted_anew(), 0)


async def test_more_responses_than_are_read_at_a_time_are_all_tallied(service: Service) -> None:
    """In one cell, of forms that belong to no child; into another, and out of it again."""
    made = [uuid4() for _ in range(MANY)]
    common = {"questionnaire": "consultation", "status": "finished", "channel": "paper", "language": "en"}
    at = {"started_at": AT, "touched_at": AT, "completed_at": AT, "completed_on": AT.date()}
    await Response.bulk_create([Response(id=each, **common, **at) for each in made])
    given = {"question": "know_pledge", "revision": 1, "state": "answered", "codes": "know", "given_at": AT}
    await Answer.bulk_create([Answer(response_id=each, **given) for each in made])
    await recount(made)
    assert [row.responses for row in await Tally.all()] == [MANY]
    await Response.all().update(completed_on=date(2014, 4, 1))
    await recount([], moved=made)
    quarter = Period(2014, 1).number
    assert [(row.period, row.responses) for row in await Tally.all()] == [(quarter, MANY)]
    assert (await CountedAnswer.filter(period=quarter).count(), await amiss()) == (MANY, 0)
    await Response.all().update(voided_at=AT)
    await recount(made)
    assert (await _tally(), await CountedAnswer.all().count()) == ({}, 0)


async def test_each_response_of_a_pair_is_tallied_once_by_both_options(service: Service) -> None:
    made = await _four(service)
    await _answer(made[1], {"gave_views": "always", "views_considered": "never"})
    await _answer(made[3], {"views_considered": "never"})
    await recount(made)
    words = {row.id: row.word for row in await Code.all()} | {0: "", -1: "not asked"}
    pairs = await Tally.exclude(other_question=0).values_list(*COLUMNS[3:], "responses")
    assert sorted((*(words[code] for code in row[:-1]), row[-1]) for row in pairs) == [
        ("exit_interview.gave_views", "always", "exit_interview.views_considered", "never", 1),
        ("exit_interview.gave_views", "not asked", "exit_interview.views_considered", "never", 1),
    ]


async def test_where_the_tally_is_not_what_its_rows_come_to_is_found(service: Service) -> None:
    await recount(await _four(service))
    await Tally.filter(other_question=0, option=0).update(responses=7)
    await CountedAnswer.filter(area=(await Code.get(word="South")).id, option__gt=0).delete()
    assert await amiss() == 4


async def _counted_with_a_large_number(service: Service) -> list[UUID]:
    """The latter two are of an area whose number is too large; all their other words have small ones."""
    made = await _four(service)
    await recount(made[:2])
    await Code.create(id=20_000, kind="area", word="South")
    await recount(made)
    return made


async def test_a_word_whose_number_is_large_is_counted_all_the_same(service: Service) -> None:
    """And found by the questions that an indicator takes together."""
    made = await _counted_with_a_large_number(service)
    assert sorted(await CountedAnswer.filter(cell=None).values_list("area", "response_id")) == sorted(
        await CountedAnswer.filter(response_id__in=made[2:]).values_list("area", "response_id")
    )
    rows = await statements.read(ANEW)
    expected = Counter(await CountedAnswer.all().values_list("question", "period", "area", "option"))
    assert {tuple(row[:4]): row[4] for row in rows} == dict(expected)
    assert (len({row[2] for row in rows}), await amiss()) == (2, 0)


async def test_the_migration_numbers_rows_as_counting_does(service: Service) -> None:
    await _counted_with_a_large_number(service)
    kept = await CountedAnswer.all().order_by("id").values()
    await CountedAnswer.all().update(cell=None)
    (numbers,) = [each for each in _operations("0009_packed") if isinstance(each, RunSQL)]
    await get_connection("default").execute_query(numbers.sql)
    assert await CountedAnswer.all().order_by("id").values() == kept
    assert len({row["cell"] for row in kept}) > 2


async def test_what_the_migration_fills_in_is_what_is_kept_up_afterwards(service: Service) -> None:
    made = await _four(service)
    await _answer(made[3], {"views_considered": "never"})
    await recount(made)
    kept = await _tally()
    await Tally.all().delete()
    for statement in _backfill():
        await get_connection("default").execute_query(statement)
    assert await _tally() == kept
    assert len(kept) > 5


async def test_the_migration_numbers_both_questions_of_the_pair_where_one_was_answered(service: Service) -> None:
    made = await _four(service)
    await recount(made)
    await Tally.all().delete()
    await CountedAnswer.filter(option=0).delete()
    await Code.filter(word="exit_interview.views_considered").delete()
    for statement in _backfill():
        await get_connection("default").execute_query(statement)
    assert await Code.filter(word="exit_interview.views_considered").count() == 1
    assert await _tally() == await _counted_anew()


def _backfill() -> list[str]:
    return list(_operations("0003_tally")[-1].sql)


def _operations(migration: str) -> list[Any]:
    return list(importlib.import_module(f"{migrations.__name__}.{migration}").Migration.operations)
