"""Settings: everything that is missing or malformed is told at once, in sentences that keep passwords to themselves."""

import base64
from pathlib import Path

import pytest

from config import settings
from config.settings import SettingsError
from tests.support.keys import DATA_KEY, SECRET_KEY

KEYS = {"MYSAY_DATA_KEYS": f"test:{base64.b64encode(DATA_KEY).decode()}", "MYSAY_SECRET_KEY": SECRET_KEY}
PASSWORD = "pa55word"

WRONG = (
    ("SMTP_URL", "smtp://", "write smtp://HOST:PORT"),
    ("SMTP_URL", "smtp://host:notaport", "write smtp://HOST:PORT"),
    ("SMTP_URL", "smtp://h:99999", "write smtp://HOST:PORT"),
    ("SMTP_URL", "smtp://h:0", "write smtp://HOST:PORT"),
    ("SMTP_URL", "smtp://[::1", "write smtp://HOST:PORT"),
    ("SMTP_URL", "smtp://two hosts", "write smtp://HOST:PORT"),
    ("SMTP_URL", f"smtps://user:{PASSWORD}", "write smtp://HOST:PORT"),
    ("SMTP_URL", f"smtps://user:1#{PASSWORD}@host:465", "write smtp://HOST:PORT"),
    ("SMTP_URL", f"mailto:{PASSWORD}", "write smtp://HOST:PORT"),
    ("DATABASE_URL", "sqlite://", "name the file"),
    ("DATABASE_URL", "sqlite://?mode=ro", "name the file"),
    ("DATABASE_URL", "sqlite:///", "/ is a folder"),
    ("DATABASE_URL", "sqlite:///missing/folder/x.db", "there is no folder /missing/folder"),
    ("DATABASE_URL", f"postgres://u:{PASSWORD}@h:notaport/n", "write sqlite://FILE"),
    ("DATABASE_URL", "postgres://u@one:5432,u@two:99999/n", "write sqlite://FILE"),
    ("DATABASE_URL", "mysql://u@h/n", "write sqlite://FILE"),
    ("BASE_URL", "https://host:abc", "'https://host:abc' is not an address"),
    ("BASE_URL", "https://host/x?x=1", "'https://host/x?x=1' is not an address"),
    ("BASE_URL", "https://host/#top", "'https://host/#top' is not an address"),
    ("BASE_URL", "https://", "'https://' is not an address"),
    ("BASE_URL", "mysay.example", "'mysay.example' is not an address"),
    ("TELEGRAM_API_URL", "http://:80", "'http://:80' is not an address"),
    ("TIMEZONE", "Europe", "'Europe' is not a time zone"),
    ("TIMEZONE", "Nowhere/At_all", "'Nowhere/At_all' is not a time zone"),
    ("HOST", "999.9.9.9", "'999.9.9.9' is neither an address"),
    ("HOST", "no such host", "'no such host' is neither an address"),
    ("PORT", "80a", "'80a' is not a whole number"),
    ("PORT", "65536", "'65536' is not a whole number from 0 to 65535"),
    ("AUTHORITY_FILE", "/nowhere.toml", "there is no file /nowhere.toml."),
)


