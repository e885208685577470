"""The stand-in itself: requests in, updates out by webhook or by getUpdates, faults as scripted."""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from tests.support.botapi.chats import Chats
from tests.support.botapi.checking import check
from tests.support.botapi.flood import Flood
from tests.support.botapi.methods import Methods
from tests.support.botapi.moving import Moving
from tests.support.botapi.refusals import OTHER_POLLER, UNAUTHORIZED, WEBHOOK_ACTIVE, Refusal
from tests.support.botapi.updates import Sender, Updates
from tests.support.programs import listening

TOKEN = "4242:synthetic-token-of-the-tests"
WEBHOOK_SECONDS, BATCH = 60.0, 100
_PATIENCE_SECONDS = 30
_EPOCH = 1_396_000_000


@dataclass(slots=True)
class Held:
    """A request that is long on its way: nothing is done until it ``goes_on``."""

    came: asyncio.Event = field(default_factory=asyncio.Event)
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)


#: What may go wrong with a request: a refusal; the connection is cut before anything is done, or after; it takes long.
Fault = Refusal | Held | Literal["cut", "cut after"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that came in, when, and how it was answered: 200, a refusal's number, 0 for a cut connection."""

    at: float
    method: str
    fields: dict[str, Any]
    status: int

    @property
    def chat(self) -> int:
        """The chat that it is about; 0 for none."""
        return int(self.fields.get("chat_id") or 0)


@dataclass(slots=True)
class Strict:
    """A running stand-in. ``down`` cuts every connection, in both directions, as an outage of the line does."""

    url: str
    time: Moving
    changed: asyncio.Condition
    chats: Chats
    methods: Methods
    updates: Updates
    asked: list[Asked] = field(default_factory=list)
    carried: list[tuple[int, int]] = field(default_factory=list)
    faults: defaultdict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    down: bool = False
    _poll: asyncio.Task[Any] | None = None

    def fail(self, method: str, *faults: Fault) -> None:
        """What happens to the next requests of a method."""
        self.faults[method].extend(faults)

    def sent(self, method: str = "sendMessage", *, status: int = 200) -> list[Asked]:
        """The requests of one kind that were answered so."""
        return [each for each in self.asked if (each.method, each.status) == (method, status)]

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait for something to have come of requests."""
        async with asyncio.timeout(_PATIENCE_SECONDS), self.changed:
            await self.changed.wait_for(lambda: bool(holds()))

    async def quiet(self) -> None:
        """Wait until every update has been taken or has died."""
        await self.until(lambda: not self.updates.living())

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        method, fields = request.match_info["method"], await _fields(request)
        fault = self.faults[method].popleft() if self.faults[method] else None
        if self.down or fault == "cut":
            return await self._cut(request, method, fields)
        if isinstance(fault, Held):
            fault.came.set()
            await fault.goes_on.wait()
        try:
            if request.match_info["token"] != TOKEN:
                raise UNAUTHORIZED
            if isinstance(fault, Refusal):
                raise fault
            check(method, fields)
            result = await self._polled(fields) if method == "getUpdates" else self.methods.do(method, fields)
        except Refusal as refusal:
            if fault == "cut after":  # there was nothing to be cut after
                self.faults[method].appendleft(fault)
            await self._note(method, fields, refusal.status)
            return web.json_response(refusal.body, status=refusal.status)
        if fault == "cut after":
            return await self._cut(request, method, fields)
        await self._note(method, fields, 200)
        return web.json_response({"ok": True, "result": result})

    async def _cut(self, request: web.Request, method: str, fields: dict[str, Any]) -> web.StreamResponse:
        await self._note(method, fields, 0)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _note(self, method: str, fields: dict[str, Any], status: int) -> None:
        async with self.changed:
            self.asked.append(Asked(self.time.now(), method, fields, status))
            self.changed.notify_all()

    async def _polled(self, fields: dict[str, Any]) -> list[dict[str, Any]]:
        """What is waiting from the offset on, after waiting for it; a second poller ends the first."""
        if self.methods.webhook:
            raise WEBHOOK_ACTIVE
        if self._poll is not None and not self._poll.done():
            self._poll.cancel()
        self.updates.allowed = tuple(fields.get("allowed_updates") or self.updates.allowed)
        for update in [number for number in self.updates.waiting if number < fields.get("offset", 0)]:
            await self.updates.take(update)
        self._poll = asyncio.create_task(self._next(float(fields.get("timeout", 0))))
        async with self.changed:
            self.changed.notify_all()
        try:
            return await self._poll  # type: ignore[no-any-return]  # the task's type is not known where it is kept
        except asyncio.CancelledError:
            raise OTHER_POLLER from None

    async def _next(self, seconds: float) -> list[dict[str, Any]]:
        waiting = asyncio.create_task(self._something())
        asleep = asyncio.create_task(self.time.sleep(seconds))
        try:
            await asyncio.wait({waiting, asleep}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            asleep.cancel()
        return [update.body for update in self.updates.living()[:BATCH]]

    async def _something(self) -> None:
        async with self.changed:
            await self.changed.wait_for(self.updates.living)

    async def carry(self, body: dict[str, Any]) -> bool | float | None:
        """Bring one update to the webhook. What its answer asks for is done, and nobody hears what came of it."""
        hook = self.methods.webhook
        if not hook or self.down:
            return None
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.get("secret_token", "")}
        timeout = ClientTimeout(total=WEBHOOK_SECONDS)
        try:
            async with (
                ClientSession(timeout=timeout) as client,
                client.post(hook["url"], json=body, headers=headers) as answer,
            ):
                self.carried.append((body["update_id"], answer.status))
                if answer.status == 200 and answer.content_type == "application/json":
                    await self._asked_for(await answer.json())
                told = float(answer.headers.get("Retry-After", 0)) or None
                taken = 200 <= answer.status < 300
        except (ClientError, TimeoutError):
            self.carried.append((body["update_id"], 0))
            taken, told = False, None
        async with self.changed:
            self.changed.notify_all()
        if not taken:
            self.methods.last_error = _EPOCH + int(self.time.now())
        return taken or told

    async def _asked_for(self, fields: dict[str, Any]) -> None:
        method = str(fields.pop("method", ""))
        try:
            check(method, fields)
            self.methods.do(method, fields)
        except Refusal as refusal:
            await self._note(method, fields, refusal.status)
        else:
            await self._note(method, fields, 200)


@asynccontextmanager
async def strict(*, speed: float = 20.0) -> AsyncIterator[Strict]:
    """A stand-in on a port of its own for the length of the block."""
    time, changed = Moving(speed), asyncio.Condition()
    updates = Updates(time.now, changed)
    chats = Chats(time.now)
    api = Strict("", time, changed, chats, Methods(chats, Flood(time.now), updates), updates)
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", api.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    api.url = await listening(runner)
    sending = asyncio.create_task(Sender(updates, api.carry, time.sleep).run())
    try:
        yield api
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await runner.cleanup()


async def _fields(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        fields: dict[str, Any] = await request.json()
        return fields
    return dict(await request.post())
