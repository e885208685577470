"""Each thing that can be wrong with a definition, and the sentence that says so."""

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.questionnaire.bank import Bank, Item, Variant
from surveys.questionnaire.checking import INDICATOR_ITEMS, problems_of
from surveys.questionnaire.definition import Condition, Kind
from surveys.questionnaire.reading import bank_of, read

GOOD = """
id = "short"
about = "review"

[items.mood]
kind = "scale"
options = ["good", "ok", "bad"]
concern = ["bad"]

[items.why]
kind = "text"
high = 100
when = { mood = ["bad"] }

[items.homes]
kind = "number"
low = 1
high = 9

[items.seen]
kind = "date"

[[variants]]
id = "8-11"
ages = [8, 11]
questions = ["mood", "why", "homes", "seen"]

[[variants]]
id = "12-15"
ages = [12, 15]
questions = ["mood", "why"]
options = { mood = ["good", "bad"] }

[[variants]]
id = "easy"
ages = [9, 14]
easy_read = true
questions = ["mood"]
"""


def test_a_good_definition_has_no_problems_and_reads_as_written() -> None:
    bank, problems = read("short.toml", GOOD)
    assert problems == []
    assert bank == Bank(
        id="short",
        about="review",
        items={
            "mood": Item("mood", Kind.SCALE, options=("good", "ok", "bad"), concern=("bad",)),
            "why": Item("why", Kind.TEXT, when=(Condition("mood", ("bad",)),), high=100),
            "homes": Item("homes", Kind.NUMBER, low=1, high=9),
            "seen": Item("seen", Kind.DATE),
        },
        variants=(
            Variant("8-11", (8, 11), ("mood", "why", "homes", "seen")),
            Variant("12-15", (12, 15), ("mood", "why"), options={"mood": ("good", "bad")}),
            Variant("easy", (9, 14), ("mood",), easy_read=True),
        ),
    )
    assert problems_of("short.toml", bank) == []


SHAPE = [
    ('about = "review"', "", ["short.toml: needs 'about', in quotes."]),
    ('about = "review"', 'about = "party"', ["short.toml: says about = 'party'; it is review or leaving."]),
    (
        'id = "short"',
        'id = "short"\ntitle = "x"',
        ["short.toml: has an unknown setting 'title'; known are id, about, items, variants."],
    ),
    (
        'kind = "scale"',
        'kind = "slider"',
        ["short.toml: item 'mood' has an unknown kind 'slider'; known are choice, choices, scale, text, number, date."],
    ),
    (
        'kind = "text"',
        "",
        [
            "short.toml: item 'why' needs 'kind', in quotes.",
            "short.toml: item 'why' needs at least two options.",
            "short.toml: item 'why' is a choice, so 'low' and 'high' mean nothing.",
        ],
    ),
    (
        'kind = "number"',
        'kind = "numbr"',
        ["short.toml: item 'homes' has an unknown kind 'numbr'; known are choice, choices, scale, text, number, date."],
    ),
    (
        'concern = ["bad"]',
        'concerns = ["bad"]',
        [
            "short.toml: item 'mood' has an unknown setting 'concerns'; known are kind, options, when, concern, low, high."
        ],
    ),
    (
        'concern = ["bad"]',
        'concern = "bad"',
        ["short.toml: item 'mood' needs 'concern' to be a list of words in quotes."],
    ),
    (
        "high = 100",
        'high = "100"',
        [
            "short.toml: item 'why' needs 'high' to be a whole number.",
            "short.toml: item 'why' needs 'high': the most characters that a text may have.",
        ],
    ),
    ('when = { mood = ["bad"] }', 'when = ["mood"]', ["short.toml: item 'why' needs 'when' to be a table."]),
    (
        "ages = [8, 11]",
        "ages = [11, 8]",
        ["short.toml: variant '8-11' needs 'ages' to be the youngest and the oldest age, such as [8, 11]."],
    ),
    (
        "easy_read = true",
        'easy_read = "yes"',
        [
            "short.toml: variant 'easy' needs 'easy_read' to be true or false.",
            "short.toml: variants '8-11' and 'easy' both cover age 9.",
            "short.toml: variants 'easy' and '12-15' both cover age 12.",
        ],
    ),
    ('id = "easy"', "", ["short.toml: variant '3' needs 'id', in quotes."]),
]


@pytest.mark.parametrize(("good", "bad", "problems"), SHAPE, ids=[bad or f"no {good}" for good, bad, _ in SHAPE])
def test_a_wrong_shape_is_said_where_it_is(good: str, bad: str, problems: list[str]) -> None:
    assert _problems(GOOD, good, bad) == problems


