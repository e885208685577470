"""Every response of an indicator stands in exactly one place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.indicators import Asked, Indicator
from analysis.table import SKIPPED, Counts, Given, Table

HELPFUL = Indicator(
    id="exit_interview.iro_helpful",
    label="",
    says="",
    base_is="",
    reading="good",
    questions=(Asked(id="iro_helpful", yes=frozenset({"very", "quite"}), excluded=frozenset({"did_not_have_one"})),),
)
VIEWS = Indicator(
    id="exit_interview.able_to_give_views",
    label="",
    says="",
    base_is="",
    reading="good",
    questions=tuple(Asked(id=name, yes=frozenset({"always", "mostly"})) for name in ("gave_views", "views_considered")),
)


def counted(indicator: Indicator, given: dict[Given, int], completed: int) -> Counts:
    table = Table(
        completed={("exit_interview", 7): completed},
        bases={},
        given={(indicator.id, 7): given},
        printed={},
        loaded=frozenset({7}),
    )
    return table.counts(indicator, 7)


@pytest.mark.parametrize(
    ("given", "completed", "expected"),
    [
        ({}, 0, Counts()),
        ({}, 4, Counts(not_asked=4)),
        ({("very",): 2, ("quite",): 1, ("not_very",): 3}, 6, Counts(count=3, base=6)),
        ({("very",): 1, (SKIPPED,): 2}, 5, Counts(count=1, base=1, skipped=2, not_asked=2)),
        ({("very",): 1, ("did_not_have_one",): 4}, 5, Counts(count=1, base=1, excluded=4)),
        ({("an_option_since_taken_away",): 1}, 1, Counts(count=0, base=1)),
    ],
)
def test_one_question(given: dict[Given, int], completed: int, expected: Counts) -> None:
    assert counted(HELPFUL, given, completed) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("always", "mostly"), Counts(count=1, base=1)),
        (("always", "sometimes"), Counts(base=1)),
        (("never", "always"), Counts(base=1)),
        (("always", SKIPPED), Counts(skipped=1)),
        ((SKIPPED, SKIPPED), Counts(skipped=1)),
        (("always", None), Counts(not_asked=1)),
        ((None, SKIPPED), Counts(skipped=1)),
    ],
)
def test_two_questions_must_both_be_answered(options: Given, expected: Counts) -> None:
    assert counted(VIEWS, {options: 1}, 1) == expected


words = st.sampled_from(["always", "mostly", "sometimes", "never", SKIPPED, None])


@given(st.dictionaries(st.tuples(words, words), st.integers(0, 50)), st.integers(0, 20))
def test_places_add_up_to_the_completed_responses(given: dict[Given, int], never_asked: int) -> None:
    completed = sum(given.values()) + never_asked
    counts = counted(VIEWS, given, completed)
    assert counts.base + counts.excluded + counts.skipped + counts.not_asked == completed
    assert 0 <= counts.count <= counts.base


def test_a_response_rate_is_completed_over_the_base() -> None:
    rate = Indicator(id="exit_interview.response", label="", says="", base_is="", reading="good", questions=())
    table = Table(
        completed={("exit_interview", 7): 10},
        bases={("exit_interview", 7): 50},
        given={},
        printed={},
        loaded=frozenset(),
    )
    assert table.counts(rate, 7) == Counts(count=10, base=50)
    assert table.counts(rate, 8) == Counts()
