"""Somebody's phone at the bot's desk, without Telegram between: what is heard in, what is to be said out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from bot.calls import Call, Edit, Page, Rows, Send
from bot.read import Command, Commanded, Heard, Sender, Tapped, Typed
from bot.respond import Desk
from bot.screen import Screen
from surveys.service.context import Service
from surveys.storage import telegram
from surveys.storage.models import Invitation
from tests.support import people

BORN_16 = date(1997, 5, 1)


@dataclass
class Phone:
    """What somebody does, and what the desk answers."""

    desk: Desk
    number: int
    heard: Iterator[int] = field(default_factory=count)

    @property
    def sender(self) -> Sender:
        return Sender(self.number, self.number)

    async def hears(self, heard: Heard, *, once: str | None = None) -> tuple[Call, ...]:
        once = once or f"bot:{self.number}:{next(self.heard)}"
        calls, account, _ = await self.desk.respond(heard, self.desk.tapped(heard), once=once, screen=Screen())
        if account and any(_is_noted(call) for call in calls):
            await telegram.shown(account, 5)  # it has arrived
        return calls

    async def starts(self, payload: str = "", *, once: str | None = None) -> tuple[Call, ...]:
        return await self.hears(Commanded(self.sender, Command.START, payload), once=once)

    async def commands(self, command: Command) -> tuple[Call, ...]:
        return await self.hears(Commanded(self.sender, command))

    async def types(self, text: str, *, once: str | None = None) -> tuple[Call, ...]:
        return await self.hears(Typed(self.sender, 900, text), once=once)

    async def taps(self, data: str, *, once: str | None = None) -> tuple[Call, ...]:
        return await self.hears(Tapped(self.sender, "query", 5, data), once=once)


def _is_noted(call: Call) -> bool:
    """Whether it is kept when this question is on the screen."""
    return isinstance(call, Send | Edit) and bool(call.page.asks)


async def sixteen(service: Service) -> Invitation:
    """Somebody of sixteen is asked before their review."""
    child = await people.child(service, date_of_birth=BORN_16)
    return await people.invited(service, child, await people.review(service, child))


def page(calls: tuple[Call, ...]) -> Page:
    """The last page that is shown."""
    return [call.page for call in calls if isinstance(call, Send | Edit)][-1]


def button(rows: Rows, label: str) -> str:
    """The data of the button that says this."""
    return next(data for row in rows for text, data in row if text == label)


def payload(service: Service, invitation: Invitation) -> str:
    """The payload of an invitation's Telegram link."""
    return service.vault.telegram_payload(invitation.id, invitation.generation)


async def begun(phone: Phone, invitation: Invitation) -> Page:
    """The first question, after agreeing."""
    intro = page(await phone.starts(payload(phone.desk.service, invitation)))
    return page(await phone.taps(button(intro.rows, "OK, let’s start")))
