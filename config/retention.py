"""How long things are kept: the ``[retention]`` table of the authority's file, every entry with a default."""

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Whole months or days, as the names say; docs/privacy.md says what ends with each and why.

    ``linked_months``: an answer's link to its child, and typed words, after completion.
    ``children_months``: a child's record after leaving care. ``erasures_months`` must outlast every backup.
    """

    linked_months: int = 13
    children_months: int = 72
    alerts_months: int = 13
    audit_months: int = 72
    erasures_months: int = 24
    voided_days: int = 90
    messages_days: int = 90
    received_days: int = 30


NAMES = tuple(field.name for field in fields(Retention))


def problem(written: object) -> str | None:
    """What is wrong with a ``[retention]`` table, in a sentence; None when nothing is."""
    if not isinstance(written, Mapping) or not set(written) <= set(NAMES):
        return f"'retention' is a table with any of {', '.join(NAMES)}."
    if not all(type(value) is int and value >= 1 for value in written.values()):
        return "'retention' has whole numbers from 1: months or days, as the names say."
    return None
