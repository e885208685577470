"""Bodies that come too slowly, or never end."""

import asyncio

import pytest
from aiohttp import StreamReader, web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.test_utils import make_mocked_request

from web.read import BODY_LIMIT, Malformed, body


def arriving(content: bytes, *, whole: bool) -> web.Request:
    """A request without a length, of which so much has come."""
    loop = asyncio.get_running_loop()
    connection = BaseProtocol(loop)
    connection.connection_made(asyncio.Transport())
    stream = StreamReader(connection, 2**16, loop=loop)
    stream.feed_data(content)
    if whole:
        stream.feed_eof()
    return make_mocked_request("POST", "/", payload=stream)


async def test_a_body_is_read_to_its_end() -> None:
    assert await body(arriving(b"{}", whole=True)) == b"{}"


async def test_a_body_that_stops_in_the_middle_is_let_go() -> None:
    with pytest.raises(web.HTTPRequestTimeout):
        await body(arriving(b"{", whole=False), seconds=0)


async def test_whoever_hangs_up_in_the_middle_sent_what_cannot_be_read_and_is_no_fault_of_ours() -> None:
    request = arriving(b"{", whole=False)
    request.content.set_exception(ConnectionResetError("gone"))
    with pytest.raises(Malformed):
        await body(request)


async def test_a_body_without_end_is_refused_once_it_is_too_long() -> None:
    with pytest.raises(web.HTTPRequestEntityTooLarge):
        await body(arriving(b"x" * (BODY_LIMIT + 1), whole=False))
