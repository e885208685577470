"""Small integers for the words that figures count by. A word keeps its number as long as anything counted goes by it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from surveys.storage.work import Many, Work, marks

CodeKind = Literal["area", "age_band", "question", "option"]

#: The option number of a question that was shown and passed over.
SKIPPED = 0
_KNOWN = "SELECT kind, word, id FROM code WHERE (kind, word) IN"
_NEW = "INSERT INTO code (kind, word) VALUES ($1, $2) ON CONFLICT DO NOTHING"

#: A word, and what it is a word for.
Word = tuple[str, str]


class WordsForgotten(Exception):
    """Numbers are to be given out anew."""


def numbers(wanted: Mapping[CodeKind, Iterable[str]]) -> Work[Mapping[Word, int]]:
    """The number of each (kind, word), given out now if it has none. Call it inside the transaction that uses it."""
    words = sorted({(kind, word) for kind, each in wanted.items() for word in each})
    known = yield from _known(words)
    missing = [word for word in words if word not in known]
    if missing:
        yield Many(_NEW, missing)
        known = yield from _known(words)
    return known


def require_standing(given: Mapping[Word, int]) -> Work[None]:
    """Make sure of numbers that were given out before this transaction; from now on nobody forgets their words.

    Raises:
        WordsForgotten: nothing used one of the words yet, and it was deleted.
    """
    if (yield from _known([*given])) != given:
        raise WordsForgotten


def _known(words: Sequence[Word]) -> Work[dict[Word, int]]:
    """In one statement, of which there are few shapes: a new one has to be understood by the server first."""
    if not words:
        return {}
    places = 1 << (len(words) - 1).bit_length()
    filled = [*words, *[words[-1]] * (places - len(words))]
    each = ", ".join(f"({marks(2, first)})" for first in range(1, 2 * places, 2))
    rows = yield f"{_KNOWN} (VALUES {each})", [value for word in filled for value in word]
    return {(kind, word): number for kind, word, number in rows}
