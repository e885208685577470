"""Places where a test kills this process, to prove that nothing that was acknowledged is lost there.

They follow an input from its receipt to the last thing sent because of it; the last ones follow a migration, an import,
a backup and a restore. Without ``MYSAY_CRASH_AT`` a place costs one comparison. ``MYSAY_CRASH_AT=name`` ends the process,
without any farewell, when it first gets there; ``name:3`` the third time.
"""

import os
import signal
from dataclasses import dataclass

#: Every place there is, in the order in which one input or one command gets to them. Each stands once in the code.
POINTS = (
    "request-received",
    "update-received",
    "account-bound",
    "turn-decided",
    "input-claimed",
    "answers-kept",
    "alert-raised",
    "response-counted",
    "outcome-moved",
    "reply-before-commit",
    "reply-committed",
    "agreement-before-commit",
    "agreement-committed",
    "update-before-ack",
    "offset-before-move",
    "response-before-sending",
    "question-setting-out",
    "call-before",
    "call-after",
    "prompt-before-keeping",
    "prompt-kept",
    "question-put-again",
    "reminder-queued",
    "reminder-leased",
    "reminder-sent",
    "reminder-settled",
    "mail-queued",
    "mail-sent",
    "mail-settled",
    "schema-statement",
    "import-laid-ready",
    "import-written",
    "import-counted",
    "import-committed",
    "backup-copied",
    "backup-packed",
    "restore-unsettled",
    "restore-settled",
    "restore-before-place",
    "restore-in-place",
)


@dataclass(slots=True)
class _Armed:
    name: str = ""
    left: int = 0


_armed = _Armed()


def arm(place: str) -> None:
    """From now on this process ends at ``name`` or ``name:n``; empty for nowhere.

    Raises:
        ValueError: there is no such place.
    """
    name, _, nth = place.partition(":")
    if name and name not in POINTS:
        raise ValueError(f"MYSAY_CRASH_AT: there is no place '{name}'.")
    _armed.name, _armed.left = name, int(nth or 1)


def crashpoint(name: str) -> None:
    """A place to die, where this process is armed for it."""
    if name == _armed.name:
        _hit()


def _hit() -> None:
    _armed.left -= 1
    if not _armed.left:
        os.kill(os.getpid(), signal.SIGKILL)


arm(os.environ.get("MYSAY_CRASH_AT", ""))