MEANING = [
    ('id = "short"', 'id = "long"', ["short.toml: says id = 'long'; the id must be the name of the file."]),
    (
        "[items.seen]",
        "[items.Seen-On]",
        [
            "short.toml: item 'Seen-On' is asked in no variant.",
            "short.toml: item 'Seen-On' has an id that is not small letters, digits and _.",
            "short.toml: variant '8-11' asks 'seen', which is no item of this file.",
        ],
    ),
    ('"homes", "seen"]', '"homes"]', ["short.toml: item 'seen' is asked in no variant."]),
    ('"homes", "seen"]', '"homes", "seen", "mood"]', ["short.toml: variant '8-11' asks 'mood' twice."]),
    (
        'options = ["good", "ok", "bad"]',
        'options = ["good", "ok", "bad", "ok"]',
        ["short.toml: item 'mood' has the option 'ok' twice."],
    ),
    (
        'options = ["good", "ok", "bad"]',
        'options = ["good", "hint", "bad"]',
        ["short.toml: item 'mood' has an option 'hint': a code is small letters, digits and _, and not 'hint'."],
    ),
    (
        'concern = ["bad"]',
        'concern = ["awful"]',
        ["short.toml: item 'mood' raises a concern on 'awful', which is not one of its options."],
    ),
    (
        'kind = "date"',
        'kind = "date"\noptions = ["a", "b"]',
        ["short.toml: item 'seen' is a date, so it has no options and no concern codes."],
    ),
    (
        'kind = "date"',
        'kind = "date"\nhigh = 3',
        ["short.toml: item 'seen' is a date, so 'low' and 'high' mean nothing."],
    ),
    ("high = 100", "", ["short.toml: item 'why' needs 'high': the most characters that a text may have."]),
    ("high = 100", "low = 1\nhigh = 100", ["short.toml: item 'why' is a text, so 'low' means nothing."]),
    (
        "low = 1\nhigh = 9",
        "low = 10\nhigh = 9",
        ["short.toml: item 'homes' needs 'low' and 'high': the least and the most that the number may be."],
    ),
    (
        'when = { mood = ["bad"] }',
        'when = { temper = ["bad"] }',
        ["short.toml: item 'why' depends on 'temper', which is no item of this file."],
    ),
    (
        'when = { mood = ["bad"] }',
        'when = { mood = ["awful"] }',
        ["short.toml: item 'why' depends on 'mood' being 'awful', which is not one of its options."],
    ),
    (
        'when = { mood = ["bad"] }',
        "when = { mood = [] }",
        ["short.toml: item 'why' depends on 'mood' without naming an option."],
    ),
    (
        'when = { mood = ["bad"] }',
        'when = { seen = ["bad"] }',
        ["short.toml: item 'why' depends on 'seen', which is a date; it can only depend on a question with options."],
    ),
    (
        'when = { mood = ["bad"] }',
        'when = { mood = ["ok"] }',
        ["short.toml: variant '12-15' never reaches 'why': it offers no option of 'mood' that 'why' depends on."],
    ),
    (
        'questions = ["mood", "why"]',
        'questions = ["why", "mood"]',
        ["short.toml: variant '12-15' asks 'why', which depends on 'mood', without asking 'mood' before it."],
    ),
    (
        'options = { mood = ["good", "bad"] }',
        'options = { mood = ["good", "awful"] }',
        [
            "short.toml: variant '12-15' never reaches 'why': it offers no option of 'mood' that 'why' depends on.",
            "short.toml: variant '12-15' narrows 'mood' to 'awful', which is not one of its options.",
        ],
    ),
    (
        'options = { mood = ["good", "bad"] }',
        'options = { mood = ["bad"] }',
        ["short.toml: variant '12-15' narrows 'mood' to fewer than two different options."],
    ),
    (
        'options = { mood = ["good", "bad"] }',
        'options = { why = ["good", "bad"] }',
        ["short.toml: variant '12-15' narrows the options of 'why', which is a text and has none."],
    ),
    (
        'options = { mood = ["good", "bad"] }',
        'options = { seen = ["good", "bad"] }',
        ["short.toml: variant '12-15' narrows the options of 'seen', which it does not ask."],
    ),
    ("ages = [12, 15]", "ages = [11, 15]", ["short.toml: variants '8-11' and '12-15' both cover age 11."]),
    ("ages = [12, 15]", "ages = [13, 15]", ["short.toml: no variant covers age 12, between '8-11' and '12-15'."]),
    ('id = "12-15"', 'id = "8-11"', ["short.toml: has two variants called '8-11'."]),
    (
        'id = "easy"',
        'id = "Easy read"',
        ["short.toml: variant 'Easy read' has an id that is not small letters, digits, + and -."],
    ),
    ('questions = ["mood"]', "questions = []", ["short.toml: variant 'easy' asks no questions."]),
]


