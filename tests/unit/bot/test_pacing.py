"""The pace of what is said unasked."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pacing import IN_A_ROW, MOST, Pacer, Slot, Timing
from tests.support.together import Together

#: How long messages take in tests: there and back at least.
THERE, BACK = 0.03, 0.02


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


async def arrivals(longer: list[float], *, answers: int = 0) -> list[float]:
    """When messages arrive that take so much longer than the quickest; as many answers go out between the first."""
    clock, found = Together(), list[float]()
    turns = Pacer(Timing(clock.now, clock.wait))

    async def arrive(slot: Slot, seconds: float) -> None:
        await clock.wait(THERE + seconds)
        found.append(clock.moment)
        await clock.wait(BACK)
        turns.went(slot)
        turns.over(slot)

    async def everything() -> None:
        async with asyncio.TaskGroup() as together:
            for number, seconds in enumerate([0.0, *longer]):
                together.create_task(arrive(await turns.turn(told=True), seconds))
                if number < answers:
                    turns.answered()
                    found.append(clock.moment + THERE)

    await clock.run(asyncio.create_task(everything()))
    return sorted(found)


def most_within_a_second(found: list[float]) -> int:
    return max(sum(each < later <= each + 0.999 for later in found) + 1 for each in found)


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


async def test_a_turn_that_is_taken_a_little_late_puts_off_none_after_it() -> None:
    clock = Still()
    turns = pacer(clock)
    await moments(turns, clock, 1)
    clock.moment += 0.375
    assert await moments(turns, clock, 3) == [100.375, 100.5, 100.75]


async def test_an_answer_puts_the_next_turn_off_and_waits_for_none() -> None:
    clock = Still()
    turns = pacer(clock)
    turns.answered()
    turns.answered()
    assert clock.moment == 100.0
    assert await moments(turns, clock, 2) == [100.5, 100.75]


async def test_refusals_hold_everybody_only_where_so_many_come_in_a_row() -> None:
    clock = Still()
    turns = pacer(clock)
    for number in range(IN_A_ROW * 2):
        slot = await turns.turn(told=True)
        turns.refused(60.0)
        if number % 2:
            turns.went(slot)
        turns.over(slot)
    within_the_pace = clock.moment - 100
    for _ in range(IN_A_ROW):
        turns.refused(60.0)
    await turns.turn()
    assert (round(within_the_pace), round(clock.moment - 100 - within_the_pace)) == (1, 60)


async def test_the_pace_is_kept_where_messages_have_come_to_take_half_a_second() -> None:
    found = await arrivals([0.45] * 300)
    assert 100 / (found[-1] - found[-101]) > 29.5


async def test_nobody_goes_on_before_it_is_known_what_has_arrived() -> None:
    found = await arrivals([30.0] * 100)
    assert [round(later - earlier) for earlier, later in pairwise(found[::MOST])] == [31, 31, 31]


async def crowds(answers: float, seconds: float) -> list[int]:
    """For each message that nobody asked for: how many went out in its second up to it, beside so many answers."""
    clock, sent, found = Together(), list[float](), list[int]()
    turns = Pacer(Timing(clock.now, clock.wait))

    async def answer() -> None:
        await turns.way()
        turns.answered()
        sent.append(clock.moment)

    async def speak(until: float) -> None:
        while clock.moment < until:
            await turns.turn()
            sent.append(clock.moment)
            found.append(sum(each > clock.moment - 1 for each in sent))

    async def everything() -> None:
        async with asyncio.TaskGroup() as together:
            together.create_task(speak(clock.moment + seconds))
            for _ in range(int(answers * seconds)):
                together.create_task(answer())
                await clock.wait(1 / answers)

    await clock.run(asyncio.create_task(everything()))
    return found


@pytest.mark.parametrize("answers", [29.0, 31.0, 60.0])
async def test_however_much_is_answered_what_is_unasked_has_its_share_and_telegram_takes_it(answers: float) -> None:
    found = await crowds(answers, 20.0)
    assert (len(found) > 10, max(found) <= MOST) == (True, True)


async def test_after_a_rush_of_answers_turns_are_as_close_as_before() -> None:
    clock = Still()
    turns = pacer(clock)
    for _ in range(MOST - 3):
        turns.answered()
    assert await moments(turns, clock, 3) == [101.0, 101.25, 101.5]


@given(
    st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.001, 0.01, 0.2, 0.9, 3.0]), min_size=40, max_size=99), st.integers(0, 5)
)
@settings(max_examples=50, deadline=None)
def test_no_more_than_telegram_takes_arrive_in_any_second(longer: list[float], answers: int) -> None:
    assert most_within_a_second(asyncio.run(arrivals(longer, answers=answers))) <= MOST
