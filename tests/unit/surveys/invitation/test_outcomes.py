"""Outcomes move by one function, and only as its table says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.invitation.outcomes import REMINDABLE, Event, Outcome, move

OUTCOMES = st.sampled_from(Outcome)
EVENTS = st.sampled_from(Event)

TABLE = """
               invited     reached   started   partial   completed declined  stopped   unreachable lapsed
delivered      reached     reached   started   partial   completed declined  stopped   reached     reached
undeliverable  unreachable reached   started   partial   completed declined  stopped   unreachable lapsed
opened         reached     reached   started   partial   completed declined  stopped   reached     reached
agreed         started     started   started   partial   completed started   started   started     started
answered       partial     partial   partial   partial   completed partial   partial   partial     partial
finished       completed   completed completed completed completed completed completed completed   completed
declined       declined    declined  declined  declined  completed declined  declined  declined    declined
stopped        stopped     stopped   stopped   stopped   completed declined  stopped   stopped     stopped
resumed        invited     reached   started   partial   completed declined  partial   unreachable lapsed
closed         lapsed      lapsed    lapsed    partial   completed declined  stopped   unreachable lapsed
renewed        invited     reached   started   partial   completed declined  stopped   invited     invited
voided         invited     invited   invited   invited   invited   invited   invited   invited     invited
"""
HEAD, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
CASES = [(before, row[0], after) for row in ROWS for before, after in zip(HEAD, row[1:], strict=True)]


@pytest.mark.parametrize(("before", "event", "after"), CASES)
def test_every_outcome_moves_as_the_table_says(before: str, event: str, after: str) -> None:
    assert move(Outcome(before), Event(event)) is Outcome(after)


def test_the_table_leaves_no_outcome_and_no_event_out() -> None:
    assert {(before, event) for before, event, _ in CASES} == {
        (str(each), str(event)) for each in Outcome for event in Event
    }


@given(st.lists(st.sampled_from([event for event in Event if event is not Event.VOIDED])))
def test_whatever_comes_after_finishing_completed_stays_but_for_a_void(events: list[Event]) -> None:
    outcome = Outcome.COMPLETED
    for event in events:
        outcome = move(outcome, event)
    assert outcome is Outcome.COMPLETED


@given(OUTCOMES, EVENTS)
def test_the_same_event_twice_is_the_same_as_once(outcome: Outcome, event: Event) -> None:
    once = move(outcome, event)
    assert move(once, event) is once


@given(st.lists(st.sampled_from([Event.DELIVERED, Event.UNDELIVERABLE, Event.CLOSED, Event.RENEWED])))
def test_nothing_the_authority_does_brings_someone_who_declined_back_among_the_reminded(events: list[Event]) -> None:
    for asked_to_be_left_alone in (Outcome.DECLINED, Outcome.STOPPED):
        outcome = asked_to_be_left_alone
        for event in events:
            outcome = move(outcome, event)
        assert outcome not in REMINDABLE