@pytest.mark.parametrize(
    ("good", "bad", "problems"), MEANING, ids=[f"{bad or f'no {good}'}" for good, bad, _ in MEANING]
)
def test_what_cannot_mean_anything_is_said(good: str, bad: str, problems: list[str]) -> None:
    assert _problems(GOOD, good, bad) == problems


def test_text_that_is_not_toml_is_said_with_its_line() -> None:
    assert read("short.toml", 'id = "short"\nabout =') == (
        None,
        ["short.toml: is not valid TOML: Invalid value (at end of document)."],
    )


def test_a_definition_with_nothing_in_it_needs_items_and_variants() -> None:
    assert _problems('about = "review"\nid = "short"', "", "") == [
        "short.toml: needs at least one [items.…] and one [[variants]]."
    ]


def test_easy_read_alone_is_not_enough() -> None:
    only_easy = GOOD.replace("ages = [8, 11]", "ages = [4, 8]\neasy_read = true")
    only_easy = only_easy.replace("ages = [12, 15]", "ages = [15, 17]\neasy_read = true")
    assert _problems(only_easy, "", "") == ["short.toml: has only easy-read variants; everyone else needs one too."]


@pytest.mark.parametrize("id_", INDICATOR_ITEMS)
def test_questions_that_published_figures_count_must_be_there(id_: str) -> None:
    renamed = GOOD.replace('"short"', f'"{id_}"').replace(
        '"review"', '"review"' if id_ == "consultation" else '"leaving"'
    )
    bank, shape = read(f"{id_}.toml", renamed)
    assert (shape, bank is None) == ([], False)
    missing = [f"{id_}.toml: has no item '{item}', which a published figure counts." for item in INDICATOR_ITEMS[id_]]
    assert bank is not None
    assert problems_of(f"{id_}.toml", bank) == missing


INDICATORS = [
    (
        Item("know_pledge", Kind.CHOICE, options=("know", "heard", "nope")),
        "item 'know_pledge' is counted by a published figure; its options must be know, heard, no.",
    ),
    (
        Item("know_pledge", Kind.CHOICES, options=("know", "heard", "no")),
        "item 'know_pledge' is counted by a published figure, so it is a choice or a scale.",
    ),
]


@pytest.mark.parametrize(("item", "problem"), INDICATORS)
def test_codes_that_published_figures_count_do_not_change(item: Item, problem: str) -> None:
    items = {id_: Item(id_, Kind.CHOICE, options=codes) for id_, codes in INDICATOR_ITEMS["consultation"].items()}
    variant = Variant("all", (4, 17), tuple(items))
    bank = Bank("consultation", "review", items | {item.id: item}, (variant,))
    assert problems_of("consultation.toml", bank) == [f"consultation.toml: {problem}"]


def test_the_consultation_is_put_before_a_review() -> None:
    items = {id_: Item(id_, Kind.CHOICE, options=codes) for id_, codes in INDICATOR_ITEMS["consultation"].items()}
    bank = Bank("consultation", "leaving", items, (Variant("all", (4, 17), tuple(items)),))
    assert problems_of("consultation.toml", bank) == [
        "consultation.toml: says about = 'leaving'; consultation is about = 'review'."
    ]


def _problems(text: str, good: str, bad: str) -> list[str]:
    assert good in text
    bank, shape = read("short.toml", text.replace(good, bad, 1))
    assert bank is not None
    return [*shape, *problems_of("short.toml", bank)]


def _places(written: Any) -> Iterator[tuple[Any, Any]]:
    """Every container in a definition with every key it has."""
    keys = written if isinstance(written, dict) else range(len(written)) if isinstance(written, list) else ()
    for key in keys:
        yield written, key
        yield from _places(written[key])


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-1, 20)
    | st.floats()
    | st.dates()
    | st.sampled_from(["mood", "bad", "", "é?"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "mood", "kind"]), inner, max_size=3)
    ),
)


@given(st.data())
def test_whatever_stands_in_a_place_is_a_problem_or_fits_and_never_a_fault(data: st.DataObject) -> None:
    written = deepcopy(tomllib.loads(GOOD))
    container, key = data.draw(st.sampled_from(list(_places(written))))
    container[key] = data.draw(ANYTHING)
    bank, shape = bank_of("short.toml", written)
    said = [*shape, *problems_of("short.toml", bank)]
    assert all(problem.startswith("short.toml: ") and problem.endswith(".") for problem in said)
