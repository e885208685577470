"""Two young people, one phone, two channels, two versions of the questions, in any order and crossed.

After every step: what they were shown as saved is what is stored, what is stored is what the pure engine makes
of what they did, and at most one message in the chat has buttons for the open question.
"""

import asyncio
import re
import shutil
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from itertools import count, permutations
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot import app
from bot.buttons import OF_INVITATION, Button, Press, unpacked
from config.authority import Authority
from surveys.clock import Clock
from surveys.conversation.replies import Action, Reply
from surveys.questionnaire.definition import Questionnaire
from surveys.questionnaire.library import Library
from surveys.service.context import Service
from surveys.storage.database import connected, unlocked
from surveys.storage.models import Invitation
from surveys.storage.vault import Vault
from tests.support import people
from tests.support.believed import Believed, Input, Stored
from tests.support.botapi.chats import Message
from tests.support.botapi.person import Person
from tests.support.botapi.server import TOKEN, Strict, strict
from tests.support.invited import Client, visiting
from tests.support.keys import BASE_URL
from tests.support.phones import BORN_16

T = TypeVar("T")
#: The questions of somebody of sixteen before and after the definition changes.
BEFORE = ("feel_safe", "safe_more", "any_worries", "worry_more", "sw_last_seen", "skills_help", "advocate")
AFTER = ("advocate", "skills_help", "feel_safe", "sw_last_seen")
MANNERS = re.compile(r'(id = "16-17"\nages = \[16, 17\]\nquestions = )\[.*?\]', re.DOTALL)
TEXTS = st.sampled_from(
    ["1", "2", "9", "Never", "Yes", "12/3/2014", "my own words", "\u202eb\u0000d", "/help", "👩‍👩‍👧"]
)
EXAMPLES, STEPS = 40, 40
_numbers = count(1)


@dataclass
class House:
    """What lasts for all examples: a database, a Telegram, and a bot and a website for each version."""

    runner: asyncio.Runner
    api: Strict
    services: list[Service]
    bots: list[app.Telegram]
    sites: list[Client]

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)


@dataclass
class Sibling:
    """One of two, their letter, and what they believe."""

    invitation: Invitation
    token: str
    payload: str
    believed: Believed = field(default_factory=Believed)
    bearer: str = ""


