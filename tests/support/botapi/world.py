"""The bot at work against the strict stand-in, polled or by webhook, and young people with phones."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from aiohttp import web

from bot import app
from bot.webhook import PATH
from surveys.service.context import Service
from surveys.storage.models import Answer, Invitation, Response
from tests.support import people
from tests.support.botapi.moving import MovingClock
from tests.support.botapi.person import Person
from tests.support.botapi.server import TOKEN, Strict
from tests.support.programs import bound

BORN_16 = date(1997, 5, 1)
SECRET = "only-telegram-knows"
AWAY = "Sorry, I was away for a moment."

_SETTLING_SECONDS = 20


@dataclass(slots=True)
class World:
    """Telegram as it is to us, a service whose clock is Telegram's, and who has been asked."""

    api: Strict
    service: Service
    webhook: bool
    asked: dict[int, Invitation] = field(default_factory=dict)

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        """Wait until the tables say so: what has been sent is noted a moment later."""
        async with asyncio.timeout(_SETTLING_SECONDS):
            while not await holds():  # noqa: ASYNC110  # the bot writes what is waited for
                await asyncio.sleep(0.02)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[app.Telegram]:
        """The bot, at work for the length of the block."""
        held = bound()
        at = replace(self.service, base_url=f"http://127.0.0.1:{held.getsockname()[1]}")
        secret, timing = SECRET if self.webhook else None, self.api.time.timing
        bot = app.telegram(at, token=TOKEN, api_url=self.api.url, webhook_secret=secret, timing=timing)
        async with _listening(bot, held):
            work = asyncio.create_task(_at_work(bot))
            try:
                yield bot
            finally:
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)
                await bot.close()

    async def invite(self, number: int) -> Person:
        """Somebody of sixteen with a review in two weeks and a phone."""
        child = await people.child(self.service, f"WM-{number}", date_of_birth=BORN_16)
        day = self.service.clock.today() + timedelta(days=14)
        review = await people.review(self.service, child, f"R-{number}", date=day)
        self.asked[number] = await people.invited(self.service, child, review)
        return Person(self.api, number)

    async def begin(self, person: Person) -> None:
        """Open the link and agree; the first question is on the screen."""
        await self.open(person)
        await person.tap("OK, let’s start")
        await person.sees(lambda it: it.last.text.startswith("0 of"))

    async def open(self, person: Person) -> None:
        """Open the link; the introduction is on the screen."""
        invitation = self.asked[person.id]
        await person.type(f"/start {self.service.vault.telegram_payload(invitation.id, invitation.generation)}")
        await person.sees(lambda it: "OK, let’s start" in it.last.labels)

    async def kept(self, person: Person) -> int:
        """How many answers are stored."""
        return await Answer.filter(response__invitation_id=self.asked[person.id].id).count()

    async def revision(self, person: Person) -> int:
        """How far the session has moved."""
        return (await Response.get(invitation_id=self.asked[person.id].id)).revision


def moved_by(service: Service, api: Strict) -> Service:
    """The service, its clock moved with the stand-in's."""
    clock = service.clock
    return replace(service, clock=MovingClock(clock.zone, clock.fixed, api.time))


async def _at_work(bot: app.Telegram) -> None:
    await bot.start()
    async with asyncio.TaskGroup() as together:
        together.create_task(bot.run_polling())
        together.create_task(bot.run_delivery())


@asynccontextmanager
async def _listening(bot: app.Telegram, held: socket.socket) -> AsyncIterator[None]:
    if bot.webhook is None:
        with held:
            yield
        return
    pages = web.Application()
    pages.router.add_post(PATH, bot.webhook.handle)
    runner = web.AppRunner(pages, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.SockSite(runner, held).start()
    try:
        yield
    finally:
        await runner.cleanup()
