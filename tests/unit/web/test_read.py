"""Any input is a reply or is refused in a sentence; nothing else can come of it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.conversation.replies import Action, Reply, Value
from surveys.questionnaire.definition import Kind, Question
from web.read import Malformed, first, form_reply, form_value, json_reply, json_value, keepable

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
fields = st.dictionaries(
    st.sampled_from(["to", "revision", "value", "action", "day", "month", "year", "form"]),
    st.lists(st.text(st.characters()) | st.sampled_from([*Action, "0", "7"]), min_size=1),
)
questions = st.builds(Question, id=st.just("q"), kind=st.sampled_from(Kind), prompt=st.just("?"))


def outcome(read: Callable[[], Reply]) -> Reply | str:
    """The reply, or the sentence that refuses it."""
    try:
        return read()
    except Malformed as error:
        return str(error)


@pytest.mark.parametrize("written", ["9" * 5000, "1234567890", "-1", "1.0", "²", "٣", ""])
def test_a_form_s_revision_that_no_page_of_ours_has_is_only_stale(written: str) -> None:
    assert form_reply({"to": ["q"], "revision": [written]}, None) == Reply("q", -1)


@given(st.dictionaries(st.sampled_from(["to", "revision", "value", "action", "more"]), anything))
def test_any_object_is_a_reply_or_malformed(plain: dict[str, object]) -> None:
    reply = outcome(lambda: json_reply(plain))
    if isinstance(reply, Reply):
        assert isinstance(reply.value, str | int | float | tuple | None)
        assert not isinstance(reply.value, bool)
    else:
        assert reply.endswith(".")


@given(st.dictionaries(st.sampled_from(["to", "revision", "value"]), anything))
def test_help_is_never_refused(plain: dict[str, object]) -> None:
    assert json_reply({**plain, "action": "help"}).action is Action.HELP


@given(fields, st.none() | questions)
def test_any_form_is_a_reply_or_malformed(form: dict[str, list[str]], question: Question | None) -> None:
    reply = outcome(lambda: form_reply(form, question))
    if isinstance(reply, Reply):
        assert reply.action is (Action(first(form, "action")) if first(form, "action") else Action.ANSWER)
    else:
        assert reply.endswith(".")


def test_a_form_becomes_the_value_of_its_kind() -> None:
    def typed(kind: Kind, **form: list[str]) -> Value:
        return form_value(form, Question(id="q", kind=kind, prompt="?"))

    assert typed(Kind.CHOICE, value=["yes"]) == "yes"
    assert typed(Kind.CHOICES, value=["a", "b"]) == ("a", "b")
    assert typed(Kind.CHOICES) == ()
    assert typed(Kind.TEXT, value=["one\r\ntwo "]) == "one\ntwo "
    assert typed(Kind.NUMBER, value=[" 3 "]) == "3"
    assert typed(Kind.DATE, day=["7"], month=[" 3"], year=["2014"]) == "2014-03-07"
    assert typed(Kind.DATE, day=["7"], month=["March"], year=["2014"]) == ""


def test_an_object_without_an_action_answers_and_so_does_one_whose_action_is_null() -> None:
    plain = {"to": "q", "revision": 4, "value": "ok"}
    assert json_reply(plain) == json_reply({**plain, "action": None}) == Reply("q", 4, "ok", Action.ANSWER)
    assert json_reply({**plain, "action": None, "value": None}) == Reply("q", 4, None, Action.ANSWER)


def test_a_form_without_an_action_answers() -> None:
    question = Question(id="q", kind=Kind.SCALE, prompt="?")
    assert form_reply({"to": ["q"], "revision": ["4"], "value": ["ok"]}, question) == Reply("q", 4, "ok")
    assert form_reply({"to": ["q"], "revision": ["4"], "action": ["skip"]}, question) == Reply(
        "q", 4, None, Action.SKIP
    )
    assert form_reply({"revision": ["-4"]}, None) == Reply(None, -1)


def test_values_that_no_question_takes_become_none_or_no_code() -> None:
    values: list[object] = [True, {}, None, ["a", 3, {}], 2.5]
    assert [json_value(value) for value in values] == [None, None, None, ("a", "", ""), 2.5]


@given(st.text(st.characters()))
def test_keepable_text_can_be_written(text: str) -> None:
    assert keepable(text).encode().decode() == keepable(text)
