"""What ``mysay import`` says in the end when nothing has changed."""

from collections.abc import Mapping

import pytest

from mysay.commands.importing import told
from surveys.roster.plan import Plan, Tally
from surveys.service.importing import Imported

KEPT = "response F1: review 'R1' was answered online, and that counts"


@pytest.mark.parametrize(
    ("tallies", "not_applied", "end"),
    [
        ({"children": Tally(unchanged=1)}, (), "Nothing changed: all of it is stored already."),
        ({}, (KEPT,), "Nothing was changed."),
        ({"children": Tally(unchanged=1)}, (KEPT,), "Nothing was changed."),
        ({}, (), "Nothing was changed."),
    ],
)
def test_only_what_is_stored_is_said_to_be(
    tallies: Mapping[str, Tally], not_applied: tuple[str, ...], end: str
) -> None:
    done = Imported(Plan(tallies=tallies, not_applied=not_applied), {}, (), dry_run=False)
    assert list(told(done))[-1] == end
