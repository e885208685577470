"""Small integers for the words that figures count by. A word keeps its number for ever."""

from collections.abc import Iterable, Mapping
from typing import Literal

from surveys.storage.models import Code

CodeKind = Literal["area", "age_band", "question", "option"]

#: The option number of a question that was shown and passed over.
SKIPPED = 0


async def numbers(kind: CodeKind, words: Iterable[str]) -> Mapping[str, int]:
    """The number of each word, given out now if it has none. Call it inside the transaction that uses it."""
    wanted = set(words)
    known = await _known(kind, wanted)
    missing = sorted(wanted - known.keys())
    if missing:
        await Code.bulk_create([Code(kind=kind, word=word) for word in missing], ignore_conflicts=True)
        known = await _known(kind, wanted)
    return known


async def _known(kind: CodeKind, words: set[str]) -> dict[str, int]:
    rows = await Code.filter(kind=kind, word__in=words).values_list("word", "id")
    return {str(word): int(number) for word, number in rows}
