"""A whole database at one moment, while others go on writing to it, and putting one back.

SQLite's own backup call and PostgreSQL's pg_dump and psql do the work; both see one moment only.
"""

import asyncio
import os
import shutil
import sqlite3
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg

from surveys.crashpoint import crashpoint
from surveys.errors import Refused
from surveys.storage.archive import Facts, Kind
from surveys.storage.database import require_there
from surveys.storage.outages import is_locked
from surveys.storage.urls import is_sqlite, postgresql_place, sqlite_file

#: The migration since which the list of erasures has moments, and not days alone.
ERASED_AT = "0011_erased_at"

Ask = Callable[[str], Awaitable[Sequence[Sequence[Any]]]]

_TABLES: Mapping[Kind, str] = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
}
#: What may stand after the '?' of a URL for PostgreSQL's programs too, by the name in their environment.
_ASKED: Mapping[str, str] = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslcrl": "PGSSLCRL",
    "passfile": "PGPASSFILE",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}


async def take(url: str, payload: Path) -> Facts | None:
    """Write the database as it stands now to a file, and say what is in it; None for nothing.

    Raises:
        Refused: pg_dump is not there or fails.
    """
    if is_sqlite(url):
        return await asyncio.to_thread(_copy, Path(sqlite_file(url)), payload)
    connection = await asyncpg.connect(postgresql_place(url))
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            moment = await connection.fetchval("SELECT pg_export_snapshot()")
            facts = await _facts("postgresql", connection.fetch)
            await _run(url, "pg_dump", "--no-owner", "--no-privileges", f"--snapshot={moment}", f"--file={payload}")
            return facts
    finally:
        await connection.close()


async def facts_of(url: str, held: sqlite3.Connection | None = None) -> Facts | None:
    """What a database says about itself; None when there is nothing in it. A file that is held tells only who holds it."""
    if held is not None:
        return await asyncio.to_thread(_told, held, sqlite_file(url))
    if is_sqlite(url):
        return await asyncio.to_thread(_file_facts, Path(sqlite_file(url)))
    connection = await asyncpg.connect(postgresql_place(url))
    try:
        return await _facts("postgresql", connection.fetch)
    finally:
        await connection.close()


async def load(url: str, dump: Path, *, more: str) -> None:
    """Put a dump in the place of whatever is in a PostgreSQL database, and run ``more``: all of it, or nothing.

    Raises:
        Refused: psql is not there, or the database refuses.
    """
    connection = await asyncpg.connect(postgresql_place(url))
    try:
        tables = [row[0] for row in await connection.fetch(_TABLES["postgresql"])]
    finally:
        await connection.close()
    named = ", ".join(f'"{table}"' for table in tables)
    clear = ("--command", f"DROP TABLE {named} CASCADE") if tables else ()
    strict = ("--single-transaction", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1")
    curt = ("--set=VERBOSITY=terse", "--set=SHOW_CONTEXT=never")  # its longer messages quote rows
    await _run(
        url, "psql", *strict, *curt, *clear, "--file", str(dump), "--command", f"SET search_path = public; {more}"
    )


@contextmanager
def alone(url: str) -> Iterator[sqlite3.Connection | None]:
    """Hold an SQLite file so that no other program reads or writes it meanwhile; None where there is no file to hold.

    Raises:
        Refused: another program has it open, or it is no database.
    """
    if not is_sqlite(url) or not Path(sqlite_file(url)).exists():
        yield None
        return
    require_there(url)
    with closing(sqlite3.connect(sqlite_file(url), isolation_level=None, check_same_thread=False)) as connection:
        _take_alone(connection, sqlite_file(url))
        yield connection


def _take_alone(connection: sqlite3.Connection, file: str) -> None:
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.executescript("BEGIN EXCLUSIVE; COMMIT")  # in this mode the lock outlives the transaction
    except sqlite3.OperationalError as error:
        if not is_locked(error):
            raise Refused(f"{file} cannot be written ({error}); nothing was changed.") from error
        raise Refused(f"Another program has {file} open: end every one of them first. Nothing was changed.") from error
    except sqlite3.DatabaseError as error:
        raise Refused(_damaged(file)) from error


def put_in_place(staged: Path, url: str, held: sqlite3.Connection | None) -> None:
    """Let what is in a closed SQLite file take the place of all that is in another: one transaction in a file that stays
    the same, so that nobody writes to one that is gone. Where there was none it is made, for its owner alone.

    Raises:
        Refused: there is no room, or the file cannot be written; what was there stays.
    """
    database = Path(sqlite_file(url))
    database.touch(mode=0o600)
    database.chmod(0o600)
    with nullcontext(held) if held else alone(url) as target, closing(sqlite3.connect(staged)) as source:
        crashpoint("restore-before-place")
        try:
            source.backup(target)  # type: ignore[arg-type]  # there is a file now, and so a connection
        except sqlite3.OperationalError as error:
            raise Refused(f"{database} could not be written ({error}): what was there is there still.") from error


def forget_log(database: Path) -> None:
    """Remove the write-ahead log beside a file, and its index."""
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)


