"""Whether the open question was on the screen when something was typed: a text names no question, as a button does.

Why it is done so stands in docs/adr/0014-what-was-on-the-screen.md.
"""

import asyncio
from dataclasses import dataclass
from typing import NamedTuple

from bot.read import Typed
from surveys.conversation.session import Asked
from surveys.service import binding
from surveys.storage import telegram
from surveys.storage.sessions import ON_ITS_WAY
from surveys.storage.telegram import Account

#: How long to wait, look after look, for a question that is on its way: a moment, as whoever was sending it may have ended.
_LOOKS = (0.05, 0.1, 0.2, 0.4)


class Put(NamedTuple):
    """A message of the bot's that puts a question: its number, and the second of Telegram's clock when it was sent."""

    message: int
    at: int


@dataclass(frozen=True, slots=True)
class Screen:
    """What this process knows of a chat's screen as something was typed.

    ``coming`` is the question that it shows, or will when its turn comes, and ``unseen`` that one while it had not begun to;
    ``again`` the message by which it put one again of late.
    """

    coming: Asked | None = None
    unseen: Asked | None = None
    again: Put | None = None


async def asked_from(account: Account) -> int | None:
    """The message that showed the open question first, None where none has, as far as is known.

    One that is on its way is waited for, in case somebody is sending it.
    """
    now: Account | None = account
    for seconds in _LOOKS:
        if now is None or now.asked_from != ON_ITS_WAY:
            break
        await asyncio.sleep(seconds)
        now = await binding.reachable_account(account.child)
    return None if now is None or now.asked_from == ON_ITS_WAY else now.asked_from


async def was_before(account: Account, screen: Screen, shown: int, typed: Typed) -> bool:
    """Whether the message ``shown``, which asks the open question, was there before what was ``typed``."""
    if screen.again and screen.again.message == shown and typed.at < screen.again.at:
        return False
    before = shown or account.prompt
    if not account.in_a_row and before and typed.message > before:
        await telegram.numbered_in_a_row(account.id)
    return not account.in_a_row or shown < typed.message