@pytest.mark.parametrize(("name", "text", "told"), WRONG, ids=[f"{name}={text}" for name, text, _ in WRONG])
def test_what_cannot_be_right_is_refused_in_one_sentence(name: str, text: str, told: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings.read(KEYS | {f"MYSAY_{name}": text})
    (problem,) = refused.value.problems
    assert (problem.startswith(f"MYSAY_{name}: {told}"), PASSWORD in problem) == (True, False)


def test_two_keys_under_one_id_are_refused() -> None:
    keys = ",".join(f"test:{base64.b64encode(key).decode()}" for key in (DATA_KEY, bytes(32)))
    with pytest.raises(SettingsError, match="MYSAY_DATA_KEYS: two keys have the same id; give each its own"):
        settings.read(KEYS | {"MYSAY_DATA_KEYS": keys})


def test_no_secret_is_in_what_settings_look_like() -> None:
    secrets = {
        "DATABASE_URL": f"postgres://u:{PASSWORD}@host/name",
        "TELEGRAM_TOKEN": "123456:AbcdefghijkL",
        "TELEGRAM_WEBHOOK_SECRET": "hook5ecret",
        "SMTP_URL": f"smtps://user:{PASSWORD}@mail.example:465",
    }
    told = repr(settings.read(KEYS | {f"MYSAY_{name}": text for name, text in secrets.items()}))
    assert [secret for secret in (*secrets.values(), SECRET_KEY, repr(DATA_KEY)) if secret in told] == []


def test_one_key_under_two_ids_is_refused() -> None:
    key = base64.b64encode(DATA_KEY).decode()
    with pytest.raises(SettingsError, match="MYSAY_DATA_KEYS: one key stands under two ids; make another for each"):
        settings.read(KEYS | {"MYSAY_DATA_KEYS": f"old:{key},new:{key}"})


def test_everything_that_is_wrong_is_told_at_once() -> None:
    wrong = {
        "SMTP_URL": "smtp://",
        "DATABASE_URL": "sqlite://",
        "BASE_URL": "https://h:abc",
        "HOST": "1.2.3",
        "TIMEZONE": "Europe",
    }
    with pytest.raises(SettingsError) as refused:
        settings.read({f"MYSAY_{name}": text for name, text in wrong.items()})
    named = [problem.partition(":")[0].removeprefix("MYSAY_") for problem in refused.value.problems]
    assert sorted(named) == sorted([*wrong, "DATA_KEYS", "SECRET_KEY"])


def test_a_file_that_cannot_be_entered_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "loop"
    file.symlink_to(file)
    long = "x" * 5000
    with pytest.raises(SettingsError) as refused:
        settings.read(KEYS | {"MYSAY_AUTHORITY_FILE": long, "MYSAY_DATABASE_URL": f"sqlite://{file}/x.db"})
    assert [problem.partition(":")[0] for problem in refused.value.problems] == [
        "MYSAY_DATABASE_URL",
        "MYSAY_AUTHORITY_FILE",
    ]


FINE = (
    ("SMTP_URL", "smtps://user%40x.org:p%2Fw@mail.council.example:465"),
    ("SMTP_URL", "smtp://[::1]:25/"),
    ("SMTP_URL", "smtp://mail_server"),
    ("DATABASE_URL", "sqlite://mysay.db"),
    ("DATABASE_URL", "postgres://u:p@one:5432,two:5433/mysay?sslmode=require"),
    ("DATABASE_URL", "postgresql://u@[::1]:5432/mysay"),
    ("DATABASE_URL", "postgres://u@%2Fvar%2Frun%2Fpostgresql/mysay"),
    ("BASE_URL", "https://council.example:8443/mysay"),
    ("HOST", "192.0.2.1"),
    ("HOST", "localhost"),
)


@pytest.mark.parametrize(("name", "text"), FINE, ids=[text for _, text in FINE])
def test_what_is_right_is_kept_as_it_is(name: str, text: str) -> None:
    assert getattr(settings.read(KEYS | {f"MYSAY_{name}": text}), name.lower()) == text


@pytest.mark.parametrize(("host", "base"), [("127.0.0.1", "http://127.0.0.1:8081"), ("::1", "http://[::1]:8081")])
def test_links_begin_where_it_listens_unless_told_otherwise(host: str, base: str) -> None:
    assert settings.read(KEYS | {"MYSAY_HOST": host, "MYSAY_PORT": "8081"}).base_url == base


NOT_WRITTEN = (
    ("MYSAY_PORT=1\n".encode("utf-16"), ["{file} is not text in UTF-8: save it as that."]),
    (
        b"# settings\nMYSAY_SECRET_KEY a-key\nMYSAY_PORT=1\nMYSAY_HOST\nMYSAY_DATA_KEYS='never closed",
        [f"{{file}}, line {line}: write NAME=VALUE, and close what is in quotes." for line in (2, 4, 5)],
    ),
)


@pytest.mark.parametrize(("written", "told"), NOT_WRITTEN, ids=["UTF-16", "lines"])
def test_a_file_that_is_not_written_right_is_told_of_by_its_lines(
    tmp_path: Path, written: bytes, told: list[str]
) -> None:
    file = tmp_path / settings.FILE
    file.write_bytes(written)
    with pytest.raises(SettingsError) as refused:
        settings.environment(tmp_path)
    assert list(refused.value.problems) == [sentence.format(file=file) for sentence in told]


def test_a_file_is_read_with_a_byte_order_mark_and_none_is_needed(tmp_path: Path) -> None:
    assert settings.written(tmp_path / settings.FILE) == {}
    (tmp_path / settings.FILE).write_text(
        "MYSAY_PORT=1  # so\n\nexport MYSAY_HOST='::1'\nMYSAY_SMTP_URL=\n", "utf-8-sig"
    )
    assert settings.written(tmp_path / settings.FILE) == {"MYSAY_PORT": "1", "MYSAY_HOST": "::1", "MYSAY_SMTP_URL": ""}
