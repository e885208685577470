"""Whether the open question was on the screen when something was typed: a text names no question, as a button does.

Why it is done so stands in docs/adr/0014-what-was-on-the-screen.md.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from surveys.conversation.session import Asked
from surveys.service import binding
from surveys.service.context import Service
from surveys.storage import telegram
from surveys.storage.telegram import ON_ITS_WAY, Account

#: How long to wait, look after look, for a question that is on its way: whoever was sending it may have ended.
_LOOKS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.5)


@dataclass(frozen=True, slots=True)
class Screen:
    """What this process knows of a chat's screen as something was typed.

    ``unseen`` is a question that it had not begun to show; ``is_sending`` whether it is sending there now.
    """

    unseen: Asked | None = None
    is_sending: Callable[[], bool] = bool


async def was_shown(service: Service, account: Account, screen: Screen, typed: int) -> bool:
    """Whether the open question was there before the message ``typed``, the account as it was read along with it."""
    shown = await asked_from(service, account, screen)
    before = shown if shown and shown > 0 else account.prompt
    if not account.in_a_row and before and typed > before:
        await telegram.numbered_in_a_row(account.id)
    return shown is not None and (not account.in_a_row or shown < typed)


async def asked_from(service: Service, account: Account, screen: Screen) -> int | None:
    """Where the open question was shown first. One that is on its way is waited for, in case somebody is sending it."""
    now: Account | None = account
    for seconds in _LOOKS:
        if now is None or now.asked_from != ON_ITS_WAY:
            break
        await asyncio.sleep(seconds)
        now = await binding.reachable_account(service, account.child)
    return None if now is None or (now.asked_from == ON_ITS_WAY and screen.is_sending()) else now.asked_from
