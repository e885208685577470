"""What lasts for all examples: a database, a Telegram, and a bot and a website for each version of the questions."""

import asyncio
import re
import shutil
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from bot import app
from config.authority import Authority
from surveys.clock import Clock
from surveys.questionnaire.library import Library
from surveys.service.context import Service
from surveys.storage.database import connected
from surveys.storage.keys import unlocked
from surveys.storage.vault import Vault
from tests.support.botapi.server import TOKEN, Strict, strict
from tests.support.invited import Client, visiting
from tests.support.keys import BASE_URL

T = TypeVar("T")
#: The questions of somebody of sixteen before and after the definition changes.
VERSIONS = (
    ("feel_safe", "safe_more", "any_worries", "worry_more", "sw_last_seen", "skills_help", "advocate"),
    ("advocate", "skills_help", "feel_safe", "sw_last_seen"),
)
_ASKED = re.compile(r'(id = "16-17"\nages = \[16, 17\]\nquestions = )\[.*?\]', re.DOTALL)


@dataclass
class House:
    """Everything that is there before anybody is invited. ``folder`` is where the council's files lie."""

    runner: asyncio.Runner
    folder: Path
    api: Strict
    services: list[Service]
    bots: list[app.Telegram]
    sites: list[Client]
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do it, and wait for it."""
        return self.runner.run(work)


async def built(
    stack: AsyncExitStack, runner: asyncio.Runner, folder: Path, *, url: str, vault: Vault, clock: Clock, authority: Authority
) -> House:  # fmt: skip
    """The house, until the stack is closed."""
    await stack.enter_async_context(connected(url))
    api = await stack.enter_async_context(strict())
    api.methods.flood.overall = api.methods.flood.chat = 1_000_000
    opened = await unlocked(vault)
    libraries = [_library(authority, folder / str(number), each) for number, each in enumerate(VERSIONS)]
    services = [
        Service(vault=opened, library=library, authority=authority, clock=clock, base_url=BASE_URL)
        for library in libraries
    ]
    bots = [app.telegram(each, token=TOKEN, api_url=api.url) for each in services]
    for bot in bots:
        stack.push_async_callback(bot.close)
    sites = [await stack.enter_async_context(visiting(each)) for each in services]
    return House(runner, folder, api, services, bots, sites)


def _library(authority: Authority, folder: Path, questions: tuple[str, ...]) -> Library:
    """The questionnaires that mysay ships with, but for what those of sixteen are asked."""
    shutil.copytree(authority.questionnaires, folder)
    file = folder / "consultation.toml"
    asked = ", ".join(f'"{each}"' for each in questions)
    file.write_text(_ASKED.sub(rf"\1[{asked}]", file.read_text(encoding="utf-8")), encoding="utf-8")
    return Library.load(folder, authority.wording, authority)
