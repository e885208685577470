"""A thousand canaries go through everything that mysay does, and none is found where it must not be.

Not in the database's files or its write-ahead log, not in a dump or a backup, not in a file left over,
not in figures, and not in any line of any log at its loudest, whatever breaks.
"""

import asyncio
import base64
import io
import logging
import tempfile
import time
import traceback
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest
from aiohttp import web
from tortoise.connection import get_connection

from bot import app, deliver
from bot.respond import Desk
from bot.strangers import Strangers
from mysay.logs import JsonLines
from surveys.period import Period
from surveys.service import alerts, answers, exporting, inviting, mailing, reminding, staffing, voiding
from surveys.service.backing_up import back_up
from surveys.service.context import Service
from surveys.service.importing import import_files
from surveys.service.inviting import Invited
from surveys.service.selecting import Selection
from surveys.storage.models import Alert, Answer
from surveys.storage.telegram import account_of
from surveys.storage.urls import is_sqlite
from tests.support import keys
from tests.support.canaries import Canaries, lay_out
from tests.support.invited import Client, visiting
from tests.support.misbehaving import misbehaving
from tests.support.phones import Phone, button, page
from tests.support.remains import dumped, files_of, found, stored, younger_than

ON_THE_WEB, ON_TELEGRAM = 40, 12


class Everything(logging.Handler):
    """All that a log could ever show: messages, arguments, keys and the traceback of every record."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines = io.StringIO()

    def emit(self, record: logging.LogRecord) -> None:
        trace = "".join(traceback.format_exception(record.exc_info[1])) if record.exc_info else ""
        self.lines.write(f"{JsonLines().format(record)}\n{record.getMessage()} {vars(record)!r} {trace}\n")


@pytest.fixture
def log() -> Iterator[Everything]:
    """Every logger's output at its loudest, a library's and one that was silenced too.

    But for the list of requests that the tests' own server keeps: ``serve`` is started without one.
    """
    everything, root = Everything(), logging.getLogger()
    known = [
        each
        for each in logging.Logger.manager.loggerDict.values()
        if isinstance(each, logging.Logger) and each.name != "aiohttp.access"
    ]
    before = [(each, each.level, each.disabled, each.propagate) for each in (root, *known)]
    root.addHandler(everything)
    for each in (root, *known):
        each.disabled, each.propagate = False, True
        each.setLevel(logging.DEBUG)
    yield everything
    root.removeHandler(everything)
    for each, level, disabled, propagate in before:
        each.disabled, each.propagate = disabled, propagate
        each.setLevel(level)


@dataclass
class Life:
    """A council's quarter: everything that people do with mysay, with canaries for words."""

    service: Service
    canaries: Canaries
    folder: Path

    async def invited(self) -> list[Invited]:
        lay_out(self.canaries, self.folder)
        await import_files(self.service, [self.folder])

        async def name() -> str:
            return "a_bot"

        done = await inviting.invite(self.service, Selection(), bot_name=name)
        for each in done.invited:
            self.canaries.let_out(token_of(each))
            self.canaries.let_out(str(each.code))
            if each.telegram_link:
                self.canaries.let_out(each.telegram_link.rpartition("=")[2])
        return list(done.invited)

    async def on_the_web(self, client: Client, invited: Invited) -> None:
        begun = await client.post("/api/v1/sessions", json={"token": token_of(invited)})
        body = await begun.json()
        bearer, step = self.canaries.let_out(body["session"]), body["step"]
        headers = {"Authorization": f"Bearer {bearer}"}
        while step["kind"] == "question":
            asked = step["question"]
            given = {"value": self.canaries.new("my words ")} if asked["kind"] == "text" else {"action": "skip"}
            reply = {"to": asked["id"], "revision": step["revision"], "value": None, **given}
            step = (await (await client.post("/api/v1/session/reply", json=reply, headers=headers)).json())["step"]
            if step["kind"] == "question" and step["revision"] == 3:
                ask = {"to": step["question"]["id"], "revision": 3, "value": None, "action": "help"}
                await client.post("/api/v1/session/reply", json=ask, headers=headers)

    async def on_telegram(self, invited: Invited) -> int:
        phone = Phone(Desk(self.service, Strangers(lambda: 0.0)), self.canaries.number())
        update = (f"bot:{self.canaries.made}:{number}" for number in count())
        link = invited.telegram_link or ""
        shown = page(await phone.starts(link.rpartition("=")[2], once=next(update)))
        shown = page(await phone.taps(button(shown.rows, "OK, let’s start"), once=next(update)))
        typed = Answer.filter(text_sealed__isnull=False)
        before = await typed.count()
        await phone.types(self.canaries.new("typed here "), once=next(update))
        while await typed.count() == before:
            shown = page(await phone.taps(button(shown.rows, "Skip"), once=next(update)))
            shown = page(await phone.types(self.canaries.new("typed here "), once=next(update)))
        return phone.number

    async def staff_s_part(self, invited: list[Invited]) -> None:
        service, actor = self.service, "command line: qa"
        await staffing.add(
            service,
            staffing.Member(
                email=f"{self.canaries.new('duty.')}@westmarsh.example", role="duty", name=self.canaries.new("Duty ")
            ),
            actor=actor,
        )
        await answers.read(service, str(invited[0].review_id), actor=actor)
        form = next(word for word in self.canaries.out if word.startswith("PAPER-"))
        await voiding.void(service, form, reason=self.canaries.new("because "), actor=actor)
        await mailing.mail_alerts(service, f"smtp://user:{self.canaries.new('password')}@127.0.0.1:1")
        await alerts.acknowledge(service, (await Alert.all().first() or Alert()).id, actor=actor)
        await reminding.remind(service, telegram=True)


