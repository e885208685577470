"""Results as rows of one table: what was measured, for whom, and what it is of the figure that it must reach."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure of one side. ``ratio`` is to ours in the same run; ``must`` and ``aim`` in the figure's unit."""

    bench: str
    side: str
    figure: str
    ratio: float | None = None
    must: str = ""
    aim: str = ""
    note: str = ""


def markdown(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table."""
    heads = ("bench", "side", "figure", "ratio to ours", "must", "aim", "note")
    lines = [
        (row.bench, row.side, row.figure, "" if row.ratio is None else f"{row.ratio:.2f}", row.must, row.aim, row.note)
        for row in rows
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, ("---",) * len(heads), *lines))
