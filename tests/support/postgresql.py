"""A PostgreSQL of the tests' own: made, started and thrown away by them, on a free port of this machine."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

OWNER = "mysay"
#: A statement that ends every connection to the tests' databases.
ENDS_EVERYBODY = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'mysay%' AND pid <> pg_backend_pid()"
)
#: Nothing in a test outlives a crash of the machine, so nothing waits for the disk.
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "shared_buffers=64MB")


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server. ``programs`` is the folder of its own createdb and dropdb."""

    programs: Path
    port: int
    folder: Path
    user: str | None

    def url(self, name: str) -> str:
        """The URL of one of its databases."""
        return f"postgres://{OWNER}@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database, empty or a copy, and return its URL."""
        self._run("createdb", "--template", template, name)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._run("dropdb", "--force", name)

    def start(self) -> None:
        """Start it, ready; after a crash it mends itself first."""
        self._control("start", "--log", str(self.folder / "log"), "--options", _options(self.folder, self.port))

    def stop(self, mode: str = "fast") -> None:
        """Stop it: ``fast`` ends connections in good order, ``immediate`` is a crash."""
        self._control("stop", "--mode", mode)

    def promote(self) -> None:
        """Make a standby the one that takes writing; waits until it does."""
        self._control("promote")

    def sql(self, statement: str) -> None:
        """Run a statement as the owner, outside every database of the tests."""
        self._run("psql", "--quiet", "--dbname", "template1", "--command", statement)

    def _control(self, *arguments: str) -> None:
        _as(self.user, self.folder, self.programs / "pg_ctl", *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        place = ("--host", "127.0.0.1", "--port", str(self.port), "--username", OWNER)
        subprocess.run([self.programs / program, *place, *arguments], check=True, capture_output=True)


@contextmanager
def running() -> Iterator[Cluster]:
    """A fresh cluster for the length of the block. As root it runs as another user: PostgreSQL refuses root."""
    initial = ("--username", OWNER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")
    with _made("initdb", *initial) as cluster:
        yield cluster


@contextmanager
def following(first: Cluster) -> Iterator[Cluster]:
    """A standby of a running cluster: what the first acknowledges from now on is on both."""
    place = ("--host", "127.0.0.1", "--port", str(first.port), "--username", OWNER)
    with _made("pg_basebackup", *place, "--write-recovery-conf", "--checkpoint=fast", "--no-sync") as standby:
        first.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
        first.sql("SELECT pg_reload_conf()")
        yield standby


@contextmanager
def _made(program: str, *arguments: str) -> Iterator[Cluster]:
    """A cluster that a program of PostgreSQL's puts into an empty folder, running."""
    programs, user = programs_folder(), _user()
    folder = Path(tempfile.mkdtemp(prefix="mysay-postgresql-", dir="/var/tmp"))  # a place that user may enter, too
    try:
        if user is not None:
            shutil.chown(folder, user)
        _as(user, folder, programs / program, *arguments)
        cluster = Cluster(programs, _free_port(), folder, user)
        cluster.start()
        try:
            yield cluster
        finally:
            if (folder / "data" / "postmaster.pid").exists():  # a test may have stopped it
                cluster.stop("immediate")
    finally:
        shutil.rmtree(folder)


def _as(user: str | None, folder: Path, program: Path, *arguments: str) -> None:
    command: list[str | Path] = [program, "--pgdata", folder / "data", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=user, cwd=folder)


def _options(folder: Path, port: int) -> str:
    settings = (*_QUICK, "listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}")
    return " ".join(f"-c {setting}" for setting in settings)


def programs_folder() -> Path:
    """Where initdb really lives: the programs beside it belong to the same version."""
    found = shutil.which("initdb")
    places = [Path(found).resolve()] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not places:
        raise RuntimeError(
            "The tests need PostgreSQL 15 or later and found no initdb: run 'make test', which installs it."
        )
    return places[-1].parent


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
