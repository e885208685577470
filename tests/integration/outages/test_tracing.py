"""What the log says of Telegram's updates can be followed, whichever way they come."""

from tests.support.botapi.refusals import bad
from tests.support.botapi.world import World
from tests.support.logged import lines, served

REFUSED = bad("something about this message is not allowed")


async def test_lines_that_an_update_led_to_carry_its_id(world: World) -> None:
    people = [await world.invite(number) for number in (1, 2)]
    with served() as written:
        async with world.serving():
            for person in people:
                await world.open(person)
            world.api.fail("sendMessage", REFUSED)
            await people[1].type("/start")
            await world.api.until(lambda: world.api.sent(status=400))
            await people[1].type("/start")
            await people[1].sees(lambda it: len(it.shown) == 2)
    assert [line["update"] for line in lines(written) if line["message"] == "not said"] == [3]
