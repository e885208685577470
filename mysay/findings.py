"""What a look of ``mysay doctor`` comes to."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """All is well; worth knowing; must be mended."""

    FINE = "fine"
    NOTE = "note"
    MEND = "MEND"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found, in a sentence."""

    verdict: Verdict
    text: str


def fine(text: str) -> Finding:
    """All is well."""
    return Finding(Verdict.FINE, text)


def noted(text: str) -> Finding:
    """Worth knowing."""
    return Finding(Verdict.NOTE, text)


def to_mend(text: str) -> Finding:
    """Must be mended; the text says how."""
    return Finding(Verdict.MEND, text)
