"""What was composed before something else was said, or long ago, as it would be composed now.

Another process may have said something meanwhile and moved the session on, while this one stood still.
"""

from bot import speak
from bot.calls import Call, Clear, Edit, Page, Send, asked_in, pages
from bot.pacing import Timing
from bot.performing import Saying
from bot.screen import Screen, asked_from
from surveys.conversation.session import Asked
from surveys.service import binding
from surveys.service.answering import Turn
from surveys.service.context import Service
from surveys.storage.telegram import ON_ITS_WAY, Account

#: How long another process is given to speak of what it has applied.
_MOMENT_SECONDS = 0.5


async def left_over(service: Service, account: Account, calls: tuple[Call, ...], timing: Timing) -> tuple[Call, ...]:
    """What remains to be said to an input that was applied before, by another process as a rule.

    That one speaks of it too, unless it has ended. It is given a moment; what it has shown by then, or the young
    person has gone on from, is not said once more: it would put an old question on their screen.
    """
    page = next((page for page in pages(calls) if page.again), None)
    if page is None:
        return calls
    await timing.sleep(_MOMENT_SECONDS)
    now = await binding.reachable_account(service, account.child)
    if now is None:
        return without_repeats(calls)
    is_said = await _is_said(service, now, calls, page)
    turn = await binding.look_at_chat(service, now)
    return without_repeats(calls) if is_said or turn is None or _open(turn) != page.asks else calls


async def _is_said(service: Service, now: Account, calls: tuple[Call, ...], page: Page) -> bool:
    """Whether another process has said it, by what is kept of the chat. A message that is changed again is no matter."""
    if words := turned_to_words(calls):
        return (now.prompt or 0) > max(words)
    if not any(isinstance(call, Send) and call.page is page for call in calls):
        return False
    return (
        now.prompt is None
        if page.asks is None
        else (await asked_from(service, now, Screen()) or ON_ITS_WAY) > ON_ITS_WAY
    )


def turned_to_words(calls: tuple[Call, ...]) -> list[int]:
    """The messages that these calls turn into words that stay."""
    return [call.message for call in calls if isinstance(call, Edit) and not call.page.rows and not call.page.again]


def without_repeats(calls: tuple[Call, ...]) -> tuple[Call, ...]:
    """What is said once more left out. Words beside it, such as who can be rung, are said all the same."""
    return tuple(call for call in calls if not isinstance(call, Clear) and not _is_again(call))


def _is_again(call: Call) -> bool:
    return isinstance(call, Send | Edit) and call.page.again


async def caught_up(
    service: Service, account: Account, calls: tuple[Call, ...], tapped: int | None
) -> tuple[Account, tuple[Call, ...]]:
    """The account and the calls, made about the message that has the buttons now."""
    now = await binding.reachable_account(service, account.child)
    if now is None or now.prompt is None:
        return now or account, calls
    return now, _moved(calls, tapped, now.prompt)


async def renewed(service: Service, account: Account, saying: Saying, tapped: int | None) -> Account:
    """Look over what is left to be said; the account as it is now.

    The last page says where the young person stands. Where they stand elsewhere by now, it says that instead.
    """
    now = await binding.reachable_account(service, account.child)
    if now is None:
        return account
    turn, all_of_it = await binding.look_at_chat(service, now), (*saying.made, *saying.left)
    is_old = turn is not None and _changes_screen(all_of_it) and asked_in(all_of_it) != _open(turn)
    if turn and is_old:
        saying.left = _with(speak.where(service, turn), saying)
    if now.prompt is not None:
        saying.left = _moved(saying.left, saying.prompt or tapped, now.prompt, saying.made)
        if is_old and saying.prompt and saying.prompt < now.prompt:
            saying.left = (*saying.left, Clear(saying.prompt))
    return now


def _open(turn: Turn) -> Asked | None:
    return turn.session.asked if turn.step.question else None


def _changes_screen(calls: tuple[Call, ...]) -> bool:
    """Whether the buttons that were there are dealt with: words by themselves leave them alone."""
    return any(isinstance(call, Edit | Clear) for call in calls) or any(page.rows for page in pages(calls))


def _with(page: Page, saying: Saying) -> tuple[Call, ...]:
    """The calls left, with this page for their last one; without any, it takes the place of the one that was shown."""
    for place in reversed(range(len(saying.left))):
        call = saying.left[place]
        if isinstance(call, Send | Edit):
            one: Call = Edit(call.message, page) if isinstance(call, Edit) else Send(page)
            return (*saying.left[:place], one, *saying.left[place + 1 :])
    return (Edit(saying.prompt, page) if saying.prompt else Send(page), *saying.left)


def _moved(calls: tuple[Call, ...], tapped: int | None, prompt: int, made: tuple[Call, ...] = ()) -> tuple[Call, ...]:
    """Calls about the message that had the buttons, made about the one that has them now.

    The one that was tapped may have become words that must stay; it takes no question, unless it is the newer one.
    """
    screen = max(tapped or 0, prompt)
    turned = tuple(_turned_to(call, tapped, screen) for call in calls if not isinstance(call, Clear))
    edited = {call.message for call in (*made, *turned) if isinstance(call, Edit)}
    replaced = any(page.rows for page in pages(turned)) or len(turned) < len(calls)
    return (*turned, Clear(prompt)) if replaced and prompt not in edited else turned


def _turned_to(call: Call, tapped: int | None, screen: int) -> Call:
    if isinstance(call, Edit) and (call.message != tapped or call.page.rows):
        return Edit(screen, call.page)
    return call
