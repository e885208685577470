"""What is printed as one picture is of one moment, wherever in its reading somebody else commits something."""

import io
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest

from analysis import views
from analysis.render import as_json
from surveys.period import Period
from surveys.service import answers, exporting, subject_access
from surveys.service.context import Service
from surveys.storage.database import one_moment
from surveys.storage.models import Audit, Response
from tests.support.between import committed, just_before
from tests.support.held import Words, held

Q4 = Period(2013, 4)
ZED = Words("zed")
#: Everything goes to another quarter, and nobody is asked what they were asked any more.
MOVED = (
    "UPDATE review SET date = '2014-05-01'",
    "UPDATE response SET period = period + 1",
    "UPDATE tally SET period = period + 1",
    "UPDATE answer SET question = 'was-' || question",
)
MOVED_BACK = (
    "UPDATE review SET date = '2014-03-31'",
    "UPDATE response SET period = period - 1",
    "UPDATE tally SET period = period - 1",
    "UPDATE answer SET question = SUBSTR(question, 5)",
)


async def reported(service: Service) -> Any:
    return as_json.document(await views.report(service, Q4))


async def exported(service: Service) -> str:
    table = io.StringIO()
    await exporting.export_responses(service, Q4, table, actor="qa")
    return table.getvalue()


async def told(service: Service) -> Any:
    return await subject_access.everything_about(service, ZED("id"), actor="qa")


async def shown(service: Service) -> Any:
    return await answers.read(service, ZED("review"), actor="iro")


async def forgotten() -> None:
    """That it was looked at before is in no picture."""
    await Audit.filter(action__in=("export responses", "subject access", "read answers")).delete()


@pytest.mark.parametrize("printed", [reported, exported, told, shown])
async def test_what_is_committed_meanwhile_changes_nothing_of_what_is_printed(
    service: Service, database_url: str, printed: Callable[[Service], Awaitable[Any]]
) -> None:
    await held(service, ZED, number=1)
    with just_before(0, str) as first:
        whole = await printed(service)
    assert first.asked > 2
    for nth in range(2, first.asked + 1):
        await forgotten()
        with just_before(nth, partial(committed, database_url, MOVED)):
            assert await printed(service) == whole
        await forgotten()
        assert await printed(service) != whole
        committed(database_url, MOVED_BACK)


async def test_a_moment_ends_with_its_block_however_that_ends(service: Service, database_url: str) -> None:
    await held(service, ZED, number=1)
    with suppress(LookupError):
        async with one_moment():
            before = await Response.filter(period=Q4.number).count()
            committed(database_url, MOVED)
            meanwhile = await Response.filter(period=Q4.number).count()
            raise LookupError
    assert (before, meanwhile, await Response.filter(period=Q4.number).count()) == (1, 1, 0)
