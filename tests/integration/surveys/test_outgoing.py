"""What waits to be sent is taken up by whom it is for, when it is due, and once at a time."""

from datetime import timedelta
from uuid import uuid4

from surveys.service.context import Service
from surveys.storage import outgoing
from surveys.storage.models import Outgoing
from surveys.storage.outgoing import Queued, Sort

LEASE = timedelta(minutes=1)


async def test_whoever_sends_reminders_takes_no_mail_and_nothing_before_its_time(service: Service) -> None:
    now = service.clock.now()
    await outgoing.queue(Sort.ALERT, [Queued("alert:1", uuid4())], now=now)
    await outgoing.queue(Sort.REMINDER, [Queued("due", uuid4())], now=now)
    await outgoing.queue(Sort.REMINDER, [Queued("later", uuid4())], now=now + LEASE)
    leased = await outgoing.lease(now=now, until=now + 2 * LEASE)
    assert [each.id for each in leased] == [(await Outgoing.get(key="due")).id]
    assert await outgoing.lease(now=now, until=now + 2 * LEASE) == []
    assert [row.key for row in await outgoing.waiting(Sort.ALERT, now=now)] == ["alert:1"]


async def test_what_has_waited_longest_goes_first(service: Service) -> None:
    now = service.clock.now()
    for key, waited in (("second", 1), ("first", 2)):
        await outgoing.queue(Sort.ALERT, [Queued(key, uuid4())], now=now - waited * LEASE)
    assert [row.key for row in await outgoing.waiting(Sort.ALERT, now=now)] == ["first", "second"]
    assert await outgoing.waiting(Sort.ALERT, now=now - 3 * LEASE) == []
