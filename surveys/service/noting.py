"""What became of a reply, for the figures of the running service."""

from collections.abc import Sequence

from surveys.conversation.effects import Effect, Record, Stale
from surveys.meters import ANSWERS, REPLIES


def note(effects: Sequence[Effect], channel: str, *, moved: bool) -> None:
    """Count a reply: stale, taken where the session ``moved``, else explained; and the answers it left."""
    stale = any(isinstance(effect, Stale) for effect in effects)
    REPLIES.add(channel, "stale" if stale else "taken" if moved else "explained")
    kept = sum(isinstance(effect, Record) for effect in effects)
    if kept:
        ANSWERS.add(channel, times=kept)
