"""Typed words as a value: a number or a label typed into a chat counts as the tap it stands for."""

import re

from surveys.conversation.replies import Value
from surveys.questionnaire.definition import Kind, Question

_BRITISH_DAY = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})")
_WORDS = re.compile(r"[^\w ]+")


def typed(question: Question, text: str) -> Value:
    """The value that typed text stands for; text that stands for none is left for the engine to refuse."""
    match question.kind:
        case Kind.CHOICE | Kind.SCALE:
            return _code(question, text) or text
        case Kind.CHOICES:
            codes = [_code(question, part) for part in re.split(r"[,;\n]", text) if part.strip()]
            return tuple(code or "" for code in codes)
        case Kind.DATE:
            return _iso_day(text)
        case Kind.NUMBER:
            return text.strip()
        case Kind.TEXT:
            return text


def _code(question: Question, text: str) -> str | None:
    """By place ("2"), by label in any case and punctuation, or by code."""
    plain = _plain(text)
    if plain.isdecimal() and 1 <= int(plain) <= len(question.options):
        return question.options[int(plain) - 1].code
    named = (option.code for option in question.options if plain in (_plain(option.label), option.code))
    return next(named, None)


def _plain(text: str) -> str:
    return " ".join(_WORDS.sub(" ", text).casefold().split())


def _iso_day(text: str) -> str:
    british = _BRITISH_DAY.fullmatch(text.strip())
    if not british:
        return text.strip()
    day, month, year = british.groups()
    return f"{year}-{int(month):02d}-{int(day):02d}"
