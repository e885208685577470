"""Whose tries are counted together."""

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from web.sources import source_of


def request(remote: str, *forwarded: str) -> web.Request:
    """A request from an address, by way of a proxy or not; each ``forwarded`` is a line of its own."""
    headers = CIMultiDict(("X-Forwarded-For", line) for line in forwarded)
    return make_mocked_request("GET", "/code", headers=headers).clone(remote=remote)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (request("198.51.100.1"), request("198.51.100.2"), False),
        (request("2001:db8:0:1::1"), request("2001:db8:0:1:ffff::2"), True),
        (request("2001:db8:0:1::1"), request("2001:db8:0:2::1"), False),
        (request("::ffff:198.51.100.1"), request("198.51.100.1"), True),
        (request("10.0.0.1", "198.51.100.1"), request("198.51.100.1"), True),
        (request("10.0.0.1", "198.51.100.1"), request("10.0.0.1", "192.0.2.7, 198.51.100.1"), True),
        (request("10.0.0.1", "198.51.100.1"), request("10.0.0.1", "192.0.2.7", "198.51.100.1"), True),
        (request("10.0.0.1", "198.51.100.1"), request("10.0.0.1", "198.51.100.1", "192.0.2.7"), False),
        (request("8.8.8.8", "198.51.100.1"), request("8.8.8.8"), True),
        (request("10.0.0.1", "made up"), request("10.0.0.1", "made up too"), True),
    ],
)
def test_sources(one: web.Request, other: web.Request, *, same: bool) -> None:
    assert (source_of(one) == source_of(other)) is same
