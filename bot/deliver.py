"""What the bot says without being spoken to: reminders that are due, and questions put again after an outage.

Everything here is at least once: a reminder is marked sent after the sending, and a question put
twice does no harm, because its buttons name the revision.
"""

import asyncio
import logging
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from telegram.error import RetryAfter, TelegramError

from bot import speak
from bot.calls import Call, Unreachable, seconds_of
from bot.speak import Place
from bot.updates import Updates
from surveys.crashpoint import crashpoint
from surveys.errors import UnknownInvitation, UnknownSession
from surveys.invitation.outcomes import Event
from surveys.service import answering, binding
from surveys.service.answering import Opened
from surveys.service.context import Service
from surveys.storage import outgoing, telegram
from surveys.storage.models import Outgoing
from surveys.storage.outgoing import Sort, State
from surveys.storage.telegram import Account

log = logging.getLogger(__name__)

#: Telegram takes about thirty messages a second from a bot to different chats; these go out evenly below that.
A_SECOND = 28
_LOOK_SECONDS = 5
#: While one process sends a reminder no other takes it up.
_LEASE = timedelta(minutes=2)
_LONGEST_WAIT_MINUTES = 60


async def run(service: Service, updates: Updates) -> None:
    """Send what is due, again and again, until cancelled."""
    while True:
        try:
            await send_due(service, updates)
        except Exception as error:  # noqa: BLE001  # whatever it was, the next round may go well
            log.warning("delivery failed", extra={"error": type(error).__name__})
        await asyncio.sleep(_LOOK_SECONDS)


async def send_due(service: Service, updates: Updates) -> int:
    """Send the reminders that wait, within the authority's sending hours; how many went out."""
    if not may_send(service, service.clock.now()):
        return 0
    sent = 0
    for row in await outgoing.waiting(Sort.REMINDER, now=service.clock.now()):
        if await telegram.lease(row, until=service.clock.now() + _LEASE):
            crashpoint("reminder-leased")
            sent += await _remind(service, updates, row)
            await asyncio.sleep(1 / A_SECOND)
    return sent


def may_send(service: Service, moment: datetime) -> bool:
    """Whether a moment lies in the authority's sending hours, which are local times."""
    start, end = service.authority.sending_hours
    return start <= moment.astimezone(service.clock.zone).time() < end


async def ask_again(service: Service, updates: Updates, *, since: datetime, again: bool = False) -> None:
    """Put the open question again in every chat where it may have been lost.

    ``again`` leaves out the chats that this process has shown it to already, as it may have since its start.
    """
    for account in await telegram.mid_conversation(service.vault, since=since):
        await updates.say(account.chat, partial(_standing, service, account.child, again=again))
        crashpoint("question-put-again")
        await asyncio.sleep(1 / A_SECOND)


async def _standing(service: Service, child: UUID, *, again: bool) -> tuple[Account, tuple[Call, ...]] | None:
    """The open question of a child's chat, as it stands when it is the chat's turn."""
    account = await binding.account_of_child(service, child)
    if account is None or account.invitation is None:
        return None
    try:
        turn = await answering.look_at_invitation(service, account.invitation)
    except UnknownSession:
        return None
    place = Place(account.prompt)
    return account, speak.speak(service, speak.standing(turn), place, lead="telegram-away", again=again)


async def _remind(service: Service, updates: Updates, row: Outgoing) -> bool:
    due = await _still_due(service, row)
    if due is None:
        await outgoing.settle(row.id, State.DROPPED)
        return False
    opened, account = due
    try:
        await updates.say_once(account.chat, speak.reminder(service, opened))
    except Unreachable:
        await telegram.unreachable(account.id, service.clock.now())
        await outgoing.settle(row.id, State.DROPPED)
        return False
    except TelegramError as error:
        await outgoing.put_off(row, until=service.clock.now() + _wait(error, row.attempts))
        log.warning("reminder put off", extra={"outgoing": str(row.id), "error": type(error).__name__})
        return False
    crashpoint("reminder-sent")
    await outgoing.settle(row.id, State.SENT)
    crashpoint("reminder-settled")
    await telegram.move_outcome(opened.invitation, Event.DELIVERED)
    return True


async def _still_due(service: Service, row: Outgoing) -> tuple[Opened, Account] | None:
    """The invitation and the account, unless it was answered, declined, closed or unbound since it was queued."""
    if row.subject is None or not await telegram.may_be_reminded(row.subject):
        return None
    try:
        opened = await answering.open_invitation(service, row.subject)
    except UnknownInvitation:
        return None
    account = await binding.account_of_child(service, opened.child)
    return (opened, account) if account else None


def _wait(error: TelegramError, attempts: int) -> timedelta:
    if isinstance(error, RetryAfter):
        return timedelta(seconds=seconds_of(error))
    return timedelta(minutes=min(2 ** min(attempts, 10), _LONGEST_WAIT_MINUTES))
