"""What the bot says without being spoken to: reminders that are due.

Sending is at least once: a reminder is marked sent after the sending.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from telegram.error import RetryAfter, TelegramError

from bot import speak
from bot.calls import Unreachable, seconds_of
from bot.hours import may_send
from bot.outages import Outages
from bot.voice import Voice
from surveys.crashpoint import crashpoint
from surveys.errors import UnknownInvitation
from surveys.invitation.outcomes import Event
from surveys.service import answering, binding
from surveys.service.answering import Opened
from surveys.service.context import Service
from surveys.storage import outgoing, telegram
from surveys.storage.models import Outgoing
from surveys.storage.outgoing import Sort, State
from surveys.storage.telegram import Account

log = logging.getLogger(__name__)

_LOOK_SECONDS = 5.0
#: Reminders on their way at once: enough for the pace even where Telegram takes a second for each.
_AT_ONCE = 100
#: While one process sends a reminder no other takes it up.
_LEASE = timedelta(minutes=2)
_LONGEST_WAIT_MINUTES = 60


@dataclass(frozen=True, slots=True)
class _Due:
    """A reminder to be sent: its row, what it is about, and to whom."""

    row: Outgoing
    opened: Opened
    account: Account


async def run(service: Service, voice: Voice, outages: Outages) -> None:
    """Send what is due, again and again, until cancelled."""
    while True:
        try:
            await outages.make_good()
            await send_due(service, voice)
        except Exception as error:  # noqa: BLE001  # whatever it was, the next round may go well
            log.warning("delivery failed", extra={"error": type(error).__name__})
        await voice.manner.timing.sleep(_LOOK_SECONDS)


async def send_due(service: Service, voice: Voice) -> int:
    """Send the reminders that wait, within the authority's sending hours; how many went out.

    They go out evenly spaced and beside each other, so that a chat that Telegram makes wait holds up no other.
    """
    places, sending = asyncio.Semaphore(_AT_ONCE), []
    async with asyncio.TaskGroup() as together:
        async for due in _due(service):
            await places.acquire()
            await voice.pacer.turn()
            if not may_send(service):
                break
            task = together.create_task(_remind(service, voice, due))
            task.add_done_callback(lambda _: places.release())
            sending.append(task)
    return sum(task.result() for task in sending)


async def _due(service: Service) -> AsyncIterator[_Due]:
    """What waits and is still due, each leased; what is of no use any more is dropped."""
    while may_send(service):
        rows = await outgoing.waiting(Sort.REMINDER, now=service.clock.now())
        for row in rows:
            if not await telegram.lease(row, until=service.clock.now() + _LEASE):
                continue
            crashpoint("reminder-leased")
            due = await _still_due(service, row)
            if due is not None:
                yield due
            else:
                await outgoing.settle(row.id, State.DROPPED)
        if not rows:
            return


async def _remind(service: Service, voice: Voice, due: _Due) -> bool:
    """Send one reminder; whether it went out. A failure is logged and leaves it waiting."""
    row = due.row
    try:
        return await _sent(service, voice, due)
    except Unreachable:
        await telegram.unreachable(due.account.id, service.clock.now())
        await outgoing.settle(row.id, State.DROPPED)
    except TelegramError as error:
        if isinstance(error, RetryAfter):
            voice.pacer.refused(seconds_of(error))
        await outgoing.put_off(row, until=service.clock.now() + _wait(error, row.attempts))
        log.warning("reminder put off", extra={"outgoing": str(row.id), "error": type(error).__name__})
    except Exception as error:  # the database's: the others may go well, and this one waits for its lease to end
        log.warning("reminder not sent", extra={"outgoing": str(row.id)}, exc_info=error)
    return False


async def _sent(service: Service, voice: Voice, due: _Due) -> bool:
    await voice.say_once(due.account.chat, speak.reminder(service, due.opened))
    voice.pacer.went()
    crashpoint("reminder-sent")
    await outgoing.settle(due.row.id, State.SENT)
    crashpoint("reminder-settled")
    await telegram.move_outcome(due.opened.invitation, Event.DELIVERED)
    return True


async def _still_due(service: Service, row: Outgoing) -> _Due | None:
    """The invitation and the account, unless it was answered, declined, closed or unbound since it was queued."""
    if row.subject is None or not await telegram.may_be_reminded(row.subject):
        return None
    try:
        opened = await answering.open_invitation(service, row.subject)
    except UnknownInvitation:
        return None
    account = await binding.account_of_child(service, opened.child)
    return _Due(row, opened, account) if account else None


def _wait(error: TelegramError, attempts: int) -> timedelta:
    if isinstance(error, RetryAfter):
        return timedelta(seconds=seconds_of(error))
    return timedelta(minutes=min(2 ** min(attempts, 10), _LONGEST_WAIT_MINUTES))
