"""One side of the broadcast bench, in a process of its own: ``python -m bench.sending SIDE API_URL COUNT``.

Prints how much memory it had before and at most in MB, and its processor time in ms a message.
"""

import asyncio
import json
import resource
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from datetime import time as day_time
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from surveys.service.context import Service

TOKEN = "4242:token-of-the-bench"


async def ours(api_url: str, count: int) -> dict[str, float]:
    """Reminders of so many, from the queue in the database to the last of them settled."""
    from bench import council
    from bot.app import telegram
    from config import authority as authorities
    from config.settings import SHIPPED_AUTHORITY
    from surveys.clock import Clock
    from surveys.questionnaire.library import Library
    from surveys.service.context import Service
    from surveys.storage.database import connected
    from surveys.storage.keys import unlocked
    from surveys.storage.models import Outgoing
    from surveys.storage.vault import Vault

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite://{Path(folder) / 'mysay.db'}"
        await council.invite(url, count)
        authority = replace(authorities.read(SHIPPED_AUTHORITY), sending_hours=(day_time.min, day_time.max))
        async with connected(url):
            vault = await unlocked(Vault((("bench", council._KEY),), council._SECRET))  # noqa: SLF001  # the same council's keys
            library = Library.load(authority.questionnaires, authority.wording, authority)
            clock = Clock(ZoneInfo("Europe/London"))
            service = Service(
                vault=vault, library=library, authority=authority, clock=clock, base_url="http://mysay.example"
            )
            await _queued(service)
            bot = telegram(service, token=TOKEN, api_url=api_url)
            measured = Measured()
            work = asyncio.create_task(bot.run_delivery())
            while await Outgoing.filter(state="waiting").exists():  # noqa: ASYNC110  # the table is what says so
                await asyncio.sleep(1)
            work.cancel()
            await asyncio.wait([work])
            await bot.close()
            return measured.taken(count)


async def _queued(service: "Service") -> None:
    """Every invited young person is bound to an account and has a reminder coming."""
    from surveys.storage import outgoing
    from surveys.storage.models import Invitation, TelegramAccount
    from surveys.storage.outgoing import Queued, Sort

    now, vault = datetime.now(UTC), service.vault
    invitations = await Invitation.all()
    rows = []
    for number, each in enumerate(invitations, 1):
        row = uuid4()
        sealed = vault.seal(str(number), table="telegram_account", row=row, column="chat")
        hashed = vault.hash("telegram-account", str(number))
        rows.append(
            TelegramAccount(
                id=row, child_id=each.child_id, account_hash=hashed, chat_sealed=sealed, invitation_id=each.id,
                bound_at=now,
            )
        )  # fmt: skip
    await TelegramAccount.bulk_create(rows, batch_size=400)
    await outgoing.queue(Sort.REMINDER, [Queued(f"bench:{each.id}", each.id) for each in invitations], now=now)


async def limiter(api_url: str, count: int, *, tries: int) -> dict[str, float]:
    """python-telegram-bot's own rate limiter, as its documentation shows it: everything is handed over at once."""
    from telegram.error import TelegramError
    from telegram.ext import AIORateLimiter, ApplicationBuilder

    builder = ApplicationBuilder().token(TOKEN).base_url(f"{api_url}/bot").pool_timeout(10_000)
    app = builder.rate_limiter(AIORateLimiter(max_retries=tries)).build()
    async with app:
        measured = Measured()

        async def send(chat: int) -> None:
            try:
                await app.bot.send_message(chat, "Hello! You still have something to answer, if you want to.")
            except TelegramError:
                return  # lost: nothing keeps it

        await asyncio.gather(*(send(chat) for chat in range(1, count + 1)))
        return measured.taken(count)


class Measured:
    def __init__(self) -> None:
        self._before, self._cpu, self._at = _peak(), time.process_time(), time.monotonic()

    def taken(self, count: int) -> dict[str, float]:
        cpu = (time.process_time() - self._cpu) * 1000 / count
        return {"before": self._before, "peak": _peak(), "cpu": cpu, "whole": time.monotonic() - self._at}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(side: str, api_url: str, count: int) -> None:
    if side == "ours":
        found = asyncio.run(ours(api_url, count))
    else:
        found = asyncio.run(limiter(api_url, count, tries=int(side)))
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
