"""Secrets and machine matters, from the environment or a ``.env`` file, prefix ``MYSAY_``.

Everything that is missing or malformed is reported at once, each with what to do.
"""

import base64
import binascii
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from config import urls

T = TypeVar("T")

#: Telegram's own Bot API server.
TELEGRAM_API = "https://api.telegram.org"
#: Where settings may be written down, in the folder that mysay is run from.
FILE = ".env"
SHIPPED_AUTHORITY = Path(__file__).parent / "authority.toml"

#: Every setting's name; docs/interface.md says what each means (a test holds that they are the same).
NAMES = (
    "DATABASE_URL",
    "DATA_KEYS",
    "SECRET_KEY",
    "HOST",
    "PORT",
    "BASE_URL",
    "AUTHORITY_FILE",
    "TELEGRAM_TOKEN",
    "TELEGRAM_TOKEN_FILE",
    "TELEGRAM_API_URL",
    "TELEGRAM_WEBHOOK_SECRET",
    "TELEGRAM_MINIMUM_AGE",
    "SMTP_URL",
    "TIMEZONE",
)


class SettingsError(Exception):
    """Settings are missing or malformed; ``problems`` has a sentence for each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What was set, and the defaults of the rest. Secrets are kept out of ``repr``."""

    database_url: str = field(repr=False)
    data_keys: tuple[tuple[str, bytes], ...] = field(repr=False)
    secret_key: str = field(repr=False)
    host: str
    port: int
    base_url: str
    authority_file: Path
    telegram_token: str | None = field(repr=False)
    telegram_api_url: str
    telegram_webhook_secret: str | None = field(repr=False)
    telegram_minimum_age: int
    smtp_url: str | None = field(repr=False)
    zone: ZoneInfo


def environment(folder: Path | None = None) -> dict[str, str]:
    """The process's environment over the ``.env`` file in ``folder`` (the current one by default).

    Raises:
        SettingsError: the file cannot be read.
    """
    return written((folder or Path.cwd()) / FILE) | os.environ


def written(file: Path) -> dict[str, str]:
    """What is written in a file of settings; nothing where there is none.

    Raises:
        SettingsError: with every line that is no setting, by its number: what stands there may be a key.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
        return {}
    except OSError as error:
        raise SettingsError((f"{file} cannot be read: {error.strerror}.",)) from error
    except UnicodeDecodeError as error:
        raise SettingsError((f"{file} is not text in UTF-8: save it as that.",)) from error
    bindings = list(parse_stream(StringIO(text)))
    broken = [each.original.line for each in bindings if each.error or (each.key and each.value is None)]
    if broken:
        raise SettingsError(
            tuple(f"{file}, line {line}: write NAME=VALUE, and close what is in quotes." for line in broken)
        )
    return {name: value or "" for name, value in dotenv_values(stream=StringIO(text)).items()}


def read(environ: Mapping[str, str]) -> Settings:
    """Read settings from a mapping of names to text.

    Raises:
        SettingsError: with every problem, not only the first.
    """
    reading = _Reading(environ)
    host, port = reading.parsed("HOST", "127.0.0.1", urls.host), reading.number("PORT", 8080, high=65535)
    settings = Settings(
        database_url=reading.parsed("DATABASE_URL", "sqlite://mysay.db", urls.database),
        data_keys=reading.parsed("DATA_KEYS", "", _data_keys),
        secret_key=reading.parsed("SECRET_KEY", "", _secret_key),
        host=host,
        port=port,
        base_url=reading.parsed("BASE_URL", "", _given_base) or _base_of(host, port),
        authority_file=reading.parsed("AUTHORITY_FILE", str(SHIPPED_AUTHORITY), _existing_file),
        telegram_token=reading.parsed("TELEGRAM_TOKEN", reading.token_from_file(), _telegram_token),
        telegram_api_url=reading.parsed("TELEGRAM_API_URL", TELEGRAM_API, urls.base),
        telegram_webhook_secret=reading.parsed("TELEGRAM_WEBHOOK_SECRET", "", _webhook_secret),
        telegram_minimum_age=reading.number("TELEGRAM_MINIMUM_AGE", 16, high=120),
        smtp_url=reading.parsed("SMTP_URL", "", urls.mail_server),
        zone=reading.parsed("TIMEZONE", "Europe/London", _zone),
    )
    if reading.problems:
        raise SettingsError(tuple(reading.problems))
    return settings


def authority_file(environ: Mapping[str, str]) -> Path:
    """Where the authority's file is, for what needs no secret. Raises SettingsError when it is not there."""
    reading = _Reading(environ)
    path = reading.parsed("AUTHORITY_FILE", str(SHIPPED_AUTHORITY), _existing_file)
    if reading.problems:
        raise SettingsError(tuple(reading.problems))
    return path


