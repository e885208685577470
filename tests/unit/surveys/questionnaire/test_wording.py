"""Catalogues: which file words what, what arguments do, and what is wrong with words."""

from collections.abc import Mapping

import pytest

from surveys.questionnaire.bank import Bank, Item, Variant
from surveys.questionnaire.definition import Kind
from surveys.questionnaire.wording import Catalogue, Wording, parse
from surveys.questionnaire.wording_checks import problems_of

INTERFACE = """
next = Next
intro = Hello from { $authority }
limit = Up to { $most } letters
count = { $count ->
    [one] one question
   *[other] { $count } questions
}
"""
SHORT = """
mood = How are you?
    .hint = Any feeling is fine.
    .good = Good
    .bad = Bad
place = Where do you live?
    .hint = Only roughly.
-name = Short
called = This is { -name }
"""
YOUNGER = """
mood = How do you feel?
    .bad = Sad
intro = Hi!
place =
    .hint = Just the town.
"""


@pytest.fixture
def catalogue() -> Catalogue:
    return _catalogue({"interface": INTERFACE, "short": SHORT, "short.4-7": YOUNGER})


SAID = [
    ("next", None, None, {}, "Next"),
    ("next", "short", "4-7", {}, "Next"),
    ("intro", None, None, {}, "Hello from Westmarsh"),
    ("intro", "short", "8-11", {}, "Hello from Westmarsh"),
    ("intro", "short", "4-7", {}, "Hi!"),
    ("limit", None, None, {"most": 2000}, "Up to 2,000 letters"),
    ("count", None, None, {"count": 1}, "one question"),
    ("count", None, None, {"count": 7}, "7 questions"),
    ("mood", "short", None, {}, "How are you?"),
    ("mood", "short", "4-7", {}, "How do you feel?"),
    ("mood.good", "short", "4-7", {}, "Good"),
    ("mood.bad", "short", "4-7", {}, "Sad"),
    ("mood.bad", "short", "8-11", {}, "Bad"),
    ("place", "short", "4-7", {}, "Where do you live?"),
    ("called", "short", "8-11", {}, "This is Short"),
]


@pytest.mark.parametrize(("key", "questionnaire", "variant", "args", "text"), SAID)
def test_the_most_particular_words_win(
    catalogue: Catalogue, key: str, questionnaire: str | None, variant: str | None, args: Mapping[str, int], text: str
) -> None:
    assert catalogue.say(key, questionnaire, variant, **args) == text


@pytest.mark.parametrize(
    ("key", "said"),
    [("nowhere", "nowhere"), ("next.hint", "next.hint"), ("mood", "mood"), ("limit", "limit: Unknown external: most")],
    ids=["no such text", "no such attribute", "not without its questionnaire", "an argument that was not given"],
)
def test_words_that_are_not_there_are_a_key_error(catalogue: Catalogue, key: str, said: str) -> None:
    with pytest.raises(KeyError) as caught:
        catalogue.say(key)
    assert caught.value.args == (said,)


@pytest.mark.parametrize(
    ("item", "variant", "hint"),
    [("mood", "8-11", "Any feeling is fine."), ("mood", "4-7", ""), ("place", "8-11", "Only roughly.")],
)
def test_a_hint_comes_from_the_file_that_words_the_question(
    catalogue: Catalogue, item: str, variant: str, hint: str
) -> None:
    assert catalogue.hint(item, "short", variant) == hint


def test_an_authoritys_own_interface_words_stand_before_the_shipped_ones() -> None:
    shipped = parse("en/interface.ftl", INTERFACE)
    own = Catalogue(
        "en", {"interface": parse("en/interface.ftl", "next = Onwards")}, {"authority": "Westmarsh"}, shipped
    )
    assert (own.say("next"), own.say("intro")) == ("Onwards", "Hello from Westmarsh")


def test_no_invisible_marks_are_put_around_arguments(catalogue: Catalogue) -> None:
    assert catalogue.say("intro").isascii()


def test_words_given_twice_are_said() -> None:
    assert parse("x.ftl", "# a comment\na = One\nb = Two\na = Three\n").problems == ("x.ftl: has words for 'a' twice.",)


def test_a_line_that_is_not_fluent_is_named_and_the_rest_still_counts() -> None:
    wording = parse("x.ftl", "a = One\n\nnot a message\n\nb = Two\n")
    assert [problem.partition(": ")[2].partition(" as ")[0] for problem in wording.problems] == [
        "line 3 cannot be read"
    ]
    assert sorted(wording.keys) == ["a", "b"]


BANK = Bank(
    id="short",
    about="review",
    items={"mood": Item("mood", Kind.CHOICE, options=("good", "bad")), "place": Item("place", Kind.TEXT, high=9)},
    variants=(Variant("4-7", (4, 7), ("mood",)), Variant("8-11", (8, 11), ("mood", "place"))),
)
FITTING = {
    "interface": INTERFACE,
    "short": "mood = ?\n    .good = G\n    .bad = B\nplace = P\n",
    "short.4-7": "mood = !\n",
}
WRONG: list[tuple[dict[str, str], list[str]]] = [
    ({}, []),
    (
        {"short": "mood = ?\n    .good = G\n"},
        [
            "en/short.ftl: has no words for 'mood.bad', which variant '4-7' needs.",
            "en/short.ftl: has no words for 'mood.bad', which variant '8-11' needs.",
            "en/short.ftl: has no words for 'place', which variant '8-11' needs.",
        ],
    ),
    (
        {"short.4-7": "mood = !\n    .bda = B\n"},
        ["en/short.4-7.ftl: has words for 'mood.bda', which nothing asks for."],
    ),
    ({"short.4-7": "modo = !\n"}, ["en/short.4-7.ftl: has words for 'modo', which nothing asks for."]),
    ({"short.4-8": "mood = !\n"}, ["en/short.4-8.ftl: belongs to no questionnaire or variant; is its name right?"]),
    ({"shrt": "mood = !\n"}, ["en/shrt.ftl: belongs to no questionnaire or variant; is its name right?"]),
    ({"short.4-7": "mood = Hi { $nme }\n"}, ["en/short.4-7.ftl: 'mood' uses $nme, which is not given to it."]),
    (
        {"short.4-7": "limit = At most { $most }, { $authority }\nintro = { $most }\n"},
        ["en/short.4-7.ftl: 'intro' uses $most, which is not given to it."],
    ),
    ({"short.4-7": "mood = Hi { -nme }\n"}, ["en/short.4-7.ftl: 'mood' cannot be said: Unknown term: -nme."]),
    (
        {"interface": INTERFACE.replace("Next", "{ onwards }")},
        ["en/interface.ftl: 'next' cannot be said: Unknown message: onwards."],
    ),
    ({"interface": INTERFACE.replace("next = Next", "")}, ["en/interface.ftl: has no words for 'next'."]),
    ({"interface": INTERFACE + "nxet = N\n"}, ["en/interface.ftl: has words for 'nxet', which nothing asks for."]),
]


@pytest.mark.parametrize(("files", "problems"), WRONG)
def test_what_is_wrong_with_the_words_of_a_questionnaire(files: dict[str, str], problems: list[str]) -> None:
    catalogue = _catalogue(FITTING | files)
    assert problems_of(catalogue, {"short": BANK}, parse("en/interface.ftl", INTERFACE)) == problems


def _catalogue(files: Mapping[str, str]) -> Catalogue:
    wordings: dict[str, Wording] = {name: parse(f"en/{name}.ftl", text) for name, text in files.items()}
    return Catalogue("en", wordings, {"authority": "Westmarsh"})
