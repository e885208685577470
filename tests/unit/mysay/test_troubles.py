"""An outage is a few lines in the log, and not one every two seconds."""

import pytest

from mysay.troubles import Trouble

FAILED, WELL = "failed, and is tried again", "goes well again"


def test_what_goes_on_failing_is_told_at_first_now_and_then_and_when_it_is_over(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = iter(range(0, 10_000, 2))
    trouble = Trouble("a duty", now=lambda: next(clock))
    trouble.over()
    for _ in range(300):
        trouble.failed(ConnectionRefusedError())
    trouble.over()
    trouble.over()
    told = [(record.message, vars(record)["what"], vars(record)["seconds"]) for record in caplog.records]
    assert told == [(FAILED, "a duty", 0), (FAILED, "a duty", 300), (WELL, "a duty", 600)]


def test_another_error_and_a_new_trouble_are_told_at_once(caplog: pytest.LogCaptureFixture) -> None:
    trouble = Trouble("a duty", now=lambda: 7.0)
    refused, broken = ConnectionRefusedError(), KeyError()
    for error in (refused, broken, refused, broken):
        trouble.failed(error)
    trouble.over()
    trouble.failed(refused)
    assert [record.message for record in caplog.records] == [FAILED, FAILED, WELL, FAILED]
