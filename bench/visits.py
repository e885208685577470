"""The web bench: ``POST /api/v1/session/reply``, durable, beside a bare handler with one insert."""

import asyncio
import json
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from bench import council
from bench.chat import CONNECTIONS, QUESTIONS, asked_council
from bench.http import Visitor
from bench.machine import cpu_seconds, free_port, program
from bench.telegram import SECRET


@dataclass(frozen=True, slots=True)
class Visit:
    """One round of one side: CPU in microseconds a reply, replies a second."""

    cpu: float
    rate: float


def measured(side: str, visitors: int) -> Visit:
    """One round: so many young people who answer ten questions each."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mysay-bench-")))
        up = _ours(folder, visitors) if side == "ours" else _peer(folder, visitors)
        pid, url, links, kept = stack.enter_context(up)
        visit = asyncio.run(_visits(pid, url, links))
        if kept() != visitors * QUESTIONS:
            raise RuntimeError(f"{side} kept {kept()} answers of {visitors * QUESTIONS}")
        return visit


@contextmanager
def _ours(folder: Path, count: int) -> Any:
    url, port = f"sqlite://{folder}/ours.db", free_port()
    tokens = [json.loads(line)[0] for line in asked_council(url, count).splitlines()]
    environ = council.environ(url, folder, port, "http://127.0.0.1:9", SECRET)
    environ = {name: value for name, value in environ.items() if "TELEGRAM" not in name}
    at = f"http://127.0.0.1:{port}"
    with program("mysay", "serve", ready=f"{at}/readyz", environ=environ, log=folder / "log") as running:
        yield running.pid, at, tokens, lambda: int(asked_council(url, 0))


@contextmanager
def _peer(folder: Path, count: int) -> Any:
    port = free_port()
    at, command = f"http://127.0.0.1:{port}", ("bench.peers.page", str(port), f"sqlite://{folder}/page.db")
    with program(*command, ready=f"{at}/kept", environ={}, log=folder / "log") as running:
        yield running.pid, at, list(range(count)), lambda: int(urlopen(f"{at}/kept").read())


async def _visits(pid: int, url: str, links: list[Any]) -> Visit:
    begun = [await begin(url, link) for link in links]
    before, began = cpu_seconds(pid), asyncio.get_running_loop().time()
    await asyncio.gather(*(_connection(url, begun) for _ in range(CONNECTIONS)))
    replies, seconds = len(links) * QUESTIONS, asyncio.get_running_loop().time() - began
    return Visit((cpu_seconds(pid) - before) / replies * 1e6, replies / seconds)


async def begin(url: str, link: Any) -> dict[str, Any]:
    if isinstance(link, int):
        return {"session": link, "step": {"revision": 0}}
    async with Visitor() as visitor:
        status, answer = await visitor.post(f"{url}/api/v1/sessions", json.dumps({"token": link}).encode())
    if status != 201:
        raise RuntimeError(f"a session was refused with {status}")
    return json.loads(answer)


async def _connection(url: str, begun: list[dict[str, Any]]) -> None:
    async with Visitor() as visitor:
        while begun:
            session = begun.pop()
            headers = [("Authorization", f"Bearer {session['session']}")]
            step = session["step"]
            for _ in range(QUESTIONS):
                body = {"session": session["session"], "revision": step["revision"], **given(step.get("question"))}
                status, answer = await visitor.post(f"{url}/api/v1/session/reply", json.dumps(body).encode(), headers)
                if status != 200:
                    raise RuntimeError(f"a reply was refused with {status}")
                step = json.loads(answer)["step"]


def given(question: dict[str, Any] | None) -> dict[str, Any]:
    return {"to": question["id"], "value": question["options"][0]["code"]} if question else {}
