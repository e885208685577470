"""An even pace, on a clock of its own."""

from dataclasses import dataclass, field

from bot.pacing import A_SECOND, Pacer, Timing


@dataclass
class Hands:
    """A clock that moves when somebody waits by it."""

    at: float = 100.0
    turns: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.at += seconds

    async def take(self, pacer: Pacer, times: int) -> list[float]:
        """The moments of so many turns, in turn distances since the start."""
        for _ in range(times):
            await pacer.turn()
            self.turns.append(round((self.at - 100) * A_SECOND, 2))
        return self.turns[-times:]


def pacer(hands: Hands) -> Pacer:
    return Pacer(Timing(lambda: hands.at, hands.sleep))


async def test_turns_are_evenly_apart() -> None:
    hands = Hands()
    assert await hands.take(pacer(hands), 4) == [0, 1, 2, 3]


async def test_a_turn_that_nobody_took_is_not_made_up_for() -> None:
    hands = Hands()
    paced = pacer(hands)
    await hands.take(paced, 1)
    await hands.sleep(5.5 / A_SECOND)
    assert await hands.take(paced, 2) == [5.5, 6.5]


async def test_what_is_answered_puts_the_next_turn_off() -> None:
    hands = Hands()
    paced = pacer(hands)
    await hands.take(paced, 1)
    paced.answered()
    assert await hands.take(paced, 2) == [2, 3]


async def test_one_chat_that_must_wait_holds_up_nobody() -> None:
    hands = Hands()
    paced = pacer(hands)
    await hands.take(paced, 1)
    for seconds in (30, 3, 600):
        paced.refused(seconds)
        paced.went()
    assert await hands.take(paced, 2) == [1, 2]


async def test_two_refused_in_a_row_hold_up_everybody_once_and_slow_the_pace() -> None:
    hands = Hands()
    paced = pacer(hands)
    await hands.take(paced, 1)
    for _ in range(5):  # those that were on their way
        paced.refused(10 / A_SECOND)
    assert await hands.take(paced, 2) == [10, 11.01]


async def test_the_pace_recovers_as_messages_go_well_and_never_falls_below_27_a_second() -> None:
    hands = Hands()
    paced = pacer(hands)
    for _ in range(50):
        paced.refused(1)
        paced.refused(1)
        await hands.sleep(2)
    assert paced.distance == 1 / 27
    for _ in range(20_000):
        paced.went()
    assert paced.distance == 1 / A_SECOND
