"""An update that can never be applied: tried five times by all replicas together, put aside with an alarm."""

import logging
from typing import Any

import pytest
from tortoise.queryset import QuerySet

from bot import app
from surveys.meters import UPDATES
from surveys.service import answering
from surveys.storage import failing
from surveys.storage.models import Failing, Response
from tests.support.botapi.person import Person
from tests.support.botapi.world import World

TRIES = 5


async def poisoned(world: World, person: Person) -> None:
    """From now on whatever this person sends fails."""
    await _of(world, person).update(revisiting="unheard_of")


async def healed(world: World, person: Person) -> None:
    """It fails no more."""
    await _of(world, person).update(revisiting=None)


def _of(world: World, person: Person) -> QuerySet[Response]:
    return Response.filter(invitation_id=world.asked[person.id].id)


async def test_it_is_put_aside_and_neither_its_chat_nor_another_waits_for_it_for_ever(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    before = UPDATES.count("put aside")
    async with world.serving():
        sam, mo = await world.invite(1), await world.invite(2)
        await world.begin(sam)
        await world.begin(mo)
        await poisoned(world, sam)
        await sam.type("1")
        await mo.type("1")
        await mo.sees(lambda it: "1 of" in it.last.text)
        await world.api.quiet()
        await healed(world, sam)
        await sam.type("1")
        await sam.sees(lambda it: "1 of" in it.last.text)
    alarms = [record for record in caplog.records if record.message == "update put aside"]
    assert [record.levelno for record in alarms] == [logging.ERROR]
    assert UPDATES.count("put aside") == before + 1
    assert [row.tries for row in await Failing.all()] == [TRIES]
    assert (await failing.put_aside(TRIES), await world.kept(sam), await world.kept(mo)) == (1, 1, 1)


def typed(number: int) -> dict[str, Any]:
    person, chat = {"id": 1, "is_bot": False, "first_name": "S"}, {"id": 1, "type": "private"}
    message = {"message_id": number, "date": 1, "chat": chat, "from": person, "text": "1"}
    return {"update_id": number, "message": message}


async def tried(bot: app.Telegram, number: int) -> str:
    try:
        await bot.updates.take(typed(number))
    except KeyError:
        return "again"
    return "gone"


async def test_replicas_count_together_and_a_restart_forgets_nothing(world: World) -> None:
    async with world.serving() as one:
        sam = await world.invite(1)
        await world.begin(sam)
        await poisoned(world, sam)
        async with world.serving() as two:
            results = [await tried(each, 900) for each in (one, two, one)]
    async with world.serving() as three:
        results += [await tried(three, 900) for _ in range(2)]
    assert results == ["again"] * 4 + ["gone"]
    await healed(world, sam)


async def test_one_that_went_well_in_the_end_is_kept_in_no_list(world: World) -> None:
    async with world.serving() as bot:
        sam = await world.invite(1)
        await world.begin(sam)
        await poisoned(world, sam)
        first = await tried(bot, 900)
        await healed(world, sam)
        second = await tried(bot, 900)
    turn = await answering.look_at_invitation(world.service, world.asked[1].id)
    assert ([first, second], turn.session.revision, await Failing.all().count()) == (["again", "gone"], 1, 0)
