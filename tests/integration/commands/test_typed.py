"""What can be typed and is not there, or is no text at all: refused in a sentence, never a fault."""

import pytest

from tests.support.house import House

#: Bytes that are no UTF-8, as Python hands them on.
GARBLED = "\udcff\udcfe"
NO_TEXT = "What was typed is not text that can be read; type it in UTF-8."


@pytest.mark.parametrize("number", ["0", "-1", "1", "2147483648", "99999999999999999999999"])
async def test_a_call_that_there_cannot_be_is_not_there(house: House, number: str) -> None:
    done = await house.run("alerts", "--ack", number)
    assert (done.code, done.err) == (1, f"There is no call {number} that waits; 'mysay alerts' lists those that do.\n")


async def test_bytes_that_are_no_text_are_refused(house: House) -> None:
    ran = [
        await house.run("erase", GARBLED, "--reason", "asked for it"),
        await house.run("staff", "add", f"{GARBLED}@council.example", "--role", "iro"),
        await house.run("staff", "add", "a.name@council.example", "--role", "iro", "--name", GARBLED),
    ]
    assert [each.code for each in ran] == [1, 1, 1]
    assert [each.err for each in ran] == ["There is no child '\\udcff\\udcfe'; check the id.\n", *[f"{NO_TEXT}\n"] * 2]
