"""The line before a chat: which question has begun to be shown there."""

from uuid import UUID

from bot.calls import Edit, Page, Send
from bot.lines import Line, Since

FIRST, SECOND = ((UUID(int=1), revision) for revision in (1, 2))
PAGES = {asks: Page("Question?", asks=asks) for asks in (FIRST, SECOND)}
WORDS = Page("Who can be rung")


def test_a_message_of_its_own_may_be_seen_as_it_sets_out_and_a_changed_one_once_that_is_known() -> None:
    line, begun = Line(), []
    line.sets_out((Send(WORDS), Send(PAGES[FIRST])))
    begun.append((line.begun, line.showing))
    line.sets_out((Edit(5, PAGES[SECOND]),))
    begun.append((line.begun, line.showing))
    line.arrived((Edit(5, PAGES[SECOND]),))
    begun.append((line.begun, line.showing))
    assert begun == [(FIRST, True), (FIRST, True), (SECOND, False)]


def test_words_leave_the_question_that_was_there() -> None:
    line = Line(begun=FIRST)
    line.sets_out((Send(WORDS),))
    line.arrived((Send(WORDS),))
    assert line.begun == FIRST


def test_what_never_arrived_is_no_longer_on_its_way() -> None:
    line = Line(begun=FIRST)
    line.sets_out((Edit(5, PAGES[SECOND]),))
    line.over()
    assert (line.begun, line.showing) == (FIRST, False)


def test_a_question_that_was_decided_and_has_not_begun_is_unseen_until_it_has() -> None:
    since = Since(Line(), said=0, at=0.0)
    since.decide(SECOND, FIRST)
    assert [since.unseen(begun) for begun in (None, FIRST, SECOND)] == [SECOND, SECOND, None]


def test_a_question_that_stood_before_is_not_decided_anew() -> None:
    since = Since(Line(), said=0, at=0.0)
    since.decide(FIRST, FIRST)
    since.decide(None, FIRST)
    assert since.unseen(None) is None
