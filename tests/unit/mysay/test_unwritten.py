"""Output that goes nowhere: said in a sentence, and never taken for written."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("to", "told"),
    [
        (">/dev/full", ("What there is to say could not be written: No space left on device. "
                        "What was to be changed may have been all the same.\n")),
        (">&-", "Standard output is closed, so what there is to say could not be written; nothing was done.\n"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_no_fault_and_no_success(to: str, told: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m mysay questionnaires list {to}', sys.executable],
        stderr=subprocess.PIPE, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, told)
