"""Two replicas hear a young person by turns, or both, and what they say arrives in any order: the screen comes right."""

import asyncio
import random
from dataclasses import dataclass, field

import pytest

from bot import app
from surveys.service import answering
from surveys.storage.models import Alert
from tests.support.botapi.person import Person
from tests.support.botapi.replicas import begun, replica
from tests.support.botapi.server import Held
from tests.support.botapi.still import unhurried
from tests.support.botapi.world import World

LINES = "0800 1111"
METHODS = ("editMessageText", "editMessageText", "sendMessage", "deleteMessage")
NOT_TAPPED = "Stop for now"


@dataclass
class Crossing:
    """What happens by chance: what they do, who hears it, and which requests are long on their way."""

    world: World
    sam: Person
    bots: tuple[app.Telegram, ...]
    chance: random.Random
    held: list[Held] = field(default_factory=list)

    async def step(self) -> None:
        """They do something, while one request may be held, and one that was goes on."""
        if self.chance.random() < 0.5:
            self.held.append(Held())
            self.world.api.fail(self.chance.choice(METHODS), self.held[-1])
        await self._does()
        hearing = self.bots if self.chance.random() < 0.3 else (self.chance.choice(self.bots),)
        for update in self.world.api.updates.living():
            await asyncio.gather(*(bot.updates.take(update.body) for bot in hearing))
            await self.world.api.updates.take(update.id)
        if self.chance.random() < 0.4:
            self.held.pop(0).goes_on.set() if self.held else None

    async def all_arrives(self) -> None:
        """Nothing is held any more, and nothing is left to be said."""
        self.world.api.faults.clear()
        for held in self.held:
            held.goes_on.set()
        for _ in self.bots:
            await asyncio.gather(*(bot.updates.drain() for bot in self.bots))

    async def _does(self) -> None:
        live = [message for message in self.sam.shown if message.buttons][-2:]
        how = self.chance.random()
        if how < 0.2 or not live:
            await self.sam.type("/start" if how < 0.1 else "1")
            return
        message = self.chance.choice(live)
        label = self.chance.choice([label for label in message.labels if label != NOT_TAPPED])
        await self.sam.tap(label, message=message)


async def stands(world: World, sam: Person) -> str | None:
    """What the open question asks; None at the end."""
    turn = await answering.look_at_invitation(world.service, world.asked[sam.id].id)
    return turn.step.question.prompt if turn.step.question else None


@pytest.mark.parametrize("seed", [*range(11), 216])
async def test_what_is_to_be_seen_is_where_they_stand_and_who_can_be_rung(world: World, seed: int) -> None:
    timing = unhurried(world.api.time)  # nothing is looked over for taking long
    async with replica(world, timing) as one, replica(world, timing) as other:
        sam, chance = await begun(world, one), random.Random(seed)  # chance, not secrecy
        crossing = Crossing(world, sam, (one, other), chance)
        for _ in range(chance.randint(4, 12)):
            await crossing.step()
        await crossing.all_arrives()
    open_one = await stands(world, sam)
    asking = [message.text for message in sam.shown if message.buttons]
    assert [open_one] * (open_one is not None) == [open_one for text in asking if open_one and open_one in text]
    assert len(asking) == (open_one is not None)
    assert any(LINES in message.text for message in sam.shown) >= await Alert.all().exists()
