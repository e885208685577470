"""Lists of values as SQL spells them: whole numbers, and words that ship with the program or its questionnaires."""

from collections.abc import Iterable


def listed(numbers: Iterable[int]) -> str:
    """``8052, 8055``."""
    return ", ".join(str(int(number)) for number in numbers)


def quoted(words: Iterable[str]) -> str:
    """``'X1', 'E2'``."""
    return ", ".join("'{}'".format(word.replace("'", "''")) for word in words)
