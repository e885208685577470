"""A line of the log: keys, the id of the request at hand, and no words of an error."""

import contextvars
import json
import logging

from surveys import trace
from surveys.meters import TROUBLE
from tests.support.logged import lines, served

LOG = logging.getLogger("mysay.tests")


def test_lines_of_one_request_carry_its_id_and_others_none() -> None:
    with served() as written:
        LOG.info("outside")
        drawn = [contextvars.copy_context().run(_said_within) for _ in range(2)]
    told = [(line["message"], line.get("request")) for line in lines(written)]
    assert told == [("outside", None), *(("within", each) for each in drawn)]
    assert len(set(drawn)) == 2


def test_lines_about_an_update_carry_its_id_and_those_of_the_next_request_do_not() -> None:
    with served() as written:
        contextvars.copy_context().run(_one_after_the_other)
    assert [line.get("update") for line in lines(written)] == [0, 0, None]


def _one_after_the_other() -> None:
    trace.begin()
    trace.about(0)
    LOG.info("taken")
    LOG.info("said")
    trace.begin()
    LOG.info("a page, on the same connection")


def _said_within() -> str:
    drawn = trace.begin()
    LOG.info("within", extra={"revision": 3})
    return drawn


def test_what_a_call_adds_takes_no_other_key_s_place() -> None:
    with served() as written:
        LOG.warning("odd", extra={"at": "sea", "level": 3, "from": "afar", "where": "here"})
    (line,) = lines(written)
    assert (str(line["at"]).startswith("20"), line["level"], line["from"]) == (True, "warning", "mysay.tests")
    assert line["where"] == "here"


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


def test_an_error_of_whoever_may_log_one_is_counted_from_nought() -> None:
    name = "mysay.tests.silent"
    logging.getLogger(name)
    with served():
        assert f'mysay_log_lines_total{{level="error",source="{name}"}} 0' in list(TROUBLE.samples())
