"""What the bot says without being spoken to: reminders that are due.

Sending is at least once: a reminder is marked sent after the sending.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from telegram.error import RetryAfter, TelegramError

from bot import speak
from bot.hours import may_send
from bot.outages import Outages
from bot.pacing import Slot
from bot.performing import Unreachable, seconds_of
from bot.voice import Voice
from surveys.crashpoint import crashpoint
from surveys.ending import end_if_cancelled
from surveys.errors import UnknownInvitation
from surveys.service import binding, opening
from surveys.service.context import Service
from surveys.service.opening import Opened
from surveys.storage import outgoing, telegram
from surveys.storage.outgoing import Leased, State
from surveys.storage.telegram import Account

log = logging.getLogger(__name__)

#: Between two looks at what waits; sooner where something is due sooner, though not at once.
_LOOK_SECONDS, _SOONEST_SECONDS = 5.0, 0.2
#: Reminders at work at once: enough for the pace even where Telegram takes a second for each.
_AT_ONCE = 100
#: While one process holds a reminder no other takes it up; the last part of that is left for the sending.
_LEASE, _SENDING = timedelta(minutes=2), timedelta(seconds=30)
_LONGEST_WAIT_MINUTES = 60


@dataclass(frozen=True, slots=True)
class _Due:
    """A reminder to be sent: what is leased, what it is about, and to whom."""

    row: Leased
    opened: Opened
    account: Account


async def run(service: Service, voice: Voice, outages: Outages) -> None:
    """Send what is due, again and again, until cancelled."""
    while True:
        wait = _LOOK_SECONDS
        try:
            await outages.make_good()
            await send_due(service, voice)
            wait = await _until_next(service)
        except Exception as error:  # noqa: BLE001  # whatever it was, the next round may go well
            log.warning("delivery failed", extra={"error": type(error).__name__})
        end_if_cancelled()
        await voice.manner.timing.sleep(wait)


async def send_due(service: Service, voice: Voice) -> int:
    """Send the reminders that wait, within the authority's sending hours; how many went out.

    They go out evenly spaced and beside each other, so that a chat that Telegram makes wait holds up no other.
    """
    places, sending = asyncio.Semaphore(_AT_ONCE), []
    async with asyncio.TaskGroup() as together:
        async for row in _leased(service):
            await places.acquire()
            slot = await voice.pacer.turn(told=True)
            task = together.create_task(_in_turn(service, voice, row, slot))
            task.add_done_callback(partial(_done, places, voice, slot))
            sending.append(task)
    return sum(task.result() for task in sending)


async def _until_next(service: Service) -> float:
    """Seconds until there may be something to send."""
    due = await outgoing.next_due() if may_send(service) else None
    if due is None:
        return _LOOK_SECONDS
    return min(max((due - service.clock.now()).total_seconds(), _SOONEST_SECONDS), _LOOK_SECONDS)


async def _leased(service: Service) -> AsyncIterator[Leased]:
    """What waits, leased some at a time."""
    while may_send(service):
        now = service.clock.now()
        rows = await outgoing.lease(now=now, until=now + _LEASE)
        for row in rows:
            crashpoint("reminder-leased")
            yield row
        if not rows:
            return


async def _in_turn(service: Service, voice: Voice, row: Leased, slot: Slot) -> bool:
    """Send one reminder, if it may still be sent; whether it went out. A failure is logged and leaves it waiting."""
    try:
        due = await _still_due(service, row)
        if due is None:
            await outgoing.settle(row.id, State.DROPPED)
        elif may_send(service) and service.clock.now() < row.until - _SENDING:
            return await _remind(service, voice, due, slot)
    except Exception as error:  # the database's: the others may go well, and this one waits for its lease to end
        log.warning("reminder not sent", extra={"outgoing": str(row.id)}, exc_info=error)
    return False


def _done(places: asyncio.Semaphore, voice: Voice, slot: Slot, _task: asyncio.Task[bool]) -> None:
    """However it ended, before it began even: its place and its slot are over."""
    voice.pacer.over(slot)
    places.release()


async def _still_due(service: Service, row: Leased) -> _Due | None:
    """The invitation and the account, unless it was answered, declined, closed or unbound since it was queued."""
    if row.subject is None or not await outgoing.may_be_reminded(row.subject):
        return None
    try:
        opened = await opening.open_invitation(service, row.subject)
    except UnknownInvitation:
        return None
    account = await binding.reachable_account(opened.child)
    return _Due(row, opened, account) if account else None


async def _remind(service: Service, voice: Voice, due: _Due, slot: Slot) -> bool:
    row = due.row
    try:
        await voice.say_once(telegram.chat_number(service.vault, due.account), speak.reminder(service, due.opened))
    except Unreachable:
        await telegram.unreachable(due.account.id, service.clock.now())
        await outgoing.settle(row.id, State.DROPPED)
    except TelegramError as error:
        if isinstance(error, RetryAfter):
            voice.pacer.refused(seconds_of(error))
        await outgoing.put_off(row, until=service.clock.now() + _wait(error, row.attempts))
        log.warning("reminder put off", extra={"outgoing": str(row.id), "error": type(error).__name__})
    else:
        voice.pacer.went(slot)
        crashpoint("reminder-sent")
        await outgoing.delivered(row.id, due.opened.invitation)
        crashpoint("reminder-settled")
        return True
    return False


def _wait(error: TelegramError, attempts: int) -> timedelta:
    if isinstance(error, RetryAfter):
        return timedelta(seconds=seconds_of(error))
    return timedelta(minutes=min(2 ** min(attempts, 10), _LONGEST_WAIT_MINUTES))
