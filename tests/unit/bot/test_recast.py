"""Calls composed before something else was said: made about what is on the screen by now, and where it stands."""

from uuid import UUID

import pytest

from bot.calls import Call, Calls, Clear, Edit, Note, Page, Rows, Saying, Send
from bot.recast import moved, renewed, without_repeats

ROWS: Rows = ((("Yes", "data"),),)
OLD, OPEN = (Page(f"Question {at}", ROWS, asks=(UUID(int=1), at)) for at in (1, 2))
STOPPED, WORDS = Page("You have stopped."), Page("Who can be rung")
TAP = Note("9")


def again(page: Page) -> Page:
    return Page(page.text, page.rows, again=True, asks=page.asks)


@pytest.mark.parametrize(
    ("calls", "tapped", "now"),
    [
        ((TAP, Edit(5, OPEN)), 5, (TAP, Edit(7, OPEN))),
        ((TAP, Edit(5, OPEN)), 9, (TAP, Edit(9, OPEN), Clear(7))),
        ((Send(OPEN), Clear(5)), None, (Send(OPEN), Clear(7))),
        ((Send(OPEN),), None, (Send(OPEN), Clear(7))),
        ((Edit(5, WORDS), Send(OPEN)), 5, (Edit(5, WORDS), Send(OPEN), Clear(7))),
        ((Send(STOPPED), Clear(5)), None, (Send(STOPPED), Clear(7))),
        ((Edit(5, OPEN), Clear(4, stays=True)), 4, (Edit(7, OPEN),)),
        ((TAP, Send(WORDS)), 5, (TAP, Send(WORDS))),
        ((Edit(5, STOPPED),), 4, (Edit(7, STOPPED),)),
    ],
)
def test_the_newest_message_takes_the_question_and_what_was_turned_to_words_keeps_them(
    calls: Calls, tapped: int | None, now: Calls
) -> None:
    """The buttons are below message 7 by now; below 5 they were."""
    assert moved(calls, tapped=tapped, prompt=7) == now


def test_a_message_that_was_changed_already_is_not_taken_away() -> None:
    assert moved((Clear(5),), tapped=7, prompt=7, made=(Edit(7, OPEN),)) == ()


@pytest.mark.parametrize(
    ("made", "prompt", "left", "now"),
    [
        ((), None, (TAP, Edit(5, OLD)), (TAP, Edit(7, OPEN))),
        ((), None, (Send(OLD), Clear(5)), (Send(OPEN), Clear(7))),
        ((), None, (Edit(5, STOPPED),), (Edit(7, OPEN),)),
        ((), None, (Edit(5, WORDS), Send(OLD)), (Edit(5, WORDS), Send(OPEN), Clear(7))),
        ((Edit(5, WORDS),), None, (Send(OLD),), (Send(OPEN), Clear(7))),
        ((Send(OLD),), 6, (Clear(5),), (Edit(7, OPEN), Clear(6))),
        ((Send(OLD),), 8, (Clear(5),), (Edit(8, OPEN), Clear(7))),
        ((Edit(7, OLD),), 7, (), (Edit(7, OPEN),)),
        ((), None, (Send(WORDS),), (Send(WORDS),)),
    ],
)
def test_only_what_says_where_they_stand_is_composed_anew(
    made: Calls, prompt: int | None, left: Calls, now: Calls
) -> None:
    """The buttons are below message 7 by now; below 5 they were."""
    assert renewed(Saying(left, made=made, prompt=prompt), OPEN, tapped=5, prompt=7) == now


@pytest.mark.parametrize(
    ("made", "prompt", "left", "now"),
    [
        ((), None, (TAP, Edit(5, OLD)), (TAP, Edit(7, OLD))),
        ((Send(OLD),), 6, (Clear(5),), (Clear(7),)),
        ((Edit(7, OLD),), 7, (Clear(5),), ()),
    ],
)
def test_where_they_have_not_gone_on_it_is_said_as_it_was_composed(
    made: Calls, prompt: int | None, left: Calls, now: Calls
) -> None:
    """Another process has put the same question below message 7, in its own words."""
    there = Page("Question 1, put again", ROWS, asks=OLD.asks)
    assert renewed(Saying(left, made=made, prompt=prompt), there, tapped=5, prompt=7) == now


@pytest.mark.parametrize("stands", [OLD, None])
def test_whoever_stands_there_or_nowhere_gets_it_below_the_newest_message(stands: Page | None) -> None:
    left = (TAP, Edit(5, OLD))
    assert renewed(Saying(left), stands, tapped=5, prompt=7) == (TAP, Edit(7, OLD))
    assert renewed(Saying(left), stands, tapped=5, prompt=None) == left


def test_where_no_message_has_buttons_now_the_page_goes_where_it_would_have_gone() -> None:
    assert renewed(Saying((TAP, Edit(5, OLD))), OPEN, tapped=5, prompt=None) == (TAP, Edit(5, OPEN))


@pytest.mark.parametrize(
    ("call", "stays"),
    [(Send(again(OLD)), False), (Edit(5, again(OLD)), False), (Clear(5), False), (Edit(5, WORDS), True)],
)
def test_what_is_said_once_more_is_left_out_and_words_beside_it_are_not(call: Call, stays: bool) -> None:
    assert without_repeats((TAP, call)) == (TAP, call)[: 1 + stays]
