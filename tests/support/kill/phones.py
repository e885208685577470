"""Children in Telegram chats: what each chat shows, how often it showed it, and a child who taps and types."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol

from aiohttp import web

from bot.buttons import Button, Press, unpacked
from surveys.questionnaire.definition import Kind, Question, Questionnaire
from surveys.storage.vault import Vault
from tests.support.invited import Invited
from tests.support.kill.oracle import Story
from tests.support.programs import listening

TOKEN = "4242:synthetic-token-of-the-tests"
_STUCK_SECONDS = 4.0
_updates = count(1)


class Delivery(Protocol):
    """How updates get to the bot: posted until they are taken, or fetched."""

    async def deliver(self, update: dict[str, Any]) -> None:
        """Returns once the bot has acknowledged it."""


@dataclass(slots=True)
class Shown:
    """One chat as it stands: the message with buttons, and how often each question was shown."""

    message: int = 0
    rows: list[list[dict[str, str]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def show(self, message: int, fields: dict[str, Any]) -> None:
        """A message appeared, or was changed."""
        self.message, self.rows = message, (fields.get("reply_markup") or {}).get("inline_keyboard", [])
        self.texts.append(fields["text"])
        self.times.update(row[0]["callback_data"] for row in self.rows[-1:])  # the last row's data names the revision
        self.changed.set()


@dataclass(slots=True)
class Api:
    """The Bot API as far as a chat needs it. The next edit is refused where ``fails`` is told of it."""

    url: str = ""
    fails: Callable[[], None] | None = None
    hook: str = ""
    chats: dict[int, Shown] = field(default_factory=dict)
    updates: dict[int, dict[str, Any]] = field(default_factory=dict)
    taken: int = 0
    came: asyncio.Condition = field(default_factory=asyncio.Condition)
    _messages: Any = field(default_factory=lambda: count(100))

    async def handle(self, request: web.Request) -> web.Response:
        """One method."""
        fields, method = await request.json(), request.match_info["method"]
        if self.fails and method == "editMessageText":
            fails, self.fails = self.fails, None
            fails()
            return web.json_response({"ok": False, "error_code": 502, "description": "Bad Gateway"}, status=502)
        return web.json_response({"ok": True, "result": await self._done(method, fields)})

    async def _done(self, method: str, fields: dict[str, Any]) -> object:
        if method == "getUpdates":
            return await self._fetched(fields["offset"])
        if method == "setWebhook":
            self.hook = fields["url"]
        if method == "getWebhookInfo":
            return {"url": self.hook, "has_custom_certificate": False, "pending_update_count": 0}
        if method not in {"sendMessage", "editMessageText"}:
            return True
        number = fields.get("message_id") or next(self._messages)
        self.chats.setdefault(fields["chat_id"], Shown()).show(number, fields)
        chat = {"id": fields["chat_id"], "type": "private"}
        return {"message_id": number, "date": 1, "chat": chat, "text": fields["text"]}

    async def _fetched(self, offset: int) -> list[dict[str, Any]]:
        async with self.came:
            self.taken = max(self.taken, offset)
            self.updates = {number: each for number, each in self.updates.items() if number >= offset}
            self.came.notify_all()
            try:
                async with asyncio.timeout(1):
                    await self.came.wait_for(lambda: self.updates)
            except TimeoutError:
                return []
            return [self.updates[number] for number in sorted(self.updates)]

    async def deliver(self, update: dict[str, Any]) -> None:
        """By polling: it has been let go once a later offset was asked for."""
        async with self.came:
            self.updates[update["update_id"]] = update
            self.came.notify_all()
            await self.came.wait_for(lambda: self.taken > update["update_id"])


@asynccontextmanager
async def bot_api() -> AsyncIterator[Api]:
    """The Bot API for the length of the block."""
    api = Api()
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", api.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    try:
        api.url = await listening(runner)
        yield api
    finally:
        await runner.cleanup()


@dataclass(slots=True)
class Phone:
    """One child with a link to the bot, on a phone of their own."""

    api: Api
    delivery: Delivery
    vault: Vault
    questionnaire: Questionnaire
    invited: Invited
    chance: random.Random
    story: Story
    number: int
    wanted_again: Counter[str] = field(default_factory=Counter)
    nudges: int = 0
    last: str = ""
    typed: str = ""
    furthest: int = 0

    def __str__(self) -> str:
        shown = self.shown
        return f"phone {self.number} with {self._buttons()[-1:]} after {shown.texts[-3:]}, last {self.last}"

    @property
    def shown(self) -> Shown:
        """The chat."""
        return self.api.chats.setdefault(self.number, Shown())

    @property
    def repeats(self) -> int:
        """How often a question was shown once more without having been asked for."""
        return sum((self.shown.times - self.wanted_again - Counter(set(self.shown.times))).values()) - self.nudges

    async def live(self) -> None:
        """From the link to the last message."""
        await self._says(f"/start {self.vault.telegram_payload(self.invited.id, 1)}")
        while self._asked() is None:
            await self._until(lambda: bool(self.shown.rows))
            if agree := self._find(Press.AGREE):
                await self._taps(agree)
                await self._until(lambda: self._asked() is not None)
        while asked := self._asked():
            await self._one(*asked)
        self.story.finished = self._ended()

    async def _one(self, question: Question, revision: int) -> None:
        (what,) = self.chance.choices(["answer", "skip", "help"], [86, 9, 5])
        if is_old := revision < self.furthest:  # put back for a moment by another replica: a tap there moves nothing
            what = "skip"
        if what == "help":
            await self._calls_for_help(question)
            return
        if what == "skip" or question.kind in (Kind.DATE, Kind.NUMBER):
            value: object = None
            await self._taps(self._data(Press.SKIP))
        else:
            value = await self._answers(question)
        while not self._is_beyond(revision):
            await self._until(lambda: self._is_beyond(revision))
            if isinstance(value, str) and value == self.typed and self._revision() == revision:
                await self._says(value)  # it came before the question did, and is still asked for
        if is_old:
            return
        self.furthest = revision + 1
        self.story.gave(self.furthest, question.id, value)
        codes = value if isinstance(value, list) else [value]
        if not set(question.concern).isdisjoint(codes):
            self.story.concerns.add(("answer", question.id))

    async def _calls_for_help(self, question: Question) -> None:
        self.wanted_again[self._data(Press.HELP)] += 1
        before = len(self.shown.texts)
        await self._taps(self._data(Press.HELP))
        self.story.concerns.add(("help", question.id))
        while len(self.shown.texts) == before or self._asked() is None:
            await self._until(lambda: len(self.shown.texts) > before and self._asked() is not None)

    async def _answers(self, question: Question) -> object:
        if question.kind is Kind.CHOICES:
            return await self._ticks(question, self.chance.randrange(len(question.codes)))
        if not question.codes:
            words = f"words {self.chance.random()}"
            self.typed = words
            await self._says(words)
            return words
        option = self.chance.randrange(len(question.codes))
        await self._taps(self._data(Press.OPTION, option))
        return question.codes[option]

    async def _ticks(self, question: Question, option: int) -> object:
        while not (done := self._find(Press.DONE, 1 << option)):
            if toggle := self._find(Press.TOGGLE, 1 << option):
                self.wanted_again[self._data(Press.HELP)] += 1
                await self._taps(toggle)
            await self._until(lambda: self._find(Press.DONE, 1 << option) is not None)
        await self._taps(done)
        return [question.codes[option]]

    async def _until(self, holds: Callable[[], bool]) -> None:
        """Wait for the bot. Who waits too long says /start, which shows where things stand."""
        try:
            async with asyncio.timeout(_STUCK_SECONDS):
                while not holds():
                    self.shown.changed.clear()
                    await self.shown.changed.wait()
        except TimeoutError:
            self.nudges += 1
            await self._says("/start")

    def _ended(self) -> bool:
        return bool(self.shown.texts) and self.shown.texts[-1].startswith(("All done", "You have done this already"))

    def _buttons(self) -> list[tuple[str, Button]]:
        data = [button["callback_data"] for row in self.shown.rows for button in row]
        return [(each, button) for each in data if (button := unpacked(self.vault, each))]

    def _find(self, press: Press, value: int = 0) -> str | None:
        wanted = (press, value)
        return next((data for data, button in self._buttons() if (button.press, button.value) == wanted), None)

    def _data(self, press: Press, value: int = 0) -> str:
        found = self._find(press, value)
        assert found is not None, (press, value)
        return found

    def _revision(self) -> int | None:
        return next((button.revision for _, button in self._buttons() if button.press is Press.SKIP), None)

    def _is_beyond(self, revision: int) -> bool:
        return self._ended() or (self._revision() or 0) > revision

    def _asked(self) -> tuple[Question, int] | None:
        found = next((button for _, button in self._buttons() if button.press is Press.SKIP), None)
        return (self.questionnaire.questions[found.question], found.revision) if found else None

    async def _taps(self, data: str) -> None:
        self.last = f"tap {unpacked(self.vault, data)}"
        message = {"message_id": self.shown.message, "date": 1, "chat": self._chat(), "text": "."}
        query = {"id": str(next(_updates)), "from": self._person(), "chat_instance": "1", "data": data}
        await self.delivery.deliver({"update_id": next(_updates), "callback_query": {**query, "message": message}})

    async def _says(self, text: str) -> None:
        self.last = text
        number = next(_updates)
        message = {"message_id": number + 10_000_000, "date": 1, "chat": self._chat(), "from": self._person()}
        await self.delivery.deliver({"update_id": number, "message": {**message, "text": text}})

    def _chat(self) -> dict[str, object]:
        return {"id": self.number, "type": "private"}

    def _person(self) -> dict[str, object]:
        return {"id": self.number, "is_bot": False, "first_name": "Sam"}