def token_of(invited: Invited) -> str:
    return str(invited.link).rpartition("/")[2]


@asynccontextmanager
async def broken(table: str) -> AsyncIterator[None]:
    """A table is gone for the length of the block."""
    connection = get_connection("default")
    await connection.execute_script(f"ALTER TABLE {table} RENAME TO gone")
    try:
        yield
    finally:
        await connection.execute_script(f"ALTER TABLE gone RENAME TO {table}")


async def test_none_of_a_thousand_canaries_is_found(
    service: Service, database_url: str, tmp_path: Path, log: Everything
) -> None:
    began, canaries = time.time() - 1, Canaries()
    life = Life(service, canaries, tmp_path / "files")
    invited = await life.invited()
    young = [each for each in invited if each.telegram_link][:ON_TELEGRAM]
    others = [each for each in invited if each not in young][:ON_THE_WEB]
    async with visiting(service) as client:
        for each in others:
            await life.on_the_web(client, each)
        await life.staff_s_part(others)
        for each in young:
            assert await account_of(service.vault, await life.on_telegram(each))
        await what_breaks(life, client, invited)
        figures = [await (await client.get(path)).read() for path in ("/metrics", "/healthz", "/readyz")]
    await failing_telegram(life)
    await asyncio.create_task(forgotten(canaries.new("lost ")))
    output = tmp_path / "out.csv"
    await exporting.export_responses(service, Period(2013, 4), output, actor="qa")
    await back_up(service, database_url, tmp_path / "b.zip", actor="qa")
    with zipfile.ZipFile(tmp_path / "b.zip") as zipped:
        inside = [zipped.read(each) for each in zipped.namelist()]
    secrets = [*canaries.out, keys.SECRET_KEY, base64.b64encode(keys.DATA_KEY).decode()]
    assert len(set(canaries.out)) >= 1000
    assert found(secrets, *inside, (tmp_path / "b.zip").read_bytes(), output.read_bytes()) == []
    assert found(secrets, *await raw_files(database_url, began), stored(database_url)) == []
    assert found(secrets, *left_over(began, tmp_path), *figures) == []
    written = log.lines.getvalue().encode()
    assert found(secrets, written) == []
    assert (b"a request failed" in written, b"answered" in written, b"never retrieved" in written) == (True, True, True)