def _copy(database: Path, payload: Path) -> Facts | None:
    with closing(sqlite3.connect(database)) as live, closing(sqlite3.connect(payload)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    return _file_facts(payload)


def _file_facts(path: Path) -> Facts | None:
    if not path.exists():
        return None
    with closing(sqlite3.connect(path)) as connection:
        return _told(connection, str(path))


def _told(connection: sqlite3.Connection, file: str) -> Facts | None:
    async def ask(sql: str) -> Sequence[Sequence[Any]]:
        return connection.execute(sql).fetchall()

    try:
        return asyncio.run(_facts("sqlite", ask))
    except sqlite3.DatabaseError as error:
        raise Refused(_damaged(file)) from error


def _damaged(file: str) -> str:
    return f"{file} is damaged, or no database; move it out of the way first."


async def _facts(kind: Kind, ask: Ask) -> Facts | None:
    tables = [str(row[0]) for row in await ask(_TABLES[kind])]
    if not tables:
        return None
    if not {"secret", "tortoise_migrations"} <= set(tables):
        raise Refused("What is there is not a mysay database; nothing was touched. Move it out of the way first.")
    counts = {table: int((await ask(f'SELECT COUNT(*) FROM "{table}"'))[0][0]) for table in tables}  # noqa: S608  # a name from its own catalogue
    applied = await ask("SELECT name FROM tortoise_migrations WHERE app = 'surveys' ORDER BY name")
    migrations = tuple(str(row[0]) for row in applied)
    lookup = await ask("SELECT value_sealed FROM secret WHERE name = 'lookup'")
    at = "erased_at" if ERASED_AT in migrations else "NULL"
    listed = await ask(f"SELECT ref_hash, erased_on, {at} FROM erasure") if "erasure" in tables else ()  # noqa: S608  # our own words
    return Facts(
        kind=kind,
        tables=counts,
        migrations=migrations,
        lookup=str(lookup[0][0]) if lookup else "",
        erasures={str(ref): _written(at or on) for ref, on, at in listed},
    )


def _written(moment: date | str) -> str:
    """A day or moment as a manifest has it; SQLite keeps them as text."""
    return moment if isinstance(moment, str) else moment.isoformat()


async def _run(url: str, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the database; the password goes by the environment, which nobody else sees."""
    path = shutil.which(program)
    if path is None:
        raise Refused(f"{program} is not installed on this machine; it comes with PostgreSQL's client programs.")
    environ = {**os.environ, **place_of(url)}
    process = await asyncio.create_subprocess_exec(path, *arguments, env=environ, stdout=PIPE, stderr=PIPE)
    _, told = await process.communicate()
    if process.returncode:
        lines = [line for line in told.decode(errors="replace").splitlines() if "rror" in line or "ERROR" in line]
        raise Refused(f"{program} refused, and nothing was changed: {lines[0] if lines else 'it gave no reason'}")


def place_of(url: str) -> dict[str, str]:
    """What PostgreSQL's programs are told of a URL, in the names of their environment."""
    place = urlsplit(postgresql_place(url))
    hosts = [urlsplit(f"//{each}") for each in place.netloc.rpartition("@")[2].split(",")]
    known = {
        "PGHOST": ",".join(host.hostname or "" for host in hosts),
        "PGPORT": ",".join(str(host.port or "") for host in hosts),
        "PGUSER": unquote(place.username) if place.username else None,
        "PGPASSWORD": unquote(place.password) if place.password else None,
        "PGDATABASE": unquote(place.path.removeprefix("/")),
        **{_ASKED[name]: values[-1] for name, values in parse_qs(place.query).items() if name in _ASKED},
    }
    return {name: value for name, value in known.items() if value}
