"""What became of a reply, for the figures and the log of the running service."""

import logging
from collections.abc import Sequence

from surveys.conversation.effects import Effect, RaiseConcern, Record, Stale
from surveys.meters import ANSWERS, REPLIES

log = logging.getLogger(__name__)


def note(effects: Sequence[Effect], channel: str, *, moved: bool) -> None:
    """Count a reply: stale, taken where the session ``moved``, else explained; and the answers it left. A call for help is in the log at once."""
    stale = any(isinstance(effect, Stale) for effect in effects)
    REPLIES.add(channel, "stale" if stale else "taken" if moved else "explained")
    kept = sum(isinstance(effect, Record) for effect in effects)
    if kept:
        ANSWERS.add(channel, times=kept)
    if any(isinstance(effect, RaiseConcern) for effect in effects):
        log.warning("a call for help has come in: see to it with 'mysay alerts'")
