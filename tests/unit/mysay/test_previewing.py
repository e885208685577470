"""A preview walks a questionnaire as the engine does, and says it in the terminal."""

import pytest

from mysay.previewing import ENDED, HOW, Preview
from surveys.questionnaire.definition import Condition, Kind, Option, Question, Questionnaire
from surveys.questionnaire.wording import Catalogue, parse

WORDS = """
intro-title = Hello
intro-who-asks = We ask.
intro-who-reads = They read.
intro-skip = Skip any.
intro-safety = Safe.
intro-help = Help.
help-intro = Ring someone.
help-emergency = Ring 999.
progress = { $done } of { $of }
not-an-option = Choose one shown.
text-too-long = At most { $most }.
first-question = This is the first.
finished-title = Thank you
finished-body = All done.
stopped-title = Stopped
stopped-body = Come back.
"""
CATALOGUE = Catalogue("en", {"interface": parse("en/interface.ftl", WORDS)}, {})
QUESTIONNAIRE = Questionnaire(
    id="short",
    variant="all",
    language="en",
    questions=(
        Question("mood", Kind.SCALE, "How are you?", (Option("good", "Good"), Option("bad", "Bad")), hint="Today."),
        Question("why", Kind.TEXT, "Why?", when=(Condition("mood", ("bad",)),), high=5),
    ),
)
BEGUN = ["Hello\n", f"({HOW})\n", "We ask.\n", "They read.\n", "Skip any.\n", "Safe.\n", "Help.\n"]
MOOD = "How are you?\n  Today.\n  1. Good\n  2. Bad\n"
FINISHED = ["Thank you\nAll done.\n", ENDED]

WALKS = [
    ([], [f"[0 of 1] {MOOD}", ENDED]),
    (["good\n"], [f"[0 of 1] {MOOD}", *FINISHED]),
    (["2\n", "rain\n", "late\n"], [f"[0 of 1] {MOOD}", "[1 of 2] Why?\n", *FINISHED]),
    (
        ["2\n", "thunder\n", "/skip\n"],
        [f"[0 of 1] {MOOD}", "[1 of 2] Why?\n", "At most 5.\n", "[1 of 2] Why?\n", *FINISHED],
    ),
    (["awful\n"], [f"[0 of 1] {MOOD}", "Choose one shown.\n", f"[0 of 1] {MOOD}", ENDED]),
    (
        ["/back\n", "/stop\n"],
        [f"[0 of 1] {MOOD}", "This is the first.\n", f"[0 of 1] {MOOD}", "Stopped\nCome back.\n", ENDED],
    ),
    (
        ["/help\n"],
        [
            f"[0 of 1] {MOOD}",
            "Ring someone. (Here the authority's help lines follow.) Ring 999.\n",
            f"[0 of 1] {MOOD}",
            ENDED,
        ],
    ),
    (["2", "/back", "1"], [f"[0 of 1] {MOOD}", "[1 of 2] Why?\n", f"[1 of 2] {MOOD}", *FINISHED]),
]


@pytest.mark.parametrize(("lines", "shown"), WALKS, ids=[" ".join(lines) or "nothing typed" for lines, _ in WALKS])
def test_a_walk(lines: list[str], shown: list[str]) -> None:
    assert list(Preview(QUESTIONNAIRE, CATALOGUE).walk(lines)) == [*BEGUN, *shown]
