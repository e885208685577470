"""``make bench``: every comparison, sides alternating in one run; with ``--record`` its sections of bench/RESULTS.md.

``python -m bench [--record] [chat] [web] [postgres] [everyday] [analysis] [broadcast]``
"""

import os
import re
import sys
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from bench import chat, visits
from bench.machine import described
from bench.table import Row, markdown
from tests.support import postgresql

ROUNDS = 3
CHATS, VISITORS, OFFERED = 30, 40, 200
RESULTS = Path(__file__).parent / "RESULTS.md"
HOW = (
    f"Medians of {ROUNDS} rounds, sides alternating; CPU of the server's process by the kernel's account, so that other "
    "load on the machine shows in the waits more than in the ratios. A ratio above 1: this side takes more than mysay. "
    "Every side is checked to have stored every answer and brought every chat to its end."
)
#: What the profile shows where there is more to say than a figure.
SEEN = {
    "postgres": "\n\nAn answer is one read and one statement there and back; the last of a questionnaire is more. "
    "What two servers can do beyond one depends on who has the cores: with two of them for the servers, the stand-in and PostgreSQL together, "
    "what there is to see is that CPU an answer does not rise, and which cores are busy with what."
}
NAMES = {
    "ours": "mysay, durable",
    "typical": "A: ConversationHandler, default client, one Tortoise create",
    "best": "B: the library at its best, nothing kept",
    "limit": "L: bare aiohttp, group commit",
    "page": "bare aiohttp handler, one Tortoise insert",
}


def main(wanted: list[str]) -> None:
    for name, bench in BENCHES.items():
        if name in wanted or not wanted:
            table = markdown(bench())
            print(f"\n## {name}\n\n{table}\n", flush=True)
            if "--record" in sys.argv:
                _record(name, f"{date.today().isoformat()}, {described()}. {HOW}\n\n{table}{SEEN.get(name, '')}")


def chats() -> list[Row]:
    """Four sides of the chat bench, and how long a tap waits at 100 a second."""
    sides = _alternating(("typical", "best", "limit", "ours"), lambda side: chat.measured(side, CHATS, OFFERED))
    ours = median(each.taps for each in sides["ours"])
    rows = [_cpu("chat, an answer", side, [each.taps for each in rounds], ours) for side, rounds in sides.items()]
    whole = median(each.whole for each in sides["ours"])
    for side, rounds in sides.items():
        rows.append(_cpu("chat, /start included", side, [each.whole for each in rounds], whole))
    return rows + [_waits(side, rounds) for side, rounds in sides.items()]


def web() -> list[Row]:
    """A reply on the web, beside a bare handler."""
    sides = _alternating(("page", "ours"), lambda side: visits.measured(side, VISITORS))
    ours = median(each.cpu for each in sides["ours"])
    return [_cpu("web, a reply", side, [each.cpu for each in rounds], ours) for side, rounds in sides.items()]


def postgres() -> list[Row]:
    """The chat bench on PostgreSQL. The cluster is the tests', which never waits for the disk: CPU is what is compared."""
    numbers = count()
    with _cluster() as cluster:

        def made() -> str:
            return str(cluster.create(f"bench_{next(numbers)}"))

        def measure(side: str) -> Any:
            name, _, replicas = side.partition(" x ")
            times = int(replicas or 1)
            return chat.measured(name, CHATS * times, databases=made, replicas=times)

        sides = _alternating(("typical", "ours", "ours x 2"), measure)
    two, ours = sides.pop("ours x 2"), median(each.taps for each in sides["ours"])
    rows = [_cpu("chat on PostgreSQL", side, [each.taps for each in rounds], ours) for side, rounds in sides.items()]
    return rows + [_throughput(number, rounds, sides["ours"]) for number, rounds in ((1, sides["ours"]), (2, two))]


def analysed() -> list[Row]:
    """Ten million answers, beside NumPy, Polars, SQL and the ORM."""
    from bench import analysis

    return list(analysis.main((1_000_000, 10_000_000)))


def broadcasts() -> list[Row]:
    """Reminders at Telegram's limits."""
    from bench import broadcast

    return list(broadcast.main())


def everyday_things() -> list[Row]:
    """What everybody notices: the start, memory, a report, the first page."""
    from bench import everyday

    return list(everyday.main())


@contextmanager
def _cluster() -> Any:
    with postgresql.running() as cluster:
        yield cluster


def _alternating(sides: tuple[str, ...], measure: Callable[[str], Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for turn in range(ROUNDS):
        for side in sides:
            found[side].append(measure(side))
            print(f"  round {turn + 1} {side}: {found[side][-1]}", flush=True)
    return found


MUST = {
    ("chat, an answer", "typical"): ("5 x ours", ""),
    ("chat, an answer", "best"): ("", "1 x ours"),
    ("chat, an answer", "limit"): ("", "1/3 of ours (beyond)"),
    ("chat on PostgreSQL", "typical"): ("5 x ours", ""),
    ("web, a reply", "page"): ("1/2 of ours", "1 x ours"),
}


def _cpu(bench: str, side: str, figures: list[float], ours: float) -> Row:
    middle = median(figures)
    must, aim = MUST.get((bench, side), ("", ""))
    spread = f"{min(figures):,.0f} to {max(figures):,.0f}"
    figure = f"{middle:,.0f} us CPU"
    return Row(bench=bench, side=NAMES[side], figure=figure, ratio=middle / ours, must=must, aim=aim, note=spread)


def _throughput(replicas: int, rounds: list[Any], of_one: list[Any]) -> Row:
    """Answers a second of so many replicas, kept as busy as 32 connections keep them, and what the cores did."""
    rate, cpu = median(each.rate for each in rounds), median(each.taps for each in rounds)
    cores, standin = median(each.cores for each in rounds), median(each.own for each in rounds)
    servers = median(each.rate * each.taps / 1e6 for each in rounds)
    return Row(
        bench="answers a second on PostgreSQL",
        side=f"mysay, {replicas} server{'s' if replicas > 1 else ''}",
        figure=f"{rate:,.0f} a second",
        ratio=rate / median(each.rate for each in of_one),
        must="1.7 where cores allow" if replicas > 1 else "",
        note=f"{cpu:,.0f} us CPU an answer; cores busy {cores:.2f} of {os.cpu_count()}: servers {servers:.2f}, "
        f"stand-in {standin:.2f}, PostgreSQL and all else {max(0.0, cores - servers - standin):.2f}",
    )


def _waits(side: str, rounds: list[Any]) -> Row:
    p50, p99 = median(each.p50 for each in rounds), median(each.p99 for each in rounds)
    must, aim = ("p99 < 25 ms", "p99 < 12 ms") if side == "ours" else ("", "")
    figure = f"p50 {p50:.1f} ms, p99 {p99:.1f} ms"
    return Row(bench="chat, 100 taps a second offered", side=NAMES[side], figure=figure, must=must, aim=aim)


def _record(name: str, text: str) -> None:
    """Put the section in the place of the one that was there."""
    before = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n"
    rest = re.sub(rf"(?ms)^## {name}\n.*?(?=^## |\Z)", "", before).rstrip()
    RESULTS.write_text(f"{rest}\n\n## {name}\n\n{text}\n", encoding="utf-8")


BENCHES: dict[str, Callable[[], list[Row]]] = {
    "chat": chats,
    "web": web,
    "postgres": postgres,
    "everyday": everyday_things,
    "analysis": analysed,
    "broadcast": broadcasts,
}

if __name__ == "__main__":
    main([each for each in sys.argv[1:] if not each.startswith("-")])
