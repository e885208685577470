"""The broadcast bench: reminders at Telegram's limit of thirty a second, with waits thrown in; in real time.

``python -m bench.broadcast [COUNT]``: 10,000 take six minutes a side, so the quick size is smaller.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.request import urlopen

from bench.flooded import OVERALL
from bench.machine import ROOT, free_port, program
from bench.table import Row, markdown

QUICK = 1_500
SIDES = {"ours": "mysay, from the queue in its database", "0": "python-telegram-bot's AIORateLimiter, its defaults"}


def main(count: int = QUICK) -> list[Row]:
    found = {}
    for side in SIDES:
        found[side] = _measured(side, count)
        print(f"  {side}: {found[side]}", flush=True)
    return [
        Row(
            bench=f"broadcast, {count:,} messages",
            side=SIDES[side],
            figure=(
                f"{each['arrived'] / each['seconds'] / OVERALL:.1%} of the limit, {count - each['chats']:,.0f} lost,"
                f" {each['refused']:,.0f} refused"
            ),
            must="93%, none lost, memory flat" if side == "ours" else "",
            aim="97%" if side == "ours" else "",
            note=f"{each['before']:.0f} to {each['peak']:.0f} MB, CPU {each['cpu']:.1f} ms a message",
        )
        for side, each in found.items()
    ]


def _measured(side: str, count: int) -> dict[str, float]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with program("bench.flooded", str(port), ready=f"{url}/counted", environ={}, log=log):
            command = [sys.executable, "-m", "bench.sending", side, url, str(count)]
            done = subprocess.run(
                command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True
            )
            with urlopen(f"{url}/counted") as answer:
                return {**json.loads(done.stdout.splitlines()[-1]), **json.load(answer)}


if __name__ == "__main__":
    print(markdown(main(int(sys.argv[1]) if len(sys.argv) > 1 else QUICK)))
