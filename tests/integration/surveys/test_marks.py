"""Moments that outlive the process: put back only to an earlier one, and taken away only where nobody has moved them."""

from datetime import UTC, datetime

from surveys.service.context import Service
from surveys.storage import marks
from surveys.storage.marks import Name

EARLY, LATE = datetime(2014, 3, 28, 9, tzinfo=UTC), datetime(2014, 3, 28, 10, tzinfo=UTC)


async def test_a_mark_is_put_back_and_never_forth(service: Service) -> None:
    seen = []
    for moment in (LATE, EARLY, LATE):
        await marks.put_back(Name.ASK_SINCE, moment)
        seen.append(await marks.at(Name.ASK_SINCE))
    assert (seen, await marks.at(Name.REACHED)) == ([LATE, EARLY, EARLY], None)


async def test_a_mark_that_has_moved_since_stays(service: Service) -> None:
    await marks.move(Name.ASK_SINCE, LATE)
    await marks.move(Name.REACHED, LATE)
    await marks.drop(Name.ASK_SINCE, EARLY)
    assert await marks.at(Name.ASK_SINCE) == LATE
    await marks.drop(Name.ASK_SINCE, LATE)
    assert (await marks.at(Name.ASK_SINCE), await marks.at(Name.REACHED)) == (None, LATE)
