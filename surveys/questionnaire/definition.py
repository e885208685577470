"""A questionnaire as one child meets it: one variant, in one language, with its words.

Definitions are values. The engine walks them, storage keeps them under their digest, and an answer
points at the digest, so that later edits never change what an old answer meant.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Any


class Kind(StrEnum):
    """What sort of answer a question takes."""

    CHOICE = "choice"
    CHOICES = "choices"
    SCALE = "scale"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


#: Kinds whose answer is one or more option codes.
CODED = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.SCALE})


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a coded question: the code that is stored and the words that are read."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds when an earlier question was answered with any of these codes."""

    question: str
    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What was given to a question: codes (none for typed answers), or a skip."""

    codes: tuple[str, ...] = ()
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``low`` and ``high`` bound a number; for text ``high`` is the most characters.

    ``concern`` names the codes that a person must hear about at once.
    """

    id: str
    kind: Kind
    prompt: str
    options: tuple[Option, ...] = ()
    hint: str = ""
    when: tuple[Condition, ...] = ()
    concern: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(option.code for option in self.options)

    def applies(self, given: Mapping[str, Given]) -> bool:
        """Whether every condition holds over what has been given so far."""
        return all(_holds(condition, given) for condition in self.when)


def _holds(condition: Condition, given: Mapping[str, Given]) -> bool:
    answer = given.get(condition.question)
    return answer is not None and not set(condition.any_of).isdisjoint(answer.codes)


@dataclass(frozen=True)
class Questionnaire:
    """A resolved questionnaire: questions in order, wording included."""

    id: str
    variant: str
    language: str
    questions: tuple[Question, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        return {question.id: question for question in self.questions}

    def path(self, given: Mapping[str, Given]) -> tuple[Question, ...]:
        """The questions that apply, in order. An answer off the path opens no follow-up."""
        return tuple(self.walk(given))

    def walk(self, given: Mapping[str, Given]) -> Iterator[Question]:
        """The same one by one, for whoever looks for the first that is open."""
        on_path: dict[str, Given] = {}
        for question in self.questions:
            if not question.when or question.applies(on_path):
                yield question
                if question.id in given:
                    on_path[question.id] = given[question.id]

    @cached_property
    def body(self) -> str:
        """Canonical JSON of structure and wording."""
        plain = {
            "id": self.id,
            "variant": self.variant,
            "language": self.language,
            "questions": [asdict(question) for question in self.questions],
        }
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of :attr:`body` in hex: the name under which answers point at this version."""
        return sha256(self.body.encode()).hexdigest()


def from_body(body: str) -> Questionnaire:
    """Read back what :attr:`Questionnaire.body` wrote."""
    plain = json.loads(body)
    questions = tuple(_question(each) for each in plain.pop("questions"))
    return Questionnaire(questions=questions, **plain)


def _question(plain: dict[str, Any]) -> Question:
    return Question(
        **{name: plain[name] for name in ("id", "prompt", "hint", "low", "high")},
        kind=Kind(plain["kind"]),
        options=tuple(Option(**each) for each in plain["options"]),
        when=tuple(Condition(each["question"], tuple(each["any_of"])) for each in plain["when"]),
        concern=tuple(plain["concern"]),
    )
