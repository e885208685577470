"""What a database's URL says: an SQLite file, or a place on a PostgreSQL server."""

from pathlib import Path
from urllib.parse import urlsplit


def is_sqlite(url: str) -> bool:
    """Whether this URL names an SQLite file."""
    return url.startswith("sqlite:")


def sqlite_file(url: str) -> str:
    """The file that an SQLite URL names: ``sqlite://x.db`` is relative, ``sqlite:///x.db`` absolute."""
    return url.removeprefix("sqlite://").partition("?")[0]


def postgresql_place(url: str) -> str:
    """A PostgreSQL URL as its own programs take it. Of several hosts only the one that takes writing will do."""
    several = "," in urlsplit(url).netloc.rpartition("@")[2]
    if not several or "target_session_attrs=" in url:
        return url
    return f"{url}{'&' if '?' in url else '?'}target_session_attrs=primary"


def named(url: str) -> str:
    """Which database a URL means, as one may say it: without user and password."""
    if is_sqlite(url):
        return str(Path(sqlite_file(url)).resolve())
    parts = urlsplit(url)
    return f"{parts.path.strip('/')} at {parts.netloc.rpartition('@')[2] or 'this machine'}"
