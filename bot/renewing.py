"""What was composed before something else was said, or long ago, looked over: the looks that :mod:`bot.recast` needs.

Another process may have said something meanwhile and moved the session on, while this one stood still.
"""

from dataclasses import replace
from datetime import timedelta

from bot import recast, speak
from bot.calls import Calls, Edit, Page, Saying, Send, pages, turned_to_words
from bot.pacing import Timing
from bot.screen import asked_from
from bot.showing import Showing
from bot.speak import Place
from surveys.service import answering, binding
from surveys.service.alerts import called_since
from surveys.service.context import Service
from surveys.storage import telegram
from surveys.storage.telegram import Account

#: How long another process is given to speak of what it has applied.
_MOMENT_SECONDS = 0.5
#: What is being said may be crossed by an input from so long ago at most, unless a process stands still.
_LATELY = timedelta(minutes=5)


async def left_over(service: Service, account: Account, calls: Calls, timing: Timing) -> Calls:
    """What remains to be said to an input that was applied before, by another process as a rule.

    That one speaks of it too, unless it has ended. It is given a moment; what it has shown by then, or the young
    person has gone on from, is not said once more: it would put an old question on their screen.
    """
    page = next((page for page in pages(calls) if page.again), None)
    if page is None:
        return calls
    await timing.sleep(_MOMENT_SECONDS)
    now = await binding.reachable_account(account.child)
    if now is None:
        return recast.without_repeats(calls)
    is_said = await _is_said(now, calls, page)
    stands = await _stands(service, now)
    is_due = not is_said and stands is not None and stands.asks == page.asks
    return calls if is_due else recast.without_repeats(calls)


async def caught_up(account: Account, calls: Calls, tapped: int | None) -> tuple[Account, Calls]:
    """The account as it is now, and the calls made about the message that has the buttons now."""
    now = await binding.reachable_account(account.child)
    if now is None or now.prompt is None:
        return now or account, calls
    return now, recast.moved(calls, tapped=tapped, prompt=now.prompt)


async def renewed(service: Service, account: Account, saying: Saying, tapped: int | None) -> tuple[Account, Calls]:
    """The account as it is now, and what is left to be said, looked over."""
    now = await binding.reachable_account(account.child)
    if now is None:
        return account, saying.left
    stands = await _stands(service, now)
    return now, recast.renewed(saying, stands, tapped=tapped, prompt=now.prompt)


async def righted(service: Service, showing: Showing) -> tuple[Account, Calls] | None:
    """What puts right what this process said last, where another one has crossed it; None where nothing has to be."""
    now = await binding.reachable_account(showing.account.child)
    if now is None:
        return None
    stands, lines = await _stands(service, now), await _called_lately(service, showing)
    calls = recast.righted(showing, stands, prompt=now.prompt, lines=lines)
    account = await _taken_over(now, showing, calls)
    return (account, calls) if account else await righted(service, showing)


async def _taken_over(now: Account, showing: Showing, calls: Calls) -> Account | None:
    """The account, for whoever makes these calls; None where others have shown something since it was read."""
    ours = showing.saying.prompt or 0
    if ours > (now.prompt or 0):
        is_ours = await telegram.shown(now, ours, showing.asks)
        return replace(now, prompt=ours, seen=ours) if is_ours else None
    if any(isinstance(call, Edit) and call.message == now.prompt for call in calls):
        is_ours = await telegram.taken(now)
        return replace(now, seen=-(now.seen or 0)) if is_ours else None
    return now


async def _stands(service: Service, account: Account) -> Page | None:
    """The page that says where the session stands that the chat is about; None where it is about none that is open."""
    turn = await binding.look_at_chat(service, account)
    return speak.where(service, turn) if turn else None


async def _called_lately(service: Service, showing: Showing) -> Page | None:
    """Who can be rung, where a call for help came from this session just now: another process has said it."""
    since = service.clock.now() - _LATELY
    if showing.asks is None or not await called_since(showing.asks[0], since):
        return None
    turn = await answering.look(service, showing.asks[0])
    return pages(speak.rung(service, turn.questionnaire, Place()))[0]


async def _is_said(now: Account, calls: Calls, page: Page) -> bool:
    """Whether another process has said it, by what is kept of the chat. A message that is changed again is no matter."""
    if words := turned_to_words(calls):
        return (now.prompt or 0) > max(call.message for call in words)
    if not any(isinstance(call, Send) and call.page is page for call in calls):
        return False
    if page.asks is None:
        return now.prompt is None
    return await asked_from(now) is not None
