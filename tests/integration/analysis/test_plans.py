"""A report costs what its quarters hold, not what has been kept for years: it looks things up, and scans no large table."""

import re
from collections.abc import AsyncIterator

import pytest
from tortoise.connection import get_connection

from analysis import views
from surveys.period import Period
from surveys.service.context import Service
from surveys.storage.database import transaction
from tests.support.logged import statements

#: Tables that grow with every answer, and the short names statements give them.
_LARGE = "response|p|r|answer|a|later|counted_answer|tally|review|child|c"


async def _plan(statement: str) -> AsyncIterator[str]:
    """The steps that the database would take, however little there is to read now."""
    if get_connection("default").capabilities.dialect == "sqlite":
        for row in await get_connection("default").execute_query_dict(f"EXPLAIN QUERY PLAN {statement}"):
            yield row["detail"]
        return
    async with transaction() as whole:
        await whole.execute_query("SET LOCAL enable_seqscan = off")
        for row in await whole.execute_query_dict(f"EXPLAIN {statement}"):
            yield row["QUERY PLAN"]


@pytest.mark.parametrize("period", ["2013-14-Q4", "2013-14"])
async def test_a_report_scans_no_table_that_grows(
    service: Service, period: str, caplog: pytest.LogCaptureFixture
) -> None:
    with statements(caplog):
        await views.report(service, Period.parse(period), themes=True)
    asked = [str(record.args[0]) for record in caplog.records if isinstance(record.args, tuple)]
    ours = [
        sql
        for sql in asked
        if sql.strip().startswith("SELECT") and re.search(r"\b(response|tally|review|child)\b", sql)
    ]
    steps = [step for sql in ours for step in [step async for step in _plan(sql)]]
    scans = [step for step in steps if re.match(rf"SCAN ({_LARGE})\b", step) or re.search(r"Seq Scan on", step)]
    assert scans == []
    assert len(ours) >= 7
