"""Nothing in a test leaves this machine: whoever tries is stopped at once and named."""

import sys
from ipaddress import ip_address


def stay_on_this_machine() -> None:
    """Refuse, from now on and in this process, connections to anything but this machine."""
    sys.addaudithook(_guard)


def _guard(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not _is_here(str(address[0])):
            raise PermissionError(f"A test tried to reach {address[0]}; tests stay on this machine.")


def _is_here(host: str) -> bool:
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"
