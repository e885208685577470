"""Filling in a questionnaire as somebody might, some of its answers being given."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from mysay.demo.phrases import PHRASES
from surveys.questionnaire.definition import CODED, Given, Kind, Question, Questionnaire

#: What an import file says for a question that was shown and passed over.
SKIPPED = ""
_SKIPS = 0.06
_TYPES = 0.45
#: A code that a variant for younger children does not have, and the one that says nearly the same there.
_SIMPLER = {
    "not_really": "not_at_all", "very_easy": "easy", "very_difficult": "difficult", "mostly": "always",
}  # fmt: skip  # a table to read


def fill(questionnaire: Questionnaire, settled: Mapping[str, str], *, on: date, chance: Random) -> dict[str, str]:
    """An answer to every question on the path, by question, as an import file has it.

    ``settled`` says what these questions are answered with (nothing: skipped); the others fall as they may.
    Nobody in a made-up county gives an answer that a person must hear about at once.
    """
    answers: dict[str, str] = {}
    given: dict[str, Given] = {}
    for question in questionnaire.questions:
        if question.applies(given):
            answer = settled.get(question.id)
            answers[question.id] = _any(question, on, chance) if answer is None else _offered(question, answer)
            given[question.id] = Given(tuple(filter(None, answers[question.id].split("|"))))
    return answers


def _offered(question: Question, code: str) -> str:
    return code if code in {*question.codes, SKIPPED} else _SIMPLER[code]


def _any(question: Question, on: date, chance: Random) -> str:
    if chance.random() < _SKIPS:
        return SKIPPED
    if question.kind in CODED:
        return _coded(question, chance)
    if question.kind is Kind.DATE:
        return (on - timedelta(days=chance.randrange(3, 60))).isoformat()
    if question.kind is Kind.NUMBER:
        return str((question.low or 0) + chance.choices(range(5), (30, 28, 20, 14, 8))[0])
    return chance.choice(PHRASES[question.id]) if chance.random() < _TYPES else SKIPPED


def _coded(question: Question, chance: Random) -> str:
    """The first options are the happier ones, and are chosen more often."""
    codes = [code for code in question.codes if code not in question.concern]
    if question.kind is Kind.CHOICES:
        return "|".join(sorted(chance.sample(codes, chance.randrange(1, 3)), key=codes.index))
    return chance.choices(codes, [len(codes) * 2 - place for place in range(len(codes))])[0]