class _Reading:
    """One pass over the environment that gathers problems instead of stopping at the first."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def text(self, name: str, default: str) -> str:
        return self._environ.get(f"MYSAY_{name}", "").strip() or default

    def parsed(self, name: str, default: str, parse: Callable[[str], T]) -> T:
        try:
            return parse(self.text(name, default))
        except ValueError as problem:
            self.problems.append(f"MYSAY_{name}: {problem}")
        except OSError as problem:
            self.problems.append(f"MYSAY_{name}: {problem.filename} cannot be read: {problem.strerror}.")
        return None  # type: ignore[return-value]  # read() raises before this is seen

    def number(self, name: str, default: int, *, high: int) -> int:
        return self.parsed(name, str(default), lambda text: _whole(text, high))

    def token_from_file(self) -> str:
        path = self.text("TELEGRAM_TOKEN_FILE", "")
        return self.parsed(
            "TELEGRAM_TOKEN_FILE", path, lambda name: _existing_file(name).read_text().strip() if name else ""
        )


def _whole(text: str, high: int) -> int:
    if not text.isdecimal() or int(text) > high:
        raise ValueError(f"'{text}' is not a whole number from 0 to {high}.")
    return int(text)


def _data_keys(text: str) -> tuple[tuple[str, bytes], ...]:
    if not text:
        raise ValueError(
            'not set. Make one with: echo "k1:$(openssl rand -base64 32)" and keep a copy somewhere safe: '
            "without it the answers cannot be read."
        )
    keys = tuple(_data_key(part.strip()) for part in text.split(","))
    if len({name for name, _ in keys}) < len(keys):
        raise ValueError("two keys have the same id; give each its own.")
    if len({key for _, key in keys}) < len(keys):
        raise ValueError(
            "one key stands under two ids; make another for each, or take out the id that nothing was sealed with."
        )
    return keys


def _data_key(part: str) -> tuple[str, bytes]:
    name, _, encoded = part.partition(":")
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        key = b""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,16}", name) or len(key) != 32:
        raise ValueError(
            'each key is id:base64 of 32 bytes, keys separated by commas, for instance "k1:$(openssl rand -base64 32)".'
        )
    return name, key


def _secret_key(text: str) -> str:
    if len(text) < 32:
        raise ValueError("not set or shorter than 32 characters. Make one with: openssl rand -base64 36")
    return text


def _given_base(text: str) -> str:
    return urls.base(text) if text else ""


def _base_of(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in str(host) else f"http://{host}:{port}"


def _existing_file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise ValueError(f"there is no file {text}.")
    return path


def _telegram_token(text: str) -> str | None:
    if text and not re.fullmatch(r"\d+:[A-Za-z0-9_-]{10,}", text):
        raise ValueError("not a bot token; it looks like 123456:ABC-def and comes from Telegram's BotFather.")
    return text or None


def _webhook_secret(text: str) -> str | None:
    if text and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", text):
        raise ValueError("use 1 to 256 letters, digits, _ or -, as Telegram allows; openssl rand -hex 32 makes one.")
    return text or None


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"'{text}' is not a time zone; write for instance Europe/London.") from error
