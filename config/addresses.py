"""Addresses that any mail server takes. Letters beyond these need an extension (RFC 6531) that many do not have."""

import re

_PLAIN = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def is_plain(address: object) -> bool:
    """Whether this is one address by itself, in letters that every mail server takes."""
    return isinstance(address, str) and _PLAIN.fullmatch(address) is not None
