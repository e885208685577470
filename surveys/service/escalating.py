"""A call for help that nobody acknowledges is mailed again, and to more people, until somebody does."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from surveys.crashpoint import crashpoint
from surveys.service.context import Service
from surveys.storage import outgoing
from surveys.storage.models import Alert, Outgoing
from surveys.storage.outgoing import Queued, Sort, State


def times_due(waited: timedelta, after: Sequence[int]) -> int:
    """How often it should have been mailed again by now.

    ``after`` are rising minutes since the first mail was queued; past the last of them it is mailed again
    each time as long again as that. Without any, never.
    """
    minutes = waited // timedelta(minutes=1)
    if not after or minutes < after[-1]:
        return sum(minutes >= each for each in after)
    return len(after) + (minutes - after[-1]) // after[-1]


def key_of(alert: int, time: int) -> str:
    """The key of a call's mail: of the first one (0), or of one that followed it."""
    return f"alert:{alert}:{time}" if time else f"alert:{alert}"


def alert_of(key: str) -> tuple[int, int]:
    """The call that a mail is about, and how many went before it."""
    _, alert, *time = key.split(":")
    return int(alert), int(time[0]) if time else 0


async def queue_mails(service: Service) -> None:
    """Queue the first mail of every call that waits, and those that are due again."""
    waiting = {alert.id: alert.response_id for alert in await Alert.filter(acknowledged_at=None).order_by("id")}
    await _queue_new(service, [Queued(key_of(alert, 0), response) for alert, response in waiting.items()])
    crashpoint("mail-queued")
    now, after = service.clock.now(), service.authority.escalate_minutes
    since = {alert_of(row.key)[0]: row.queued_at for row in await _queued(key_of(alert, 0) for alert in waiting)}
    due = {alert: times_due(now - first, after) for alert, first in since.items()}
    again = [Queued(key_of(alert, times), waiting[alert]) for alert, times in due.items() if times > 0]
    if await _queue_new(service, again):
        await _drop(key_of(alert, each) for alert, times in due.items() for each in range(times))


async def _queue_new(service: Service, mails: Sequence[Queued]) -> int:
    """Queue those that are not queued yet; how many those are."""
    known = {row.key for row in await _queued(mail.key for mail in mails)}
    new = [mail for mail in mails if mail.key not in known]
    if new:
        await outgoing.queue(Sort.ALERT, new, now=service.clock.now())
    return len(new)


async def _queued(keys: Iterable[str]) -> list[Outgoing]:
    return await Outgoing.filter(key__in=list(keys))


async def _drop(earlier: Iterable[str]) -> None:
    """Earlier mails that never went out are of no use any more."""
    await Outgoing.filter(key__in=list(earlier), state=State.WAITING).update(state=State.DROPPED)
