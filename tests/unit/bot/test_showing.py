"""What two processes have shown that speak to one chat at once: what is known of it, and what puts it right."""

from uuid import UUID

import pytest

from bot.calls import Calls, Clear, Edit, Page, Rows, Saying, Send, turned_to_words
from bot.lines import Line
from bot.recast import righted
from bot.showing import Showing, is_about_buttons
from surveys.storage.telegram import Account, Standing

SESSION = UUID(int=1)
ROWS: Rows = ((("Yes", "data"),),)
OLD, OPEN = (Page(f"Question {at}", ROWS, asks=(SESSION, at)) for at in (1, 2))
STOPPED, LINES = Page("You have stopped."), Page("Who can be rung")


def showing(made: Calls, prompt: int | None, *, had: int | None = None, old: frozenset[int] = frozenset()) -> Showing:
    """This was said where ``had`` had the buttons before."""
    account = Account(UUID(int=2), UUID(int=3), None, "", had, blocked=False)
    return Showing(7001, account, Saying((), made=made, prompt=prompt), Line(), turned_to_words(made), old)


@pytest.mark.parametrize(
    ("made", "ours", "theirs", "stands", "calls"),
    [
        ((Edit(5, OLD),), 5, 5, OPEN, (Edit(5, OPEN),)),
        ((Edit(5, OLD),), 5, 5, STOPPED, (Edit(5, STOPPED),)),
        ((Edit(5, OLD),), 5, 7, OPEN, (Edit(7, OPEN), Clear(5))),
        ((Edit(5, OPEN),), 5, 7, OPEN, (Edit(7, OPEN), Clear(5))),
        ((Send(OPEN),), 7, 5, OPEN, (Clear(5),)),
        ((Send(OLD),), 7, 5, OPEN, (Edit(7, OPEN), Clear(5))),
        ((Edit(5, OLD),), 5, None, OPEN, (Edit(5, OPEN),)),
        ((Edit(5, LINES), Send(OLD)), 7, 7, OPEN, (Edit(5, LINES), Edit(7, OPEN))),
        ((Edit(5, STOPPED),), None, 7, STOPPED, (Edit(5, STOPPED), Clear(7))),
        ((Edit(5, STOPPED),), None, 7, OPEN, (Edit(5, STOPPED), Edit(7, OPEN))),
        ((Edit(5, OLD),), 5, 5, None, ()),
        ((Edit(5, OLD),), 5, 7, None, (Clear(5),)),
    ],
)
def test_the_newer_message_shows_where_they_stand_and_the_older_one_goes(
    made: Calls, ours: int | None, theirs: int | None, stands: Page | None, calls: Calls
) -> None:
    assert righted(showing(made, ours), stands, prompt=theirs, lines=None) == calls


def test_who_can_be_rung_is_there_again_where_it_may_have_been_written_over() -> None:
    crossed = showing((Edit(5, OPEN),), 5)
    assert righted(crossed, OPEN, prompt=7, lines=LINES) == (Edit(7, OPEN), Edit(5, LINES))


def test_who_can_be_rung_is_said_again_where_it_may_have_been_taken_away() -> None:
    crossed = showing((Send(OPEN), Clear(5)), 9, had=5)
    assert righted(crossed, OPEN, prompt=7, lines=LINES) == (Send(LINES), Clear(7))
    assert righted(crossed, OPEN, prompt=7, lines=None) == (Clear(7),)


def test_what_had_buttons_before_goes_unless_it_is_the_one_that_has_them() -> None:
    crossed = showing((Send(OPEN),), 9, old=frozenset({5, 7}))
    assert righted(crossed, OPEN, prompt=7, lines=None) == (Clear(7), Clear(5))
    assert righted(crossed, OPEN, prompt=9, lines=None) == (Clear(5), Clear(7))


def test_what_was_said_before_is_there_still_unless_it_was_dealt_with() -> None:
    first = showing((Edit(3, LINES), Send(OLD)), 5)
    second = showing((Send(OPEN),), 9).after(first)
    third = showing((Send(OPEN), Clear(5)), 9).after(first)
    assert [(each.words, each.old) for each in (second, third)] == [
        ((Edit(3, LINES),), {5}),
        ((Edit(3, LINES),), frozenset()),
    ]


@pytest.mark.parametrize(
    ("standing", "is_as"),
    [
        (Standing(5, (SESSION, 1)), True),
        (Standing(5, (SESSION, 2)), False),
        (Standing(7, (SESSION, 1)), False),
        (Standing(None, (SESSION, 1)), False),
        (None, True),
    ],
)
def test_another_message_or_a_session_that_has_moved_is_noticed(standing: Standing | None, is_as: bool) -> None:
    assert showing((Edit(5, OLD),), 5).is_as(standing) == is_as


def test_an_introduction_is_there_whatever_was_begun_elsewhere() -> None:
    assert showing((Send(Page("Hello", ROWS)),), 5).is_as(Standing(5, (SESSION, 1)))


def test_words_by_themselves_say_nothing_of_the_buttons() -> None:
    said = showing((Send(LINES),), None, had=5)
    assert not is_about_buttons(said.account, said.saying)


def test_messages_turn_to_words_that_stay_where_they_are_left_without_buttons() -> None:
    again = Page(STOPPED.text, again=True)
    assert turned_to_words((Edit(3, LINES), Edit(4, OPEN), Edit(5, again), Send(LINES), Clear(6))) == (Edit(3, LINES),)
