"""Outages longer than a tap lives: noticed whenever they end, and made good by putting open questions again.

When Telegram last reached us is kept in the database, so that it makes no difference whether the line was
down, the database, or this process.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from bot import speak
from bot.hours import may_send
from bot.pacing import Slot
from bot.speak import Place
from bot.voice import Composed, Voice
from surveys.conversation.effects import Explain
from surveys.crashpoint import crashpoint
from surveys.service import binding
from surveys.service.alert_route import look_before_telling
from surveys.service.alerts import called_since
from surveys.service.context import Service
from surveys.storage import marks, outgoing, telegram
from surveys.storage.marks import Name
from surveys.storage.telegram import Account

log = logging.getLogger(__name__)

#: How long Telegram keeps a tap that we do not take.
TAP = timedelta(seconds=150)
#: After a short interruption those are asked again who were answering just then; what else was tapped is still coming.
RECENTLY = timedelta(minutes=10)
#: After a long one everybody may have tapped whose question stands. Who moved so short a time before it is asked at once,
LATELY = timedelta(days=1)
#: whoever did not so long after the last time at the soonest: outages in a row are no reason to write to them each time.
APART = timedelta(hours=1)
_NOTE_SECONDS = 10.0
#: Chats that are being asked again at once. One that Telegram makes wait holds its place.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment to another, both included; ``idle`` with those who have waited since before."""

    since: datetime
    until: datetime
    idle: bool = False


@dataclass(slots=True)
class Outages:
    """Notices outages, and makes good for them within the sending hours."""

    service: Service
    voice: Voice
    _noted: float | None = None

    async def reached(self) -> None:
        """Telegram reaches us now; an outage may lie behind it."""
        elapsed = self.voice.manner.timing.now()
        if self._noted is not None and elapsed - self._noted < _NOTE_SECONDS:
            return
        now, before = self.service.clock.now(), await marks.at(Name.REACHED)
        if before is not None and now - before > TAP:
            log.warning("taps may have been lost", extra={"seconds": int((now - before).total_seconds())})
            await marks.put_back(Name.ASK_SINCE, before - LATELY)
        await marks.move(Name.REACHED, now)
        self._noted = elapsed

    async def started(self) -> None:
        """This process has just started: whoever was answering a moment ago may not have got the next question.

        They get it at any hour, since they have just written; what a long outage asks for waits for the morning.
        """
        now = self.service.clock.now()
        await self.reached()
        if await marks.at(Name.ASK_SINCE) is None:
            recent = Span(now - RECENTLY, now)
            await ask_again(self.service, self.voice, recent, again=True, at_any_hour=True)
        else:
            await self.make_good(again=True)

    async def make_good(self, *, again: bool = False) -> None:
        """Put the open questions again, if any may have been lost, and it is the hour for it."""
        now, asked = self.service.clock.now(), await marks.at(Name.ALL_ASKED)
        idle = asked is None or now - asked >= APART
        since, owed = await marks.at(Name.ASK_SINCE), await marks.at(Name.ASK_IDLE)
        due = since or (owed if idle else None)
        if due is None or not await self._asked(Span(due, now if since else due, idle=idle), again=again):
            return
        if idle:
            await marks.move(Name.ALL_ASKED, now)
            await marks.drop(Name.ASK_IDLE, owed or due)
        else:
            await marks.move(Name.ASK_IDLE, due)
        await marks.drop(Name.ASK_SINCE, due)

    async def _asked(self, span: Span, *, again: bool) -> bool:
        """Ask again those of a span, and whether that was done to the end."""
        if not may_send(self.service):
            return False
        await ask_again(self.service, self.voice, span, again=again)
        return may_send(self.service) and not await outgoing.held()


async def ask_again(
    service: Service, voice: Voice, span: Span, *, again: bool = False, at_any_hour: bool = False
) -> None:
    """Put the open question again in every chat whose session moved last in that span, evenly spaced.

    ``again`` leaves out the chats that this process has shown it to already, as it may have since its start.
    """
    if await outgoing.held():
        return  # a restored backup knows only what was open when it was made
    accounts = [account for account in await _going(span) if await binding.look_at_chat(service, account)]
    places = asyncio.Semaphore(_AT_ONCE)
    async with asyncio.TaskGroup() as together:
        for account in accounts:
            await places.acquire()
            slot = await voice.pacer.turn(told=True)
            if not at_any_hour and not may_send(service):
                return
            task = together.create_task(_ask(service, voice, account, span, slot, again=again))
            task.add_done_callback(partial(_done, places, voice, slot))


def _done(places: asyncio.Semaphore, voice: Voice, slot: Slot, _task: asyncio.Task[None]) -> None:
    """However it ended, before it began even: its place and its slot are over."""
    voice.pacer.over(slot)
    places.release()


async def _ask(service: Service, voice: Voice, account: Account, span: Span, slot: Slot, *, again: bool) -> None:
    try:
        chat = telegram.chat_number(service.vault, account)
        heard = again and voice.has_spoken(chat)
        if voice.is_speaking(chat):
            voice.pacer.over(slot)  # it may be long: nobody else waits for it
        compose = partial(_standing, service, account.child, span, again=again, lines=not heard)
        await voice.say(chat, partial(_setting_out, voice, slot, compose))
        crashpoint("question-put-again")
    except Exception as error:  # the others are asked all the same
        log.warning("not asked again", exc_info=error)


async def _setting_out(voice: Voice, slot: Slot, compose: Callable[[], Awaitable[Composed]]) -> Composed:
    """What is to be said, its slot held until it sets out: looking it up takes longer at one time than at another."""
    try:
        return await compose()
    finally:
        voice.pacer.over(slot)


async def _standing(service: Service, child: UUID, span: Span, *, again: bool, lines: bool) -> Composed:
    """The open question of a child's chat, as it stands when it is the chat's turn.

    Whoever moved the session since, this process or another replica, shows what it has moved to. ``lines`` where who
    can be rung goes before it, if they called for help: that may have been lost on the way out.
    """
    account = next(iter(await _going(span, child)), None)
    turn = await binding.look_at_chat(service, account) if account else None
    if account is None or turn is None:
        return None
    standing = speak.standing(turn)
    if lines and await called_since(turn.session.id, span.since):
        standing = replace(standing, effects=(Explain("help"), *standing.effects))
        await look_before_telling(service, standing.effects)
    return account, speak.speak(service, standing, Place(account.prompt), lead="telegram-away", again=again)


async def _going(span: Span, child: UUID | None = None) -> list[Account]:
    return await telegram.mid_conversation(since=span.since, until=span.until, idle=span.idle, child=child)
