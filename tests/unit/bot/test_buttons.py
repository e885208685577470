"""Buttons: small enough, ours only, and laid out for a phone."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import Button, Keyboard, Press, chosen, packed, unpacked, value_of
from surveys.conversation.replies import Value
from surveys.questionnaire.definition import Kind, Option, Question
from surveys.service.context import Service
from surveys.storage.vault import Vault

VAULT = Vault((("test", bytes(32)),), "a secret that every test knows, of 32 or more")
OTHER = Vault((("test", bytes(32)),), "another secret, known to nobody who is honest")
ANY = st.builds(
    Button,
    st.sampled_from(Press),
    st.uuids(),
    st.integers(0, 2**32 - 1),
    st.integers(0, 255),
    st.integers(0, 2**32 - 1),
)
LONG = tuple(Option(code, label) for code, label in (("a", "Yes, all of it"), ("b", "No")))
SHORT = tuple(Option(code, code.title()) for code in ("always", "mostly", "sometimes", "rarely", "never"))


@given(ANY)
def test_a_button_comes_back_as_it_went_and_fits(button: Button) -> None:
    data = packed(VAULT, button)
    assert (unpacked(VAULT, data), len(data.encode()) <= 64) == (button, True)


@given(ANY, st.integers(0, 55), st.characters(codec="ascii"))
def test_a_changed_button_is_none_of_ours(button: Button, at: int, letter: str) -> None:
    data = packed(VAULT, button)
    changed = data[:at] + letter + data[at + 1 :]
    assert unpacked(VAULT, changed) == (button if changed == data else None)


def test_the_same_bytes_written_another_way_are_none_of_ours() -> None:
    data = packed(VAULT, Button(Press.AGREE, UUID("fc969a33-7379-7831-b5a6-17ffce26c5be"), 0, 0))
    assert (data[0], unpacked(VAULT, "/" + data[1:])) == ("_", None)


@given(ANY)
def test_a_button_signed_with_another_secret_is_none_of_ours(button: Button) -> None:
    assert unpacked(VAULT, packed(OTHER, button)) is None


@given(st.text(max_size=64))
def test_any_other_text_is_none_of_ours(text: str) -> None:
    assert unpacked(VAULT, text) is None


def test_long_options_have_a_row_each(offline: Service) -> None:
    assert labels(offline, Question("q", Kind.CHOICE, "?", LONG)) == [
        ["Yes, all of it"],
        ["No"],
        ["Skip", "Back"],
        ["I need help now"],
    ]


def test_short_options_share_rows_evenly(offline: Service) -> None:
    assert labels(offline, Question("q", Kind.SCALE, "?", SHORT)) == [
        ["Always", "Mostly", "Sometimes"],
        ["Rarely", "Never"],
        ["Skip", "Back"],
        ["I need help now"],
    ]


def test_a_typed_answer_has_no_options(offline: Service) -> None:
    assert labels(offline, Question("q", Kind.TEXT, "?")) == [["Skip", "Back"], ["I need help now"]]


def test_several_choices_show_what_is_ticked_and_a_tap_turns_one_over(offline: Service) -> None:
    question = Question("q", Kind.CHOICES, "?", SHORT[:3])
    rows = keyboard(offline).rows(question, 0b101)
    assert [[label for label, _ in row] for row in rows] == [
        ["☑ Always"],
        ["☐ Mostly"],
        ["☑ Sometimes"],
        ["Done"],
        ["Skip", "Back"],
        ["I need help now"],
    ]
    said = [unpacked(offline.vault, data) for row in rows[:4] for _, data in row]
    assert [(each.press, each.value) for each in said if each] == [
        (Press.TOGGLE, 0b100),
        (Press.TOGGLE, 0b111),
        (Press.TOGGLE, 0b001),
        (Press.DONE, 0b101),
    ]


def test_a_mask_is_the_codes_in_their_order() -> None:
    assert chosen(Question("q", Kind.CHOICES, "?", SHORT), 0b10010) == ("mostly", "never")


@pytest.mark.parametrize(
    ("press", "value", "answer"),
    [
        (Press.OPTION, 1, "mostly"),
        (Press.OPTION, 5, None),
        (Press.DONE, 0b10010, ("mostly", "never")),
        (Press.DONE, 0, ()),
    ],
)
def test_a_button_answers_with_its_option_or_all_that_are_ticked(press: Press, value: int, answer: Value) -> None:
    assert value_of(Button(press, UUID(int=5), 3, value=value), Question("q", Kind.CHOICES, "?", SHORT)) == answer


def labels(service: Service, question: Question) -> list[list[str]]:
    return [[label for label, _ in row] for row in keyboard(service).rows(question)]


def keyboard(service: Service) -> Keyboard:
    return Keyboard(service.vault, service.library.catalogue(), UUID(int=5), 3, 1)
