"""What is wrong with import files, collected so that one reading finds it all."""

from dataclasses import dataclass

from surveys.errors import ImportRefused

#: How many problems are shown; the rest are counted.
SHOWN = 20


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A row of a file as a spreadsheet numbers it: the header is row 1."""

    file: str
    row: int

    def __str__(self) -> str:
        return f"{self.file} row {self.row}"


class Problems:
    """Problems as they are found. Each is a sentence with its place."""

    def __init__(self) -> None:
        self._found: list[tuple[Place, str]] = []
        self._general: list[str] = []

    def at(self, place: Place, sentence: str) -> None:
        """One row's problem."""
        self._found.append((place, sentence))

    def about(self, sentence: str) -> None:
        """A problem of a whole file, or of the import."""
        self._general.append(sentence)

    def refuse(self) -> None:
        """Raise ImportRefused if there are any: those of whole files first, then by file and row."""
        lines = self._general + [f"{place}: {sentence}" for place, sentence in sorted(self._found)]
        if len(lines) > SHOWN:
            lines = [*lines[:SHOWN], f"and {len(lines) - SHOWN} more."]
        if lines:
            raise ImportRefused(lines)
