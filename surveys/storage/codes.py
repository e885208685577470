"""Small integers for the words that figures count by. A word keeps its number for ever."""

from collections.abc import Iterable, Mapping
from typing import Literal

from surveys.storage.engines.ledger import Many, Work, marks

CodeKind = Literal["area", "age_band", "question", "option"]

#: The option number of a question that was shown and passed over.
SKIPPED = 0
_KNOWN = "SELECT word, id FROM code WHERE kind = $1 AND word IN"
_NEW = "INSERT INTO code (kind, word) VALUES ($1, $2) ON CONFLICT DO NOTHING"


def numbers(kind: CodeKind, words: Iterable[str]) -> Work[Mapping[str, int]]:
    """The number of each word, given out now if it has none. Call it inside the transaction that uses it."""
    wanted = set(words)
    known = yield from _known(kind, wanted)
    missing = sorted(wanted - known.keys())
    if missing:
        yield Many(_NEW, [(kind, word) for word in missing])
        known = yield from _known(kind, wanted)
    return known


def _known(kind: CodeKind, words: set[str]) -> Work[dict[str, int]]:
    if not words:
        return {}
    rows = yield f"{_KNOWN} ({marks(len(words), 2)})", (kind, *words)
    return dict(map(tuple, rows))
