"""Checks one cell of an imported form against the question it answers."""

from functools import lru_cache

from surveys.conversation.effects import Explain
from surveys.conversation.reading import TEXT_LIMIT
from surveys.conversation.reading import read as read_value
from surveys.questionnaire.bank import Item
from surveys.questionnaire.definition import CODED, Kind, Option, Question
from surveys.roster.cells import Unreadable, day, shown
from surveys.roster.records import Given

_WHY = {
    "text-too-long": "is longer than {most} characters",
    "text-unreadable": "has characters in it that cannot be stored",
    "not-a-number": "is not a number",
    "number-too-low": "is below {low}",
    "number-too-high": "is above {high}",
}
#: Typed words are a child's own: an error does not repeat them.
_UNQUOTED = (Kind.TEXT,)


def read(item: Item, cell: str | None) -> Given:
    """What a cell gives to a question; an empty one is a skip.

    Raises:
        Unreadable: finishing "answer ...".
    """
    text = (cell or "").strip()
    if not text:
        return Given()
    if item.kind in CODED:
        return _coded("|".join(_codes(item, text)))
    try:
        return Given(text=_typed(item, cell or "" if item.kind is Kind.TEXT else text))
    except Unreadable as error:
        raise Unreadable(f"{error}" if item.kind in _UNQUOTED else f"{shown(text)} {error}") from None


@lru_cache(maxsize=4096)
def _coded(codes: str) -> Given:
    """The same codes are given again and again, and kept once."""
    return Given(codes=codes)


def _codes(item: Item, text: str) -> list[str]:
    given = [part.strip() for part in text.split("|") if part.strip()]
    unknown = next((code for code in given if code not in item.options), None)
    if unknown is not None or not given:
        raise Unreadable(
            f"{shown(unknown or text)} is not an option of {item.id}; its options are {', '.join(item.options)}"
        )
    if item.kind is not Kind.CHOICES and len(given) > 1:
        raise Unreadable(f"{shown(text)} gives more than one option, and {item.id} takes one")
    return [code for code in item.options if code in given]


def _typed(item: Item, text: str) -> str:
    value = day(text).isoformat() if item.kind is Kind.DATE else text
    question = Question(
        item.id, item.kind, "", tuple(Option(code, code) for code in item.options), low=item.low, high=item.high
    )
    outcome = read_value(question, value)
    if isinstance(outcome, Explain):
        why = {"most": item.high or TEXT_LIMIT, "low": item.low, "high": item.high}
        raise Unreadable(_WHY[outcome.key].format(**why))
    return outcome.text or ""
