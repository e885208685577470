"""Hints at what free text is about."""

import pytest

from analysis.themes import themes

# TextBlob leaves its lexicon's file to be closed by whoever collects it.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")


def test_a_theme_is_what_several_young_people_wrote_about() -> None:
    texts = [
        "I want to see my little brother more often.",
        "my little brothers",
        "The food, and my little brother!",
        "I miss my brother",
        "My brother again and my brother",
        "More food",
    ]
    assert themes(texts) == (("brother", 5), ("little brother", 3))


def test_a_longer_theme_stands_for_its_last_word() -> None:
    assert themes(["My social worker keeps changing"] * 3) == (("social worker", 3),)


def test_names_and_empty_words_are_no_themes() -> None:
    texts = [
        "I like Karen.",
        "I like Karen.",
        "I like Karen.",
        "nothing",
        "nothing",
        "nothing",
        "a lot",
        "",
        "😊",
        "👍",
    ]
    assert themes(texts) == ()


def test_markup_and_slashes_do_no_harm() -> None:
    assert themes(["school/home\x0b<b>school</b> &slash; \u202eschool"] * 2 + ["school", "school", "school"]) == (
        ("school", 3),
    )
