"""Everything young people read: there, fit for its readers, and honest."""

import re
from pathlib import Path

import pytest

from config.authority import SHIPPED, read
from surveys.conversation.engine import INTRODUCTION
from surveys.questionnaire.definition import Kind, Question
from surveys.questionnaire.library import Library
from surveys.questionnaire.wording import Wording, parse
from tests.support.source import ROOT

AUTHORITY = read(SHIPPED / "authority.toml")
LIBRARY = Library.load(AUTHORITY.questionnaires, AUTHORITY.wording, AUTHORITY)
CATALOGUE = LIBRARY.catalogue()
VARIANTS = [(id_, variant.id) for id_ in LIBRARY.ids for variant in LIBRARY.variants(id_)]
QUESTIONS = [
    pytest.param(question, id=f"{id_} {variant} {question.id}")
    for id_, variant in VARIANTS
    for question in LIBRARY.resolve(id_, variant).questions
]
YOUNGEST = LIBRARY.resolve("consultation", "4-7")

#: Texts that may show on a locked phone begin with these.
ON_A_LOCKED_SCREEN = ("telegram-", "invitation-", "reminder-", "command-")
GIVES_AWAY = re.compile(
    r"\b(car(e|er|ers|ing)|foster\w*|social|worker\w*|review\w*|council|iro|looked|plan|pledge|"
    r"placement|child\w*|young|authority|advocate|leaving|service)\b",
    re.IGNORECASE,
)
PROMISED_BY_NOBODY = re.compile(
    r"anonymous|confidential|nobody will know|no one will know|keep (it|this) secret|"
    r"private and|immediately|at once",
    re.IGNORECASE,
)
JARGON = re.compile(
    r"\b(lac|placement|respite|contact|siblings?|statutory|permanence|key ?worker|participat\w+)\b", re.IGNORECASE
)
NEGATIVE = re.compile(r"\b(not|no|never|nobody|nothing|without)\b|n[’']t\b", re.IGNORECASE)
KEY = r"[a-z]+(?:-[a-z]+)*"
SAYS = re.compile(rf"""\b_?(?:say|Explain|problem)(?:\(|=)\s*["']({KEY})["']""")


def test_every_text_that_the_code_says_is_there() -> None:
    places = [*_sources("*.py"), *_sources("*.html")]
    said = {key for path in places for key in SAYS.findall(path.read_text(encoding="utf-8"))} | set(INTRODUCTION)
    missing = sorted(key for key in said if CATALOGUE.file_of(key) is None)
    assert (missing, {"moved-on", "help-intro", "not-a-date", "concern"} <= said) == ([], True)


def test_every_text_of_the_interface_is_said_somewhere() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (*_sources("*.py"), *_sources("*.html")))
    named = set(re.findall(rf"""["']({KEY})["']""", code)) | {f"command-{name}" for name in ("start", "help", "stop")}
    assert sorted(set(_interface().keys) - named) == []


@pytest.mark.parametrize(("id_", "variant"), VARIANTS)
def test_every_interface_text_can_be_said_to_every_reader(id_: str, variant: str) -> None:
    given: dict[str, str | int] = {
        "count": 10,
        "done": 1,
        "of": 10,
        "most": 2000,
        "low": 1,
        "high": 99,
        "name": "A",
        "contact": "1",
        "note": "N",
    }
    said = [CATALOGUE.say(key, id_, variant, **given) for key in _interface().keys]
    assert [text for text in said if not text.strip() or "{" in text] == []


@pytest.mark.parametrize(("id_", "first", "last"), [("consultation", 4, 17), ("exit_interview", 8, 25)])
def test_every_age_has_exactly_one_plain_variant(id_: str, first: int, last: int) -> None:
    plain = [variant for variant in LIBRARY.variants(id_) if not variant.easy_read]
    covering = {age: sum(variant.covers(age) for variant in plain) for age in range(first - 1, last + 2)}
    assert covering == {first - 1: 0, **dict.fromkeys(range(first, last + 1), 1), last + 1: 0}


def test_every_kind_of_question_is_used() -> None:
    assert {param.values[0].kind for param in QUESTIONS} == set(Kind)  # type: ignore[union-attr]  # each holds a question


@pytest.mark.parametrize(("id_", "variant"), VARIANTS)
def test_no_questionnaire_is_too_long(id_: str, variant: str) -> None:
    most = 10 if variant == "4-7" else 20
    assert 6 <= len(LIBRARY.resolve(id_, variant).questions) <= most


@pytest.mark.parametrize("question", YOUNGEST.questions, ids=lambda question: question.id)
def test_the_youngest_are_asked_one_short_thing_without_a_no_in_it(question: Question) -> None:
    words = question.prompt.split()
    assert (len(words) <= 8, question.prompt.count("?"), NEGATIVE.findall(question.prompt)) == (True, 1, [])
    assert [option.label for option in question.options if len(option.label.split()) > 6] == []


@pytest.mark.parametrize(("id_", "variant"), [each for each in VARIANTS if each[1] in {"4-7", "easy-read"}])
def test_easy_readers_get_short_sentences(id_: str, variant: str) -> None:
    questionnaire = LIBRARY.resolve(id_, variant)
    texts = [CATALOGUE.say(key, id_, variant) for key in (*INTRODUCTION, "finished-body", "stopped-body", "concern")]
    texts += [text for question in questionnaire.questions for text in (question.prompt, question.hint)]
    sentences = [sentence for text in texts for sentence in re.split(r"(?<=[.?!:])\s+", text)]
    assert [sentence for sentence in sentences if len(sentence.split()) > 15] == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_are_in_everyday_words(question: Question) -> None:
    texts = [question.prompt, question.hint, *(option.label for option in question.options)]
    assert [
        text for text in texts if JARGON.search(text) or any(len(each.split()) > 25 for each in text.split(". "))
    ] == []
    assert [option.label for option in question.options if len(option.label) > 44] == []  # a phone's button
    assert len({option.label for option in question.options}) == len(question.options)


def test_a_locked_screen_gives_nothing_away() -> None:
    shown = {key: CATALOGUE.say(key) for key in _interface().keys if key.startswith(ON_A_LOCKED_SCREEN)}
    assert {key: text for key, text in shown.items() if GIVES_AWAY.search(text)} == {}
    assert {key for key in shown if _interface().keys[key]} == set()


@pytest.mark.parametrize("path", sorted((SHIPPED / "wording/en").iterdir()), ids=lambda path: path.stem)
def test_nothing_is_promised_that_cannot_be_kept(path: Path) -> None:
    words = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert [line for line in words if PROMISED_BY_NOBODY.search(line)] == []


def test_only_an_answer_that_says_never_safe_raises_a_concern() -> None:
    raising = {
        (id_, item.id): item.concern for id_ in LIBRARY.ids for item in LIBRARY.known(id_).values() if item.concern
    }
    assert raising == {("consultation", "feel_safe"): ("never",), ("exit_interview", "safe_now"): ("never",)}


def _interface() -> Wording:
    path = SHIPPED / "wording/en/interface.ftl"
    return parse("en/interface.ftl", path.read_text(encoding="utf-8"))


def _sources(pattern: str) -> list[Path]:
    return [path for package in ("bot", "mysay", "surveys", "web") for path in (ROOT / package).rglob(pattern)]
