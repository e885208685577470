"""A line of the log: keys, the id of the request at hand, and no words of an error."""

import contextvars
import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr

from mysay import logs
from surveys import trace
from surveys.meters import TROUBLE

LOG = logging.getLogger("mysay.tests")


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
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_lines_of_one_request_carry_its_id_and_others_none() -> None:
    with served() as written:
        LOG.info("outside")
        drawn = [contextvars.copy_context().run(_said_within) for _ in range(2)]
    told = [(line["message"], line.get("request")) for line in lines(written)]
    assert told == [("outside", None), *(("within", each) for each in drawn)]
    assert len(set(drawn)) == 2


def _said_within() -> str:
    drawn = trace.begin()
    LOG.info("within", extra={"revision": 3})
    return drawn


def test_an_error_is_told_by_type_and_place_never_by_its_words() -> None:
    with served() as written:
        try:
            raise ValueError("what a child wrote")
        except ValueError:
            LOG.exception("a duty failed")
    (line,) = lines(written)
    assert (line["error"], line["level"], line["from"]) == ("builtins.ValueError", "error", "mysay.tests")
    assert "what a child wrote" not in json.dumps(line)


def test_trouble_is_counted_by_its_source_and_what_is_ordinary_is_not() -> None:
    before = [TROUBLE.count(level, LOG.name) for level in ("info", "warning", "error")]
    with served():
        LOG.info("all is well")
        LOG.warning("hm")
        LOG.error("help")
        LOG.error("help")
    after = [TROUBLE.count(level, LOG.name) for level in ("info", "warning", "error")]
    assert [now - then for now, then in zip(after, before, strict=True)] == [0, 1, 2]
