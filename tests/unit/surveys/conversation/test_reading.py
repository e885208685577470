"""Values at the edge of what a question takes."""

import pytest

from surveys.conversation.effects import Explain, Record
from surveys.conversation.reading import TEXT_LIMIT, read
from surveys.conversation.replies import Value
from surveys.questionnaire.definition import Kind, Option, Question

NUMBER = Question("q", Kind.NUMBER, "?", low=1, high=5)
SHORT = Question("q", Kind.TEXT, "?", high=3)
LONG = Question("q", Kind.TEXT, "?")
CHOICES = Question("q", Kind.CHOICES, "?", (Option("a", "A"), Option("b", "B"), Option("c", "C")))
DAY = Question("q", Kind.DATE, "?")


@pytest.mark.parametrize(
    ("question", "value", "kept"),
    [
        (NUMBER, 1, "1"),
        (NUMBER, "5", "5"),
        (NUMBER, 2.0, "2"),
        (NUMBER, "2.5", "2.5"),
        (SHORT, "abc", "abc"),
        (LONG, "x" * TEXT_LIMIT, "x" * TEXT_LIMIT),
        (LONG, "🌳", "🌳"),
        (DAY, "2016-02-29", "2016-02-29"),
    ],
)
def test_what_just_fits_is_kept_as_it_is(question: Question, value: Value, kept: str) -> None:
    assert read(question, value) == Record("q", text=kept)


@pytest.mark.parametrize(
    ("question", "value", "why"),
    [
        (NUMBER, 0.9, Explain("number-too-low", (("low", 1),))),
        (NUMBER, "5.1", Explain("number-too-high", (("high", 5),))),
        (NUMBER, "inf", Explain("not-a-number")),
        (NUMBER, "nan", Explain("not-a-number")),
        (NUMBER, True, Explain("not-a-number")),
        (SHORT, "abcd", Explain("text-too-long", (("most", 3),))),
        (LONG, "x" * (TEXT_LIMIT + 1), Explain("text-too-long", (("most", TEXT_LIMIT),))),
        (LONG, "x\0", Explain("text-unreadable")),
        (LONG, "\ud800", Explain("text-unreadable")),
        (LONG, " \n", Explain("text-empty")),
        (DAY, "2014-02-29", Explain("not-a-date")),
        (DAY, "20140228", Explain("not-a-date")),
        (CHOICES, (), Explain("choose-at-least-one")),
        (CHOICES, ("a", "z"), Explain("not-an-option")),
        (CHOICES, "a", Explain("not-an-option")),
    ],
)
def test_what_does_not_fit_is_told_why(question: Question, value: Value, why: Explain) -> None:
    assert read(question, value) == why


def test_several_codes_are_kept_once_each_in_the_order_of_the_options() -> None:
    assert read(CHOICES, ("c", "a", "c")) == Record("q", ("a", "c"))
