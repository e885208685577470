"""Counting while others count: whoever comes second sees what the first has done."""

import asyncio
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection

from surveys.conversation.replies import Action, Reply
from surveys.period import Period
from surveys.service import answering
from surveys.service.context import Service
from surveys.service.voiding import void
from surveys.storage.counting import recount
from surveys.storage.database import transaction
from surveys.storage.models import CountedAnswer, Response, Review, Tally
from tests.support.held import finished
from tests.support.invited import Invited, invite
from tests.support.patience import until

NEXT_QUARTER = Period(2014, 1)


def _after(go: asyncio.Event, work: Coroutine[Any, Any, object]) -> asyncio.Task[None]:
    """A task that does this once it may; made outside of any transaction, it is part of none."""

    async def waits() -> None:
        await go.wait()
        await work

    return asyncio.create_task(waits())


async def _is_kept_waiting(work: asyncio.Task[None]) -> bool:
    """As far as it gets: it is done, or waits for a lock. SQLite gives nobody a second transaction to begin with."""
    if get_connection("default").capabilities.dialect == "sqlite":
        return True
    waiting = await get_connection("default").execute_query_dict("SELECT 1 FROM pg_locks WHERE NOT granted")
    return work.done() or bool(waiting)


async def _all_but_the_last(service: Service, invited: Invited) -> tuple[UUID, Reply]:
    turn = await answering.agree(service, invited.id, "web")
    while True:
        assert turn.step.question is not None
        skip = Reply(turn.step.question.id, turn.session.revision, action=Action.SKIP)
        if turn.step.done == turn.step.of - 1:
            return turn.session.id, skip
        turn = await answering.reply(service, turn.session.id, skip, channel="web")


async def _move(review: Review, response: UUID) -> None:
    """As an import moves it."""
    async with transaction():
        await Review.filter(id=review.id).update(date=NEXT_QUARTER.start)
        await recount([response])


async def _counted() -> tuple[list[tuple[int | None, str | None]], set[int], int]:
    placed = [(row.period, row.uncounted) for row in await Response.all()]
    periods = {row.period for row in await CountedAnswer.all()} | {row.period for row in await Tally.all()}
    return placed, periods, sum([row.responses for row in await Tally.filter(other_question=0)])


async def test_the_last_answer_while_the_review_moves_counts_where_it_moved_to(service: Service) -> None:
    invited = await invite(service)
    session, last = await _all_but_the_last(service, invited)
    await recount([session])
    go = asyncio.Event()
    finishing = _after(go, answering.reply(service, session, last, channel="web"))

    async with transaction():
        await _move(invited.review, session)
        go.set()
        await until(lambda: _is_kept_waiting(finishing))
    await finishing

    number = NEXT_QUARTER.number
    assert await _counted() == ([(number, None)], {number}, await CountedAnswer.all().count())


async def test_a_response_that_is_voided_while_its_review_moves_counts_nowhere(service: Service) -> None:
    invited = await invite(service)
    session = await finished(service, invited.id, "typed")
    go = asyncio.Event()
    moving = _after(go, _move(invited.review, session))

    async with transaction():
        await void(service, str(session), reason="a trial", actor="qa")
        go.set()
        await until(lambda: _is_kept_waiting(moving))
    await moving

    assert await _counted() == ([(None, "voided")], set(), 0)
