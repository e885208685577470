"""Hints at what free text is about. The only module that knows TextBlob, and it imports it late.

A theme is a hint for a reader who then opens the answers, never a finding and never an alarm: the tagger
errs on the way young people write. Words are never quoted: a theme is a noun phrase that several of them
used, in small letters, without anything tagged as a name.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

#: Fewer would come close to quoting somebody.
AT_LEAST = 3
MOST = 8
_LONGEST = 3
_SHORTEST_WORD = 3
#: Nouns and adjectives that say nothing about a theme.
_EMPTY = re.compile(
    "bit|lot|things?|stuff|ways?|ones?|(no|some|any|every)(thing|one)|none|cant|dont|wont|much|many|more|most|less|"
    "own|other|same|such|idk|okay|yes|good|bad|nice"
)


class _Word(NamedTuple):
    text: str
    tag: str

    @property
    def part(self) -> str:
        """Noun, adjective, or an end of the phrase."""
        plain = self.text.isalpha() and len(self.text) >= _SHORTEST_WORD and not _EMPTY.fullmatch(self.text.lower())
        return {"NN": "noun", "NNS": "noun", "JJ": "adjective"}.get(self.tag, "") if plain else ""

    @property
    def singular(self) -> str:
        return _singular(self.text.lower()) if self.tag == "NNS" else self.text.lower()


def themes(texts: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """What at least three of these texts are about: (noun phrase, how many texts), most frequent first."""
    counts = Counter(phrase for text in texts for phrase in set(_phrases(text)))
    frequent = {phrase: count for phrase, count in counts.items() if count >= AT_LEAST}
    # "brother" beside "little brother" tells nothing new when it is the same texts that say it.
    telling = [
        (phrase, count)
        for phrase, count in frequent.items()
        if not any(longer.endswith(f" {phrase}") and frequent[longer] == count for longer in frequent)
    ]
    return tuple(sorted(telling, key=lambda each: (-each[1], each[0])))[:MOST]


def _phrases(text: str) -> Iterator[str]:
    """Every noun phrase, and its last noun by itself."""
    for part_of_phrase, run in groupby(_words(text), key=lambda word: bool(word.part)):
        words = list(run)
        while words and words[-1].part != "noun":
            words.pop()
        if part_of_phrase and words:
            yield " ".join(word.singular for word in words[-_LONGEST:])
            yield words[-1].singular


def _words(text: str) -> Iterator[_Word]:
    from textblob.en import parse  # takes a second and 50 MB: only for whoever asks for themes

    for tagged in str(parse(text)).split():
        word, tag, *_ = tagged.split("/")
        yield _Word(word, tag)


def _singular(noun: str) -> str:
    from textblob.en.inflect import singularize

    return str(singularize(noun))
