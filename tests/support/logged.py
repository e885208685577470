"""The log as whoever runs mysay reads it."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr

import pytest

from mysay import logs


@contextmanager
def served() -> Iterator[io.StringIO]:
    """The log as the served house has it, for the length of the block."""
    root = logging.getLogger()
    handlers, level, written = root.handlers[:], root.level, io.StringIO()
    root.handlers = []
    try:
        with redirect_stderr(written):
            logs.to_stderr()
            yield written
    finally:
        root.handlers = handlers
        root.setLevel(level)


def lines(written: io.StringIO) -> list[dict[str, object]]:
    """What was written, line by line."""
    return [json.loads(line) for line in written.getvalue().splitlines()]


@contextmanager
def statements(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """What the database is asked is in ``caplog``, values and all, which no record outside of tests has."""
    discreet = logging.getLogRecordFactory()
    logging.setLogRecordFactory(logging.LogRecord)
    try:
        with caplog.at_level(logging.DEBUG, "tortoise.db_client"):
            yield
    finally:
        logging.setLogRecordFactory(discreet)
