"""Where a request came from, as far as counting needs it."""

from hashlib import sha256
from ipaddress import ip_address

from aiohttp import web


def source_of(request: web.Request) -> str:
    """The address as a hash. A proxy on our own network names the address it was given last."""
    remote = request.remote or ""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return sha256((forwarded if forwarded and _is_near(remote) else remote).encode(errors="replace")).hexdigest()


def _is_near(address: str) -> bool:
    try:
        return ip_address(address).is_private
    except ValueError:
        return False
