"""Logs: one JSON object a line, of keys and never of words.

A message is a constant; what varies comes as extra keys. An error is told by its type and place: its
own message may quote what somebody wrote.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

from surveys import discretion, trace
from surveys.meters import TROUBLE

_written = json.JSONEncoder(default=str, ensure_ascii=False).encode
_ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "told"}


class JsonLines(logging.Formatter):
    """Time, level, source and message, then whatever extra keys the call gave, which take the place of none of those."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
        }
        at_hand = {"request": trace.request.get(), "update": trace.update.get()}
        line |= {name: value for name, value in at_hand.items() if value is not None}
        line |= {name: value for name, value in vars(record).items() if name not in _ORDINARY and name not in line}
        return _written(line | _told(record))


class Sentences(logging.Formatter):
    """A line for whoever ran a command: what it is about, and the keys in brackets."""

    def format(self, record: logging.LogRecord) -> str:
        keys = {name: value for name, value in vars(record).items() if name not in _ORDINARY}
        keys |= {name: value for name, value in _told(record).items() if name == "error"}
        about = "; ".join(f"{name} {value}" for name, value in keys.items())
        said = record.getMessage()
        return f"{said[:1].upper()}{said[1:]}{f' ({about})' if about else ''}."


def _told(record: logging.LogRecord) -> dict[str, object]:
    return record.told if isinstance(record, discretion.DiscreetRecord) else {}


class _Lines(logging.StreamHandler[TextIO]):
    """Writes lines, and counts those that tell of trouble."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING:
            TROUBLE.add(record.levelname.lower(), record.name)
        super().emit(record)


def to_stderr() -> None:
    """Send the log to standard error. Libraries speak up only when something is wrong."""
    discretion.keep()
    handler = _Lines(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for ours in ("mysay", "bot", "web", "surveys", "analysis"):
        logging.getLogger(ours).setLevel(logging.INFO)
    for name in logging.getLogger().manager.loggerDict:
        TROUBLE.know("error", name)


def in_sentences() -> None:
    """Say on standard error what went wrong beside a command, as a person reads it; it does its work all the same."""
    discretion.keep()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Sentences())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
