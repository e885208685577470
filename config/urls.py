"""URLs and hosts in settings: whether they have what is needed, told in a sentence that never repeats a password."""

import re
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

_NAME = re.compile(r"\w([\w.-]*\w)?\.?")
_NUMBERS = re.compile(r"[0-9.]+|.*:.*")


def host(text: str) -> str:
    """A name or an address, to listen on. Raises ValueError with a sentence, as everything here does."""
    if not _is_host(text):
        raise ValueError(f"'{text}' is neither an address such as 127.0.0.1 nor a name.")
    return text


def base(text: str) -> str:
    """What addresses of pages begin with: nothing may follow its path."""
    parts = _parts(text)
    if parts is None or parts.scheme not in {"http", "https"} or "@" in parts.netloc or {"?", "#"} & set(text):
        raise ValueError(
            f"'{text}' is not an address that begins with http:// or https://, such as https://mysay.council.example, with "
            "nothing after its host, port and path."
        )
    return text.rstrip("/")


def mail_server(text: str) -> str | None:
    """A mail server, or none."""
    parts = _parts(text) if text else None
    if text and (parts is None or parts.scheme not in {"smtp", "smtps"} or _tail(parts) not in {"", "/"}):
        raise ValueError(
            "write smtp://HOST:PORT or smtps://USER:PASSWORD@HOST:PORT with a port up to 65535; in a user or password "
            "write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23 and % as %25."
        )
    return text or None


def database(text: str) -> str:
    """A database's URL. The folder of an SQLite file must be there; the file need not be."""
    if text.startswith("sqlite://"):
        return _sqlite(text)
    if not text.startswith(("postgres://", "postgresql://")) or not _are_servers(text):
        raise ValueError(
            "write sqlite://FILE, sqlite:///ABSOLUTE/FILE or postgres://USER@HOST:PORT/NAME with a port up to 65535."
        )
    return text


def _sqlite(text: str) -> str:
    name = text.removeprefix("sqlite://").partition("?")[0]
    if not name:
        raise ValueError("name the file: sqlite://FILE, or sqlite:///ABSOLUTE/FILE.")
    if Path(name).is_dir():
        raise ValueError(f"{name} is a folder; name a file in it.")
    if not Path(name).parent.is_dir():
        raise ValueError(f"there is no folder {Path(name).parent}; make it, or name a file elsewhere.")
    return text


def _are_servers(text: str) -> bool:
    """Whether each of the hosts has a port that can be one, or none. What a host is may be a socket's folder, too."""
    try:
        servers = urlsplit(text).netloc.rpartition("@")[2].split(",")
        return all(urlsplit(f"//{each}").port != 0 for each in servers)
    except ValueError:
        return False


def _parts(text: str) -> SplitResult | None:
    """A URL's parts where it has a host, and a port that can be one or none."""
    try:
        parts = urlsplit(text)
        return parts if _is_host(parts.hostname or "") and parts.port != 0 else None
    except ValueError:
        return None


def _tail(parts: SplitResult) -> str:
    return f"{parts.path}{parts.query}{parts.fragment}"


def _is_host(text: str) -> bool:
    if not _NUMBERS.fullmatch(text):
        return _NAME.fullmatch(text) is not None
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
