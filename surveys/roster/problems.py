"""What is wrong with import files, collected so that one reading finds it all."""

from dataclasses import dataclass

from surveys.errors import ImportRefused

#: How many problems are shown; the rest are counted.
SHOWN = 20
#: How many are kept until then: a file may be wrong in every cell.
_KEPT = 1000
_LONGEST = 500


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A row of a file as a spreadsheet numbers it: the header is row 1."""

    file: str
    row: int

    def __str__(self) -> str:
        return f"{self.file} row {self.row}"


def printable(text: str) -> str:
    """Words from a file as they may stand on a terminal: nothing that steers it, or turns its text around, and short."""
    plain = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:_LONGEST])
    return plain + "…" * (len(text) > _LONGEST)


class Problems:
    """Problems as they are found. Each is a sentence with its place."""

    def __init__(self) -> None:
        self._found: dict[tuple[Place, str], None] = {}
        self._general: list[str] = []
        self._dropped = 0
        self._cut = False

    def at(self, place: Place, sentence: str) -> None:
        """One row's problem. What is said twice is heard once."""
        self._found[place, sentence] = None
        if len(self._found) > _KEPT:
            self._dropped += len(self._found) - SHOWN
            self._found = dict.fromkeys(sorted(self._found)[:SHOWN])

    def about(self, sentence: str) -> None:
        """A problem of a whole file, or of the import. What is said twice is heard once."""
        if sentence not in self._general:
            self._general.append(sentence)

    def cut(self) -> None:
        """There may be more than was looked for."""
        self._cut = True

    def refuse(self) -> None:
        """Raise ImportRefused if there are any: those of whole files first, then by file and row."""
        lines = self._general + [f"{place}: {sentence}" for place, sentence in sorted(self._found)]
        more = len(lines) - SHOWN + self._dropped
        if more > 0:
            lines = [*lines[:SHOWN], f"and {more} more{' at the least' if self._cut else ''}."]
        if lines:
            raise ImportRefused([printable(line) for line in lines])
