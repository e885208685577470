"""Inputs that could not be applied: how often each was tried, counted for all replicas together."""

from datetime import datetime

from surveys.storage.models import Failing
from surveys.storage.statements import one, write

_COUNT = (
    "INSERT INTO failing (key, tries, at) VALUES ($1, 1, $2)"
    " ON CONFLICT (key) DO UPDATE SET tries = failing.tries + 1, at = $2 RETURNING tries"
)


async def failed(key: str, now: datetime) -> int:
    """Count one more try that failed; how many there were."""
    ((tries,),) = await write(one(_COUNT, key, now))
    return int(tries)


async def applied(key: str) -> None:
    """It went well in the end."""
    await Failing.filter(key=key).delete()


async def put_aside(tries: int) -> int:
    """How many inputs have failed this often, and were put aside."""
    return await Failing.filter(tries__gte=tries).count()
