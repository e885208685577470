"""Where a request came from, as far as counting needs it."""

from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from aiohttp import web

#: What a provider gives to one household at the least: whoever has one such network has all its addresses.
_HOUSEHOLD = 64


def source_of(request: web.Request) -> str:
    """The address, or the network of an address of the newer kind, as a hash.

    A proxy on our own network names the address it was given last, in the client's line or in one of its own below;
    what is no address is not believed.
    """
    remote = _address(request.remote or "")
    forwarded = _address(",".join(request.headers.getall("X-Forwarded-For", ())).rpartition(",")[2].strip())
    source = forwarded if forwarded and remote and remote.is_private else remote
    return sha256(_network(source).encode()).hexdigest()


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _network(address: IPv4Address | IPv6Address | None) -> str:
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((address, _HOUSEHOLD), strict=False))
