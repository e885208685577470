"""Children under way, on the web and in Telegram, while servers come and go."""

import asyncio
import random
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from bot.webhook import HEADER, PATH
from surveys.service.context import Service
from tests.support.invited import Invited, invite
from tests.support.keys import NOW
from tests.support.kill.browsers import Browser
from tests.support.kill.oracle import Account, Story
from tests.support.kill.phones import TOKEN, Api, Phone, bot_api
from tests.support.kill.servers import Server, Servers, warmed
from tests.support.programs import free_port

SECRET = "only-telegram-knows"
_TIMEOUT = ClientTimeout(total=40)
#: How long a run may take to settle once the last server is up and left alone.
_SETTLING_SECONDS = 60


@dataclass(slots=True)
class Posting:
    """Telegram's webhook sender: an update is posted until somebody says 200, ``times`` over for good measure."""

    client: ClientSession
    addresses: list[str]
    statuses: Counter[int] = field(default_factory=Counter)
    times: Callable[[], int] = lambda: 1
    old: Callable[[], bool] = lambda: False
    timeout: ClientTimeout = _TIMEOUT
    past: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=20))

    async def deliver(self, update: dict[str, Any]) -> None:
        """Post it until it is taken, by whichever server answers; duplicates go beside each other, and late."""
        self.past.append(update)
        posts = [self._once(update, first) for first in range(self.times())]
        if self.old():
            posts.append(self._once(self.past[0], 1))
        await asyncio.gather(*posts)

    async def _once(self, update: dict[str, Any], first: int) -> None:
        for tried in count(first):
            address = self.addresses[tried % len(self.addresses)]
            try:
                async with self.client.post(
                    f"{address}{PATH}", json=update, headers={HEADER: SECRET}, timeout=self.timeout
                ) as answer:
                    self.statuses[answer.status] += 1
                    if answer.status == 200:
                        return
            except (ClientError, TimeoutError, OSError):
                pass
            await asyncio.sleep(0.02)


@dataclass(slots=True)
class World:
    """Everybody in one run. ``kills`` counts the servers that were ended while children were under way."""

    service: Service
    servers: Servers
    client: ClientSession
    api: Api
    addresses: list[str]
    chance: random.Random
    delivery: Posting | Api
    timeout: ClientTimeout
    kills: int = 0
    counts_prompts: bool = True
    under_way: list[Browser | Phone] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    wrongs: list[str] = field(default_factory=list)
    unsure: int = 0
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    statuses: Counter[int] = field(default_factory=Counter)
    _stock: list[Invited] = field(default_factory=list)
    _numbers: Any = field(default_factory=lambda: count(7001))

    @asynccontextmanager
    async def busy(self, *, browsers: int = 4, phones: int = 4) -> AsyncIterator[None]:
        """Children one after the other for the length of the block; those under way then finish."""
        people = [self._again_and_again(self.browse) for _ in range(browsers)]
        people += [self._again_and_again(self.phone) for _ in range(phones)]
        tasks = [asyncio.create_task(each) for each in people]
        try:
            yield
        finally:
            self.stop.set()
            _, stuck = await asyncio.wait(tasks, timeout=_SETTLING_SECONDS)
            for each in stuck:
                each.cancel()
            self.wrongs += [f"stuck: {each}" for each in self.under_way]
            await asyncio.gather(*(tasks if not stuck else ()))

    async def _again_and_again(self, live: Callable[[], Awaitable[None]]) -> None:
        while not self.stop.is_set():
            await live()

    async def up(self, replica: int = 0, /, *, crash: str = "", now: datetime | Path = NOW, **more: str) -> Server:
        """A server at one of the addresses, ready."""
        port = self.addresses[replica].rpartition(":")[2]
        return await self.servers.fork(crash=crash, now=now, PORT=port, BASE_URL=self.addresses[0], **more)

    def moved(self, hours: int) -> datetime:
        """The tests' moment, so many hours off."""
        return NOW + timedelta(hours=hours)

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        """Wait until the tables say so."""
        async with asyncio.timeout(_SETTLING_SECONDS):
            while not await holds():  # noqa: ASYNC110  # another process writes what is waited for
                await asyncio.sleep(0.05)

    async def browse(self) -> None:
        """One child on the web, from the first page to the last."""
        invited, story = await self._asked()
        browser = Browser(self.client, self.addresses, self._questionnaire(), invited, self.chance, story)
        browser.timeout = self.timeout
        self.under_way.append(browser)
        await browser.live()
        self.under_way.remove(browser)
        self.unsure += browser.unsure
        self.statuses += browser.statuses

    async def phone(self) -> None:
        """One young person in Telegram."""
        invited, story = await self._asked()
        number, before = next(self._numbers), self.kills
        phone = Phone(
            self.api, self.delivery, self.service.vault, self._questionnaire(), invited, self.chance, story, number
        )
        self.under_way.append(phone)
        await phone.live()
        self.under_way.remove(phone)
        if self.counts_prompts and phone.repeats > self.kills - before:
            self.wrongs.append(f"{phone.repeats} prompts repeated in {self.kills - before} kills: {phone.shown.texts}")

    @property
    def given(self) -> int:
        """How many answers were shown as saved so far."""
        return sum(len(story.given) for story in self.stories)

    async def account(self) -> Account:
        """Every story held beside what is stored."""
        account = await Account.of(self.service, self.stories)
        account.wrongs += self.wrongs
        return account

    def _questionnaire(self) -> Any:
        return self.service.library.resolve("consultation", "16-17", "en")

    async def stock(self, invitations: int) -> None:
        """Invite so many ahead, for when the database will be away."""
        self._stock += [await invite(self.service, age=17) for _ in range(invitations)]

    async def _asked(self) -> tuple[Invited, Story]:
        invited = self._stock.pop() if self._stock else await invite(self.service, age=17)
        story = Story(invited.id)
        self.stories.append(story)
        return invited, story


@asynccontextmanager
async def world(
    service: Service,
    environ: Mapping[str, str],
    folder: Path,
    *,
    polling: bool = False,
    replicas: int = 1,
    seed: int = 1,
    patience: float = 40,
    **more: str,
) -> AsyncIterator[World]:
    """A world without a server yet; fork one at each of ``addresses`` with ``up``."""
    ports = [free_port() for _ in range(replicas)]
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(bot_api())
        client = await stack.enter_async_context(ClientSession(connector=TCPConnector(limit=0, force_close=True)))
        telegram = {"MYSAY_TELEGRAM_TOKEN": TOKEN, "MYSAY_TELEGRAM_API_URL": api.url}
        if not polling:
            telegram["MYSAY_TELEGRAM_WEBHOOK_SECRET"] = SECRET
        settings = {**environ, **telegram, **{f"MYSAY_{name}": text for name, text in more.items()}}
        servers = await stack.enter_async_context(warmed(settings, folder / "servers.log"))
        addresses = [f"http://127.0.0.1:{port}" for port in ports]
        timeout = ClientTimeout(total=patience)
        delivery = api if polling else Posting(client, addresses, timeout=timeout)
        yield World(service, servers, client, api, addresses, random.Random(seed), delivery, timeout)
