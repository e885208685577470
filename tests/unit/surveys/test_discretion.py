"""Whatever a library says, and however loud it is made: no record of it has a value in it, for whatever handler."""

import io
import logging
from collections.abc import Iterator

import pytest
from telegram import Bot

from surveys import discretion
from tests.support.keys import SECRET_KEY

TOKEN = f"4242:{SECRET_KEY}"


@pytest.fixture
def heard() -> Iterator[io.StringIO]:
    """A plain handler of somebody else's, below every logger, and all of them at their loudest."""
    discretion.keep()
    written, loud = io.StringIO(), [logging.getLogger(name) for name in ("telegram.Bot", "aiohttp.server", "bot")]
    handler, before = logging.StreamHandler(written), [each.level for each in loud]
    handler.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s %(args)r %(exc_text)s"))
    for each in loud:
        each.setLevel(logging.DEBUG)
        each.addHandler(handler)
    yield written
    for each, level in zip(loud, before, strict=True):
        each.removeHandler(handler)
        each.setLevel(level)


async def test_telegram_s_library_does_not_say_the_token(heard: io.StringIO) -> None:
    Bot(TOKEN)
    assert set(heard.getvalue().splitlines()) == {"telegram.Bot DEBUG something in passing () None"}


def test_of_a_library_s_trouble_there_is_what_it_always_says(heard: io.StringIO) -> None:
    log = logging.getLogger("aiohttp.server")
    log.warning("refused %s", TOKEN)
    log.error("broken\nby %s", TOKEN)
    log.error(ValueError(TOKEN))
    log.debug(f"asked for {TOKEN}")  # noqa: G004  # as libraries do
    assert heard.getvalue().splitlines() == [
        "aiohttp.server WARNING refused %s () None",
        "aiohttp.server ERROR broken () None",
        "aiohttp.server ERROR ValueError () None",
        "aiohttp.server DEBUG something in passing () None",
    ]


def test_of_an_error_there_is_its_kind_and_no_word_whoever_tells_it(
    heard: io.StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("bot", "aiohttp.server"):
        try:
            raise ValueError(TOKEN)
        except ValueError:
            logging.getLogger(name).exception("it failed")
    assert heard.getvalue().splitlines() == ["bot ERROR it failed () None", "aiohttp.server ERROR it failed () None"]
    assert [vars(record)["told"]["error"] for record in caplog.records] == ["builtins.ValueError"] * 2
