"""What is done again and again and fails: told when it begins, now and then while it lasts, and when it is over."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

_NOW_AND_THEN_SECONDS = 300.0


@dataclass(slots=True)
class Trouble:
    """One thing that may fail for a while. ``what`` names it in the log; another kind of error is told at once."""

    what: str
    now: Callable[[], float] = time.monotonic
    _since: float = 0.0
    _told: float = 0.0
    _kinds: set[type[Exception]] = field(default_factory=set)

    def failed(self, error: Exception) -> None:
        """It has failed, perhaps again."""
        now = self.now()
        if not self._kinds:
            self._since = now
        elif type(error) in self._kinds and now - self._told < _NOW_AND_THEN_SECONDS:
            return
        self._told = now
        self._kinds.add(type(error))
        log.error(
            "failed, and is tried again", exc_info=error, extra={"what": self.what, "seconds": round(now - self._since)}
        )

    def over(self) -> None:
        """It has gone well, perhaps as always."""
        if self._kinds:
            self._kinds.clear()
            log.warning("goes well again", extra={"what": self.what, "seconds": round(self.now() - self._since)})
