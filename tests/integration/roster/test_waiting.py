"""Who answers while an import is written: waits for no row of theirs on PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import date

from surveys.roster.plan import Plan
from surveys.roster.records import Change, ChildRecord, ReviewRecord
from surveys.service import answering
from surveys.service.context import Service
from surveys.storage import roster_writing
from surveys.storage.models import Child, Response, Review
from surveys.storage.rising import rising
from surveys.storage.roster_columns import Sealer
from surveys.storage.roster_staging import transaction_over
from tests.support.invited import Invited, invite
from tests.support.patience import until


async def test_who_agrees_while_their_child_and_review_are_updated_has_begun_before_that_is_committed(
    service: Service,
) -> None:
    invited, go = await invite(service), asyncio.Event()
    agreeing = asyncio.create_task(_agree_after(go, service, invited))  # begun out here, it is in no transaction
    prepared = roster_writing.prepare(
        Sealer(service.vault, service.clock.zone, rising(service.clock.now())), await _plan()
    )

    async with transaction_over(prepared.sheets) as db:
        await roster_writing.bring_in(prepared, db)
        go.set()
        if db.capabilities.dialect != "sqlite":  # which gives nobody a second transaction
            await until(lambda: _is_done(agreeing))
    await agreeing

    child, review = await Child.get(), await Review.get()
    assert (child.area, review.participation, await Response.all().count()) == ("South", "PN1", 1)
    assert (child.ref_sealed, review.ref_sealed) == ("", "")


async def _agree_after(go: asyncio.Event, service: Service, invited: Invited) -> None:
    await go.wait()
    await answering.agree(service, invited.id, "web")


async def _is_done(work: asyncio.Task[None]) -> bool:
    return work.done()


async def _plan() -> Plan:
    """A child who moves, and how they took part in their review."""
    child, review = await Child.get(), await Review.get()
    here = ChildRecord(ref="C1", date_of_birth=child.date_of_birth, area=child.area)
    planned = ReviewRecord(ref="R1", child=child.id, date=date(2014, 3, 31), status="planned")
    return Plan(
        children=(Change(child.id, replace(here, area="South"), here),),
        reviews=(Change(review.id, replace(planned, participation="PN1"), planned),),
    )
