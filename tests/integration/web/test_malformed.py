"""What is no request at all: whatever a stranger sends by hand, what comes back is ours, kind, and quotes nothing."""

import asyncio
import socket
from collections.abc import AsyncIterator
from email.parser import BytesHeaderParser

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from surveys.service.context import Service
from tests.support.invited import always_ready
from web.app import application
from web.connection import IDLE_SECONDS, runner
from web.guard import HEADERS

MARK = "sixteen-candles"
HOST = "Host: mysay.example"
FORM = "Content-Type: application/x-www-form-urlencoded"
CHUNKED = "Transfer-Encoding: chunked"


def request(line: str, *headers: str, body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    return "\r\n".join([line, *headers, "", ""]).encode("latin-1") + body


Wire = tuple[asyncio.StreamReader, asyncio.StreamWriter]

#: What is sent, and the status that it is refused with.
MALFORMED: dict[str, tuple[bytes, int]] = {
    "not HTTP": (f"{MARK}\r\n\r\n".encode(), 400),
    "bytes of TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + MARK.encode() + b"\r\n\r\n", 400),
    "HTTP/2 with prior knowledge": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "a version that never was": (request(f"GET /{MARK} HTTP/9.9", HOST), 400),
    "a method with a comma": (request(f"GE,T /{MARK} HTTP/1.1", HOST), 400),
    "an address over 8 KB": (request(f"GET /{MARK}{'x' * 9000} HTTP/1.1", HOST), 400),
    "an address with a NUL": (request(f"GET /{MARK}\0 HTTP/1.1", HOST), 400),
    "a header over 8 KB": (request("GET / HTTP/1.1", HOST, f"Cookie: {MARK}={'x' * 9000}"), 400),
    "more than 128 headers": (request("GET / HTTP/1.1", HOST, *(f"X-{n}: {MARK}" for n in range(200))), 400),
    "a header without a colon": (request("GET / HTTP/1.1", HOST, MARK), 400),
    "a header's name with a space": (request("GET / HTTP/1.1", HOST, f"X {MARK}: 1"), 400),
    "two lengths": (request("POST /q HTTP/1.1", HOST, "Content-Length: 1", "Content-Length: 2", body=b"x"), 400),
    "a length and chunks": (request("POST /q HTTP/1.1", HOST, "Content-Length: 3", CHUNKED, body=b"0\r\n\r\n"), 400),
    "a length below nothing": (request("POST /q HTTP/1.1", HOST, "Content-Length: -1"), 400),
    "a chunk without a size": (request("POST /code HTTP/1.1", HOST, FORM, CHUNKED, body=b"zz\r\nx"), 400),
    "a chunk with no end": (request("POST /code HTTP/1.1", HOST, FORM, CHUNKED, body=b"1\r\nxyz\r\n0\r\n\r\n"), 400),
    "compressed that is not": (
        request("POST /code HTTP/1.1", HOST, FORM, "Content-Encoding: gzip", "Content-Length: 3", body=b"abc"),
        400,
    ),
    "deflated that is not": (
        request("POST /code HTTP/1.1", HOST, FORM, "Content-Encoding: deflate", "Content-Length: 3", body=b"abc"),
        400,
    ),
    "compressed by a way not taken": (
        request("POST /code HTTP/1.1", HOST, FORM, "Content-Encoding: br", "Content-Length: 3", body=b"abc"),
        400,
    ),
    "compressed by another": (
        request("POST /q HTTP/1.1", HOST, FORM, "Content-Encoding: zstd", "Content-Length: 3", body=b"abc"),
        400,
    ),
    "an origin that is none": (
        request("POST /code HTTP/1.1", HOST, FORM, "Origin: http://[::", "Content-Length: 3", body=b"abc"),
        403,
    ),
    "a host that is none": (request("POST /q HTTP/1.1", "Host: [::1", "Origin: http://[::1", FORM), 403),
    "a body over the limit": (request("POST /code HTTP/1.1", HOST, FORM, "Content-Length: 900000"), 413),
    "an expectation nobody knows": (request("GET /help HTTP/1.1", HOST, f"Expect: {MARK}"), 417),
    "a fault before anything": (b"\0" * 9000, 400),
}


#: What can be read as far as its head reaches a route.
ROUTED = {
    "compressed that is not",
    "an origin that is none",
    "a host that is none",
    "a body over the limit",
    "an expectation nobody knows",
}


class Served(TestServer):
    """A server with the connections that `serve` has."""

    async def _make_runner(self, **_settings: object) -> web.AppRunner:
        return runner(self.app)


@pytest.fixture
async def port(service: Service) -> AsyncIterator[int]:
    async with Served(application(service, ready=always_ready)) as server:
        assert server.port is not None
        yield server.port


@pytest.fixture
async def wire(port: int) -> AsyncIterator[Wire]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    yield reader, writer
    writer.close()


@pytest.mark.parametrize("name", MALFORMED)
async def test_it_is_refused_kindly_under_our_headers(wire: Wire, port: int, name: str) -> None:
    sent, status = MALFORMED[name]
    wire[1].write(sent)
    assert await told(wire[0]) == (status, HEADERS, "text/html; charset=utf-8", True)
    counted = f'mysay_http_requests_total{{method="any",route="none",status="{status}"}} 1'
    assert (counted in await figures(port)) == (name not in ROUTED)


async def test_a_program_is_told_in_its_own_way_where_it_can_be_told_apart(wire: Wire) -> None:
    sent = request("POST /api/v1/sessions HTTP/1.1", HOST, "Content-Encoding: gzip", "Content-Length: 3", body=b"abc")
    wire[1].write(sent)
    assert await told(wire[0]) == (400, HEADERS, "application/json; charset=utf-8", False)


async def told(reader: asyncio.StreamReader) -> tuple[int, dict[str, str | None], str | None, bool]:
    """Status, our headers, the kind of content, and whether it says who can be rung; it must not quote what was sent."""
    head = await reader.readuntil(b"\r\n\r\n")
    line, _, rest = head.partition(b"\r\n")
    headers = BytesHeaderParser().parsebytes(rest)
    body = (await reader.readexactly(int(headers["Content-Length"]))).decode()
    assert MARK not in head.decode() + body
    assert headers["Cache-Control"] == "no-store"
    ours = {name: headers[name] for name in HEADERS}
    return int(line.split()[1]), ours, headers["Content-Type"], "0800 1111" in body


async def figures(port: int) -> str:
    async with ClientSession() as client, client.get(f"http://127.0.0.1:{port}/metrics") as answer:
        return await answer.text()


#: What never ends, and how it begins.
ENDLESS: dict[str, tuple[bytes, bytes]] = {
    "an address": (b"GET /", b"a" * 65536),
    "a header": (request("GET / HTTP/1.1", HOST)[:-2] + b"X: ", b"a" * 65536),
    "headers": (request("GET / HTTP/1.1", HOST)[:-2], b"X: a\r\n" * 8000),
    "a chunk's end": (request("POST /code HTTP/1.1", HOST, FORM, CHUNKED) + b"0\r\nX: ", b"a" * 65536),
    "chunks' ends": (request("POST /code HTTP/1.1", HOST, FORM, CHUNKED) + b"0\r\n", b"X: a\r\n" * 8000),
}


async def test_whoever_says_nothing_is_let_go_of_in_minutes(service: Service) -> None:
    """Longer than proxies keep a connection for the next request, 120 seconds at most, and not aiohttp's hour."""
    serving = runner(application(service, ready=always_ready))
    await serving.setup()
    assert serving.server is not None
    connection = serving.server()
    assert (connection.keepalive_timeout, 120 < IDLE_SECONDS <= 300) == (IDLE_SECONDS, True)
    await serving.cleanup()


@pytest.mark.parametrize("name", ENDLESS)
async def test_once_it_cannot_be_read_no_more_is_read(service: Service, name: str) -> None:
    """Read on until the answer is out it would be kept, megabytes of it, by everybody who sends it."""
    begins, goes_on = ENDLESS[name]
    serving = runner(application(service, ready=always_ready))
    await serving.setup()
    ours, theirs = socket.socketpair()
    assert serving.server is not None
    try:
        transport, connection = await asyncio.get_running_loop().connect_accepted_socket(serving.server, ours)
        assert isinstance(transport, asyncio.Transport)
        before = transport.is_reading()
        connection.data_received(begins)
        connection.data_received(goes_on)
        assert (before, transport.is_reading()) == (True, False)
    finally:
        theirs.close()
        await serving.cleanup()
