"""What a value means to a question: its codes or its text, or the reason it does not fit.

Refusing an answer is not an error; the reason is an :class:`Explain` that the channel says.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from surveys.conversation.effects import Explain, Record
from surveys.conversation.replies import Value
from surveys.questionnaire.definition import Kind, Question

#: The most characters of a typed answer when its question names no limit.
TEXT_LIMIT = 2000
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read(question: Question, value: Value) -> Record | Explain:
    """Take a value as an answer to a question: what to record, or why it does not fit."""
    return _READERS[question.kind](question, value)


def _choice(question: Question, value: Value) -> Record | Explain:
    if not isinstance(value, str) or value not in question.codes:
        return Explain("not-an-option")
    return Record(question.id, codes=(value,))


def _choices(question: Question, value: Value) -> Record | Explain:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return Explain("not-an-option")
    if not value:
        return Explain("choose-at-least-one")
    if not set(value) <= set(question.codes):
        return Explain("not-an-option")
    return Record(question.id, codes=tuple(code for code in question.codes if code in value))


def _text(question: Question, value: Value) -> Record | Explain:
    most = question.high or TEXT_LIMIT
    if not isinstance(value, str) or _unkeepable(value):
        return Explain("text-unreadable")
    if not value.strip():
        return Explain("text-empty")
    return Record(question.id, text=value) if len(value) <= most else Explain("text-too-long", (("most", most),))


def _unkeepable(text: str) -> bool:
    """NUL and lone surrogates cannot be stored as text."""
    return _UNKEEPABLE.search(text) is not None


def _number(question: Question, value: Value) -> Record | Explain:
    number = _as_number(value)
    if number is None:
        return Explain("not-a-number")
    if question.low is not None and number < question.low:
        return Explain("number-too-low", (("low", question.low),))
    if question.high is not None and number > question.high:
        return Explain("number-too-high", (("high", question.high),))
    return Record(question.id, text=str(int(number) if number == int(number) else number))


def _as_number(value: Value) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _date(question: Question, value: Value) -> Record | Explain:
    if not isinstance(value, str) or not _ISO_DAY.fullmatch(value):
        return Explain("not-a-date")
    try:
        return Record(question.id, text=date.fromisoformat(value).isoformat())
    except ValueError:
        return Explain("not-a-date")


_READERS: Mapping[Kind, Callable[[Question, Value], Record | Explain]] = {
    Kind.CHOICE: _choice,
    Kind.SCALE: _choice,
    Kind.CHOICES: _choices,
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
}