class Conversation(RuleBasedStateMachine):
    """The steps that may come in any order."""

    house: House

    @initialize()
    def invited(self) -> None:
        self.version, self.bound = 0, False
        self.buttons: list[tuple[Message, str]] = []
        self.siblings = [self.house.run(self._sibling()) for _ in range(2)]
        self.phone = Person(self.house.api, 10_000 + next(_numbers))

    async def _sibling(self) -> Sibling:
        service, number = self.house.services[0], next(_numbers)
        child = await people.child(service, f"WM-{number}", date_of_birth=BORN_16)
        invitation = await people.invited(service, child, await people.review(service, child, f"R-{number}"))
        vault = service.vault
        return Sibling(invitation, vault.token(invitation.id, 1), vault.telegram_payload(invitation.id, 1))

    @property
    def one(self) -> Sibling:
        """Whose phone it is."""
        return self.siblings[0]

    # What happens on the phone

    @rule(mine=st.booleans())
    def opens_a_link_on_the_phone(self, mine: bool) -> None:
        """The first link binds the phone; the sibling's is then as good as unknown."""
        if not mine and not self.bound:
            return
        self.bound = True
        self._does(
            self.phone.type(f"/start {self.siblings[not mine].payload}"),
            self._came_back if mine else _nothing,
            shows=mine,
        )

    @precondition(lambda self: self.bound)
    @rule()
    def starts_again(self) -> None:
        self._does(self.phone.type("/start"), self._came_back)

    @precondition(lambda self: self.bound)
    @rule()
    def stops(self) -> None:
        self._does(self.phone.type("/stop"), Believed.stopped)

    @precondition(lambda self: self.bound)
    @rule(text=TEXTS)
    def types(self, text: str) -> None:
        self._does(self.phone.type(text), lambda it: self._typed(it, text))

    @precondition(lambda self: self.bound)
    @rule(text=TEXTS)
    def edits_what_was_sent_long_ago(self, text: str) -> None:
        mine = [message for message in self.phone.screen if message.mine]
        if mine:
            self._does(self.phone.edit(mine[0], text), _nothing, shows=False)

    @precondition(lambda self: self.buttons)
    @rule(at=st.integers(0, 60), old=st.booleans())
    def taps(self, at: int, old: bool) -> None:
        message, data = self._button(at, old=old)
        self._does(self.phone.press(data, message), self._of(data))

    @precondition(lambda self: self.buttons)
    @rule(at=st.integers(0, 60), times=st.integers(2, 3))
    def taps_more_than_once(self, at: int, times: int) -> None:
        message, data = self._button(at, old=False)
        taps = [self.phone.press(data, message) for _ in range(times)]
        self._crossed(taps, [self._of(data)] * times)

    @precondition(lambda self: self.buttons)
    @rule(at=st.integers(0, 60), text=TEXTS.filter(lambda text: text != "/help"))
    def taps_and_types_at_once(self, at: int, text: str) -> None:
        message, data = self._button(at, old=False)
        self._crossed(
            [self.phone.press(data, message), self.phone.type(text)], [self._of(data), lambda it: self._typed(it, text)]
        )

    # What happens on the website

    @rule(who=st.integers(0, 1))
    def agrees_on_the_website(self, who: int) -> None:
        sibling = self.siblings[who]
        status, body = self._asks(sibling, "/api/v1/sessions", {"token": sibling.token})
        sibling.believed, sibling.bearer = sibling.believed.agreed(self._asked()), body["session"]
        assert status == 201
        self._is_shown(sibling, body["step"])

    @precondition(lambda self: any(each.bearer for each in self.siblings))
    @rule(who=st.integers(0, 1), behind=st.sampled_from([0, 0, 0, 1]), at=st.integers(0, 9), action=st.sampled_from(["answer", "answer", "answer", "skip", "back", "help", "stop"]))  # fmt: skip
    def replies_on_the_website(self, who: int, behind: int, at: int, action: str) -> None:
        sibling = self.siblings[who]
        now = sibling.believed.step
        if not sibling.bearer or now is None or now.question is None:
            return
        behind = min(behind, now.revision)
        codes = [*now.question.codes, "words of mine"]
        value: object = [codes[0]] if now.question.kind == "choices" else codes[at % len(codes)]
        given = value if action == "answer" else None
        body = {"to": now.question.id, "revision": now.revision - behind, "action": action, "value": given}
        status, answer = self._asks(sibling, "/api/v1/session/reply", body)
        before = sibling.believed
        sibling.believed = before.replied(_reply(body))
        assert status == (409 if behind else 200)
        self._is_shown(sibling, answer["step"])

    # What happens elsewhere

    @rule()
    def the_questions_change(self) -> None:
        """From now on the other version answers, as after an upgrade; whoever has begun stays with theirs."""
        self.version = 1 - self.version

    @invariant()
    def what_was_shown_as_saved_is_what_is_stored(self) -> None:
        if not hasattr(self, "siblings"):
            return
        for sibling in self.siblings:
            stored = self.house.run(Stored.of(self.house.services[0], sibling.invitation.id))
            assert stored == Stored.as_believed(sibling.believed)

    # How

    def _does(self, act: Coroutine[Any, Any, object], then: Input, *, shows: bool = True) -> None:
        """Something on the phone, taken in and answered; ``shows`` when it then shows where things stand."""
        self.house.run(self._delivered([act]))
        self.one.believed = then(self.one.believed)
        self._looks(shows=shows)

    def _crossed(self, acts: Sequence[Coroutine[Any, Any, object]], inputs: Sequence[Input]) -> None:
        """Several things at once, which may have come in any order."""
        self.house.run(self._delivered(acts))
        stored = self.house.run(Stored.of(self.house.services[0], self.one.invitation.id))
        orders = [_in_order(self.one.believed, order) for order in permutations(inputs)]
        fitting = [believed for believed in orders if Stored.as_believed(believed) == stored]
        assert fitting, (stored, [Stored.as_believed(believed) for believed in orders])
        self.one.believed = fitting[0]
        self._looks()

    async def _delivered(self, acts: Sequence[Coroutine[Any, Any, object]]) -> None:
        """What Telegram brings, each update twice and all at once, as replicas may get it."""
        for act in acts:
            await act
        bot, waiting = self.house.bots[self.version], self.house.api.updates.living()
        await asyncio.gather(*(bot.updates.take(update.body) for update in waiting for _ in range(2)))
        await bot.updates.drain()
        for update in waiting:
            await self.house.api.updates.take(update.id)

    def _looks(self, *, shows: bool = True) -> None:
        """The last question in the chat is the open one, and the only one with its buttons."""
        shown, now = self.phone.shown, self.one.believed.step
        self.buttons += [
            (message, data) for message in shown for _, data in message.buttons if (message, data) not in self.buttons
        ]
        with_buttons = [message for message in shown if message.buttons]
        assert len(with_buttons) <= 1, [message.text for message in shown]
        if shows and now is not None and now.question is not None and with_buttons:
            pressed = [unpacked(self.house.services[0].vault, data) for _, data in with_buttons[0].buttons]
            revisions = {each.revision for each in pressed if each and each.press not in OF_INVITATION}
            assert revisions <= {now.revision}, (revisions, now.revision)
            assert f"{now.done} of {now.of} done" in with_buttons[0].text or not revisions

    def _button(self, at: int, *, old: bool) -> tuple[Message, str]:
        """One of the newest message's, or of any that there ever was."""
        newest = [(message, data) for message in self.phone.shown for _, data in message.buttons]
        choice = self.buttons if old or not newest else newest
        return choice[at % len(choice)]

    def _of(self, data: str) -> Input:
        button = unpacked(self.house.services[0].vault, data)
        assert button is not None
        return lambda it: self._tapped(it, button)

    def _tapped(self, believed: Believed, button: Button) -> Believed:
        if button.press not in OF_INVITATION:
            return believed.tapped(button)
        return believed.agreed(self._asked()) if believed.session or button.press is Press.AGREE else believed

    def _typed(self, believed: Believed, text: str) -> Believed:
        """On the introduction a 1 is as good as its first button, which agrees."""
        if text == "/help":
            return believed
        return believed.typed(text) if believed.session or text != "1" else believed.agreed(self._asked())

    def _came_back(self, believed: Believed) -> Believed:
        return believed.agreed(self._asked()) if believed.session else believed

    def _asked(self) -> Questionnaire:
        return self.house.services[self.version].library.resolve("consultation", "16-17")

    def _asks(self, sibling: Sibling, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        return self.house.run(_posted(self.house.sites[self.version], path, body, sibling.bearer))

    def _is_shown(self, sibling: Sibling, shown: dict[str, Any]) -> None:
        now = sibling.believed.step
        assert now is not None
        asked = now.question.id if now.question else None
        there = shown["question"]["id"] if shown.get("question") else None
        assert (shown["kind"], shown["revision"], there) == (now.kind, now.revision, asked)


def _nothing(believed: Believed) -> Believed:
    return believed


def _in_order(believed: Believed, inputs: tuple[Input, ...]) -> Believed:
    for each in inputs:
        believed = each(believed)
    return believed


def _reply(body: dict[str, Any]) -> Reply:
    value = tuple(body["value"]) if isinstance(body["value"], list) else body["value"]
    return Reply(body["to"], body["revision"], value, Action(body["action"]))


async def _posted(site: Client, path: str, body: dict[str, Any], bearer: str) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer and path != "/api/v1/sessions" else {}
    async with site.post(path, json=body, headers=headers) as response:
        return response.status, await response.json()


def library_with(authority: Authority, folder: Path, questions: tuple[str, ...]) -> Library:
    """The questionnaires that mysay ships with, but for what those of sixteen are asked."""
    shutil.copytree(authority.questionnaires, folder)
    file = folder / "consultation.toml"
    asked = ", ".join(f'"{each}"' for each in questions)
    file.write_text(MANNERS.sub(rf"\1[{asked}]", file.read_text(encoding="utf-8")), encoding="utf-8")
    return Library.load(folder, authority.wording, authority)


async def built(stack: AsyncExitStack, url: str, vault: Vault, clock: Clock, authority: Authority, libraries: list[Library]) -> House:  # fmt: skip
    await stack.enter_async_context(connected(url))
    api = await stack.enter_async_context(strict())
    api.methods.flood.overall = api.methods.flood.chat = 1_000_000
    opened = await unlocked(vault)
    services = [
        Service(vault=opened, library=library, authority=authority, clock=clock, base_url=BASE_URL)
        for library in libraries
    ]
    bots = [app.telegram(each, token=TOKEN, api_url=api.url) for each in services]
    for bot in bots:
        stack.push_async_callback(bot.close)
    sites = [await stack.enter_async_context(visiting(each)) for each in services]
    return House(asyncio.Runner(), api, services, bots, sites)


def test_what_they_were_shown_as_saved_is_what_is_stored_always(
    database_url: str, vault: Vault, clock: Clock, authority: Authority, tmp_path: Path
) -> None:
    libraries = [library_with(authority, tmp_path / str(len(each)), each) for each in (BEFORE, AFTER)]
    stack = AsyncExitStack()
    with asyncio.Runner() as runner:
        house = runner.run(built(stack, database_url, vault, clock, authority, libraries))
        machine = type("Machine", (Conversation,), {"house": replace(house, runner=runner)})
        # Examples stand in one database that goes on, so a failure is shown as it was found, not shortened.
        chosen = settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, phases=[Phase.generate], database=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        try:
            run_state_machine_as_test(machine, settings=chosen)
        finally:
            runner.run(stack.aclose())
