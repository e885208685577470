"""Whether numbers of messages tell what came first."""

from bot.numbering import Numbering

SAM, MO = 7001, 7002


def test_numbers_tell_something_once_a_later_message_had_a_higher_one() -> None:
    numbering = Numbering()
    assert [numbering.holds(SAM, 31, 30), numbering.holds(SAM, 32, 33), numbering.holds(MO, 31, 30)] == [
        False,
        True,
        False,
    ]


def test_numbers_that_are_no_row_tell_nothing() -> None:
    numbering = Numbering()
    assert [numbering.holds(SAM, number, 1000 + number) for number in range(5)] == [False] * 5
    assert [numbering.holds(MO, 1, None) for _ in range(2)] == [False] * 2
