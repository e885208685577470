"""Texts that came in pieces."""

import pytest

from bot.read import Sender, Typed
from bot.tails import Tails

SAM = Sender(7, 7)
FULL = "x" * 4096


def typed(message: int, text: str, at: int) -> Typed:
    """What Sam typed."""
    return Typed(SAM, message, text, at)


@pytest.mark.parametrize(
    ("first", "then", "tail"),
    [
        (typed(1, FULL, 10), typed(2, "the rest", 10), True),
        (typed(1, "\U0001f388" * 2048, 10), typed(2, "the rest", 11), True),
        (typed(1, FULL, 10), typed(5, "the rest, when others write too", 12), True),
        (typed(1, "a paragraph " * 180, 10), typed(2, "and the next", 10), True),
        (typed(1, FULL, 10), typed(2, "shorter", 13), False),
        (typed(3, FULL, 10), typed(2, "sent before", 10), False),
        (typed(1, FULL, 10), typed(2, "by a clock that was put back", 9), False),
        (typed(1, "x" * 2001, 10), typed(2, "shorter", 10), False),
        (typed(1, FULL, 10), Typed(Sender(8, 8), 2, "somebody else", 10), False),
    ],
)
def test_only_what_follows_at_once_on_a_long_message_is_its_rest(first: Typed, then: Typed, *, tail: bool) -> None:
    tails = Tails()
    assert (tails.is_tail(first), tails.is_tail(then)) == (False, tail)


def test_pieces_that_come_again_are_what_they_were() -> None:
    tails, pieces = Tails(), [typed(1, FULL, 10), typed(2, FULL, 10), typed(3, "the rest", 11)]
    assert [tails.is_tail(piece) for piece in pieces for _ in range(3)] == [False] * 3 + [True] * 6


def test_a_short_rest_ends_the_text_and_what_comes_then_is_heard() -> None:
    tails, texts = Tails(), [typed(1, FULL, 10), typed(2, "the rest", 10), typed(3, "an answer", 11)]
    assert [tails.is_tail(text) for text in texts] == [False, True, False]


def test_a_crowd_is_not_remembered_for_ever() -> None:
    tails = Tails()
    for chat in range(1001):
        tails.is_tail(Typed(Sender(chat, chat), 1, FULL, 10))
    assert not tails.is_tail(Typed(Sender(0, 0), 2, "the rest", 10))
    assert tails.is_tail(Typed(Sender(1000, 1000), 2, "the rest", 10))
