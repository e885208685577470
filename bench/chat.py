"""The chat bench: ten questions on Telegram, each answer durable; sides alternate round by round."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from bench import council
from bench.machine import ROOT, free_port, memory_mb, program
from bench.telegram import SECRET

QUESTIONS = 10
CONNECTIONS = 32
OFFERED = 100


@dataclass(slots=True)
class Round:
    """What one round of one side came to. CPU in microseconds an update; waits in milliseconds.

    ``cores`` is how many of the machine's were busy, and ``own`` the stand-in's part of that.
    """

    taps: float
    whole: float
    rate: float
    calls: float
    kept: int
    p50: float = 0.0
    p99: float = 0.0
    memory: float = 0.0
    cores: float = 0.0
    own: float = 0.0


@dataclass(slots=True)
class Side:
    """Ours or a peer. ``opening`` is the taps between /start and the first question."""

    name: str
    command: tuple[str, ...]
    opening: int = 0
    rounds: list[Round] = field(default_factory=list)


class Standin:
    """The stand-in's process, and orders to it."""

    def __init__(self) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "bench.telegram", str(self.port)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._answer()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def do(self, what: str, **fields: Any) -> dict[str, Any]:
        self._process.stdin.write(json.dumps({"do": what, **fields}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the stand-in for Telegram has ended")
        return json.loads(line)

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(10)


@contextmanager
def standing_in() -> Iterator[Standin]:
    """The stand-in for the length of the block."""
    standin = Standin()
    try:
        yield standin
    finally:
        standin.close()


@dataclass(frozen=True, slots=True)
class Run:
    """One side, up and running. ``pids`` are its processes, ``urls`` where updates go."""

    pids: list[int]
    urls: list[str]
    links: list[str]
    kept: Any


@contextmanager
def ours(standin: Standin, folder: Path, count: int, database: str | None = None, replicas: int = 1) -> Iterator[Run]:
    """mysay as a council runs it, with so many who are invited."""
    url = database or f"sqlite://{folder}/ours.db"
    made = asked_council(url, count).splitlines()
    links = [f"/start {json.loads(line)[1]}" for line in made]
    with ExitStack() as stack:
        served = [stack.enter_context(replica(standin, folder, url)) for _ in range(replicas)]
        # As the first starts it asks again whoever was in the middle: that is not what is measured.
        standin.do("wait", method="setMyCommands")
        yield Run([pid for pid, _ in served], [at for _, at in served], links, lambda: int(asked_council(url, 0)))


@contextmanager
def replica(standin: Standin, folder: Path, database: str) -> Iterator[tuple[int, str]]:
    """One server: its process, and where updates go."""
    port = free_port()
    environ = council.environ(database, folder, port, standin.url, SECRET)
    at = f"http://127.0.0.1:{port}"
    with program("mysay", "serve", ready=f"{at}/readyz", environ=environ, log=folder / f"{port}.log") as running:
        yield running.pid, f"{at}/telegram/webhook"


@contextmanager
def peer(name: str, standin: Standin, folder: Path, count: int, database: str | None = None) -> Iterator[Run]:
    """A peer, with a database of its own where it keeps anything."""
    port, at = free_port(), {"best": (), "limit": (str(folder / "limit.db"),)}
    kept_at = at.get(name, (database or f"sqlite://{folder}/{name}.db",))
    api = () if name == "limit" else (standin.url,)
    address = f"http://127.0.0.1:{port}"
    command = (f"bench.peers.{name}", str(port), *api, *kept_at)
    with program(*command, ready=f"{address}/kept", environ={}, log=folder / f"{name}.log") as running:
        yield Run(
            [running.pid], [f"{address}/telegram/webhook"], ["/start"] * count, lambda: _number(f"{address}/kept")
        )


def measured(side: str, chats: int, offered: int = 0, databases: Any = None, replicas: int = 1) -> Round:
    """One round: so many whole conversations, then so many taps at an even pace."""
    more = -(-offered // QUESTIONS) + CONNECTIONS if offered else 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mysay-bench-")))
        standin = stack.enter_context(standing_in())
        database = databases() if databases else None
        opened = ours(standin, folder, chats + more, database, replicas) if side == "ours" else None
        run = stack.enter_context(opened or peer(side, standin, folder, chats + more, database))
        return _round(standin, run, chats, offered, opening=int(side == "ours"))


def _round(standin: Standin, run: Run, chats: int, offered: int, *, opening: int) -> Round:
    numbered = [[1000 + number, link] for number, link in enumerate(run.links)]
    common = {"urls": run.urls, "pids": run.pids, "connections": CONNECTIONS}
    quiet = [[number, ""] for number, _ in numbered]
    begun = standin.do("converse", chats=numbered[:chats], taps=opening, **common)
    taps = standin.do("converse", chats=quiet[:chats], taps=QUESTIONS, **common)
    _check(begun, taps, run.kept(), chats)
    updates = begun["updates"] + taps["updates"]
    result = Round(
        taps=taps["cpu"] / taps["updates"] * 1e6,
        whole=(begun["cpu"] + taps["cpu"]) / updates * 1e6,
        rate=taps["updates"] / taps["seconds"],
        calls=sum(taps["calls"].values()) / taps["updates"],
        kept=run.kept(),
        memory=sum(map(memory_mb, run.pids)),
        cores=taps["busy"] / taps["seconds"],
        own=taps["own"] / taps["seconds"],
    )
    if offered:
        standin.do("converse", chats=numbered[chats:], taps=opening, **common)
        waited = standin.do("offered", chats=quiet[chats:], taps=offered, rate=OFFERED, **common)
        result.p50, result.p99 = waited["p50"] * 1000, waited["p99"] * 1000
    return result


def _check(begun: dict[str, Any], taps: dict[str, Any], kept: int, chats: int) -> None:
    """Every side has done the same work: everybody at the end, every answer kept, none refused."""
    seen = (begun["bad"], taps["bad"], taps["updates"], taps["finished"], kept)
    if seen != (0, 0, chats * QUESTIONS, chats, chats * QUESTIONS):
        raise RuntimeError(f"this side did not do the work: {seen} for {chats} chats, {taps['calls']}")


def asked_council(url: str, count: int) -> str:
    """What ``bench.council`` prints, in a process of its own: the ORM takes one kind of database a process."""
    command = [sys.executable, "-m", "bench.council", url, str(count)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _number(url: str) -> int:
    with urlopen(url, timeout=10) as answer:
        return int(answer.read())
