"""What PostgreSQL remembers of rows to plan by: values of every column, which anybody who may read a table can read."""

from tortoise.connection import get_connection

from surveys.service import erasing
from surveys.service.context import Service
from surveys.storage.models import Response
from tests.support.held import Words, held
from tests.support.remains import found

HERS, HIS = Words("Hers47110815"), Words("His47110816")
#: But of the audit, whose earlier lines keep a row id that leads nowhere.
SAMPLES = (
    "SELECT concat(most_common_vals, histogram_bounds) AS sampled FROM pg_stats "
    "WHERE schemaname = 'public' AND tablename <> 'audit'"
)


async def sampled() -> bytes:
    rows = await get_connection("default").execute_query_dict(SAMPLES)
    return "\n".join(row["sampled"] for row in rows).encode()


async def test_an_erased_child_is_in_no_sample(service: Service) -> None:
    await held(service, HIS, number=7002)
    his = {row.id for row in await Response.all()}
    hers = await held(service, HERS, number=7001)
    gone = [str(hers.id), hers.ref_hash, *(str(row.id) for row in await Response.all() if row.id not in his)]
    await get_connection("default").execute_script("ANALYZE")
    assert found(gone, await sampled()) == sorted(gone)
    await erasing.erase(service, HERS("id"), reason="asked for", actor="qa")
    assert found(gone, await sampled()) == []
