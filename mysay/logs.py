"""Logs: one JSON object a line, of keys and never of words.

A message is a constant; what varies comes as extra keys. An error is told by its type and place: its
own message may quote what somebody wrote.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

from surveys import trace
from surveys.meters import TROUBLE

_written = json.JSONEncoder(default=str, ensure_ascii=False).encode
_ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Time, level, source and message, then whatever extra keys the call gave, which take the place of none of those."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": _message(record),
        }
        at_hand = {"request": trace.request.get(), "update": trace.update.get()}
        line |= {name: value for name, value in at_hand.items() if value is not None}
        line |= {name: value for name, value in vars(record).items() if name not in _ORDINARY and name not in line}
        if record.exc_info and record.exc_info[1]:
            line |= told(record.exc_info[1])
        return _written(line)


def _message(record: logging.LogRecord) -> str:
    """What a call says, before anything is filled in. Of a library's, the first line: the rest may quote values."""
    return str(record.msg).partition("\n")[0] if isinstance(record.msg, str) else type(record.msg).__name__


class _Lines(logging.StreamHandler[TextIO]):
    """Writes lines, and counts those that tell of trouble."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING:
            TROUBLE.add(record.levelname.lower(), record.name)
        super().emit(record)


def told(error: BaseException) -> dict[str, object]:
    """An error as keys: its type, and where it came from, innermost last."""
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "error": f"{type(error).__module__}.{type(error).__qualname__}",
        "where": [f"{frame.filename}:{frame.lineno}" for frame in frames][-6:],
    }


def to_stderr() -> None:
    """Send the log to standard error. Libraries speak up only when something is wrong."""
    handler = _Lines(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for ours in ("mysay", "bot", "web", "surveys", "analysis"):
        logging.getLogger(ours).setLevel(logging.INFO)
