"""What was shown to a chat of late."""

from dataclasses import replace

from bot.calls import Calls, Clear, Edit, Page, Rows, Saying, Send
from bot.screen import Put
from bot.shown import Shown

ROWS: Rows = ((("Yes", "data"),),)
ASKED, WORDS = Page("Question?", ROWS), Page("Who can be rung")
AGAIN = replace(ASKED, again=True)
CALLS: Calls = (Send(WORDS), Send(AGAIN), Clear(5))


def shown() -> Shown:
    of_late = Shown()
    of_late.note(7, (Send(ASKED),))
    return of_late


def test_what_is_there_is_not_shown_once_more_and_words_beside_it_are_said() -> None:
    assert shown().without_repeats(7, CALLS, prompt=5) == (Send(WORDS),)


def test_it_is_shown_where_it_was_not_or_has_been_followed_by_something_else() -> None:
    moved_on = shown()
    moved_on.note(7, (Edit(5, WORDS),))
    assert [each.without_repeats(chat, CALLS, prompt=5) for each, chat in ((shown(), 8), (moved_on, 7))] == [CALLS] * 2


def test_what_is_asked_for_the_first_time_is_shown_with_the_very_same_buttons() -> None:
    assert shown().without_repeats(7, (Send(ASKED),), prompt=5) == (Send(ASKED),)


def test_it_is_asked_again_where_its_message_becomes_words() -> None:
    calls = (Edit(5, WORDS), Send(AGAIN))
    assert shown().without_repeats(7, calls, prompt=5) == calls


def test_chats_are_known_by_what_was_shown_to_them() -> None:
    assert [chat in shown() for chat in (7, 8)] == [True, False]


def test_the_message_that_put_a_question_again_is_known_and_no_other() -> None:
    of_late = Shown()
    of_late.arrived(7, Saying((), made=(Send(AGAIN),), sent=(12, 1_396_000_000)))
    of_late.arrived(8, Saying((), made=(Send(ASKED),), sent=(13, 1_396_000_000)))
    assert [of_late.put_again(chat) for chat in (7, 8)] == [Put(12, 1_396_000_000), None]