async def what_breaks(life: Life, client: Client, invited: list[Invited]) -> None:
    """Requests that fail in the middle, with words in hand."""
    begun = await (await client.post("/api/v1/sessions", json={"token": token_of(invited[-1])})).json()
    headers = {"Authorization": f"Bearer {life.canaries.let_out(begun['session'])}"}
    words = {"to": begun["step"]["question"]["id"], "revision": begun["step"]["revision"], "action": "skip"}
    async with broken("answer"):
        failed = await client.post("/api/v1/session/reply", json={**words, "value": None}, headers=headers)
        assert failed.status >= web.HTTPInternalServerError.status_code
    for body in (life.canaries.new('{"value": '), life.canaries.new("not json ")):
        assert (await client.post("/api/v1/session/reply", data=body, headers=headers)).status < 500
    await client.get(f"/s/{life.canaries.new('unknown')}?{life.canaries.new('query=')}")
    await client.post("/code", data={"code": life.canaries.new("ABCD")})


async def failing_telegram(life: Life) -> None:
    """A Bot API server that answers nonsense, and one that is not there; the token is in every address."""
    token = f"4242:{life.canaries.new('token')}"
    async with misbehaving(sendMessage=[(500, "<html>"), (502, "")], getUpdates=[(500, "<html>")]) as server:
        for url in (server.url, "http://127.0.0.1:1"):
            bot = app.telegram(life.service, token=token, api_url=url)
            await deliver.send_due(life.service, bot.updates.voice)
            with pytest.raises(Exception) as failed:  # noqa: PT011  # whichever: its words are what is looked at
                await bot.api.updates(offset=0, seconds=0, allowed=[])
            logging.getLogger("bot").error("it failed", exc_info=failed.value)
            await bot.close()


async def forgotten(words: str) -> None:
    """A task that fails with words in its error, and that nobody waits for."""

    async def fails() -> None:
        raise ValueError(words)

    task = asyncio.create_task(fails())
    await asyncio.wait([task])
    asyncio.get_running_loop().call_exception_handler(
        {"message": "Task exception was never retrieved", "exception": task.exception(), "future": task}
    )


async def raw_files(url: str, began: float) -> list[bytes]:
    """The database's own files as they lie on the disk: PostgreSQL's pages and its log of writes, too."""
    if is_sqlite(url):
        return [path.read_bytes() for path in files_of(url)]
    connection = get_connection("default")
    await connection.execute_script("CHECKPOINT")
    rows = await connection.execute_query_dict(
        "SELECT current_setting('data_directory') AS folder, (SELECT oid FROM pg_database WHERE datname = current_database()) AS own"
    )
    folder = Path(rows[0]["folder"])
    pages = younger_than(folder / "base" / str(rows[0]["own"]), began)
    log = younger_than(folder / "pg_wal", began)
    server_log = [folder.parent / "log"]
    assert (pages != [], log != [], dumped(url) != b"") == (True, True, True)
    return [path.read_bytes() for path in (*pages, *log, *server_log)]


def left_over(began: float, ours: Path) -> list[bytes]:
    """Whatever has been written to the machine's folder for temporary files meanwhile, but for this test's own."""
    folder = Path(tempfile.gettempdir())
    direct = [path for path in folder.iterdir() if path.is_file() and path.stat().st_mtime >= began]
    return [path.read_bytes() for path in direct if ours not in path.parents]


def test_the_libraries_that_print_values_are_held_in_code() -> None:
    loud = [name for name in ("tortoise.db_client", "aiosqlite", "asyncpg", "aiohttp.access", "telegram", "httpx", "httpcore")
            if logging.getLogger(name).isEnabledFor(logging.INFO)]  # fmt: skip
    assert loud == []


def test_replacing_keeps_keys_out_of_what_a_service_says_of_itself(service: Service) -> None:
    assert found([keys.SECRET_KEY, base64.b64encode(keys.DATA_KEY).decode()], repr(replace(service)).encode()) == []
