"""The pace of what is said unasked."""

from itertools import pairwise

from bot.pacing import Pacer, Timing


class Still:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.moment = 100.0

    def now(self) -> float:
        return self.moment

    async def wait(self, seconds: float) -> None:
        self.moment += seconds


def pacer(clock: Still) -> Pacer:
    return Pacer(Timing(clock.now, clock.wait), distance=0.25)


async def moments(turns: Pacer, clock: Still, many: int) -> list[float]:
    found = []
    for _ in range(many):
        await turns.turn()
        found.append(clock.moment)
    return found


async def test_turns_are_evenly_spaced_and_the_first_comes_at_once() -> None:
    clock = Still()
    found = await moments(pacer(clock), clock, 5)
    assert (found[0], [later - earlier for earlier, later in pairwise(found)]) == (100.0, [0.25] * 4)


async def test_turns_that_nobody_took_are_not_made_up_for() -> None:
    clock = Still()
    turns = pacer(clock)
    await moments(turns, clock, 1)
    clock.moment = 200.0
    assert await moments(turns, clock, 3) == [200.0, 200.25, 200.5]


async def test_an_answer_puts_the_next_turn_off_and_waits_for_none() -> None:
    clock = Still()
    turns = pacer(clock)
    turns.answered()
    turns.answered()
    assert clock.moment == 100.0
    assert await moments(turns, clock, 2) == [100.5, 100.75]
