"""A replica that freezes with reminders in its hands, and thaws when another has sent them."""

import signal
from datetime import datetime, timedelta
from pathlib import Path

from surveys.service import binding
from surveys.service.context import Service
from surveys.storage import outgoing
from surveys.storage.models import Outgoing
from surveys.storage.outgoing import Queued, Sort
from tests.support.invited import invite
from tests.support.keys import NOW
from tests.support.kill.world import World, world

#: More than are sent before it freezes, and fewer than it takes up at once.
MANY, BEFORE = 50, 10
#: Longer than it may hold them.
MINUTES = timedelta(minutes=5)
#: Looked up and about to be sent when it froze: on its way for all it knows.
ABOUT_TO_GO = 2


async def test_another_sends_them_and_the_thawed_one_sends_none_of_them_again(
    service: Service, environ: dict[str, str], tmp_path: Path
) -> None:
    await _reminded(service)
    async with world(service, environ, tmp_path, replicas=2) as crowd:
        clock = _set(tmp_path, NOW)
        frozen = await crowd.up(0, now=clock)
        await crowd.until(lambda: _arrived(crowd, BEFORE))
        frozen.signal(signal.SIGSTOP)
        sent = await Outgoing.filter(state="sent").count()
        under_way = len(crowd.api.chats) - sent
        assert 0 < sent < MANY - ABOUT_TO_GO

        await crowd.up(1, now=clock)
        await crowd.until(lambda: _logged(tmp_path, '"message": "leading"', 2))
        _set(tmp_path, NOW + MINUTES)
        await crowd.until(_none_waits)
        frozen.signal(signal.SIGCONT)
        await crowd.until(lambda: _logged(tmp_path, "leading was interrupted", 1))

    times = [len(chat.texts) for chat in crowd.api.chats.values()]
    assert (len(times), max(times) <= 2, sum(times) - MANY <= under_way + ABOUT_TO_GO) == (MANY, True, True)


async def _reminded(service: Service) -> None:
    """So many have opened their link in Telegram, and have a reminder coming."""
    for number in range(1, MANY + 1):
        invited = await invite(service, age=17)
        await binding.bind(service, service.vault.telegram_payload(invited.id, 1), number=number, chat=number)
        await outgoing.queue(Sort.REMINDER, [Queued(f"reminder:{invited.id}", invited.id)], now=NOW)


def _set(folder: Path, moment: datetime) -> Path:
    """The servers' clock, set to a moment at once: whoever reads it sees one moment or the other."""
    clock, draft = folder / "clock", folder / "draft"
    draft.write_text(moment.isoformat(), encoding="utf-8")
    return draft.rename(clock)


async def _arrived(crowd: World, many: int) -> bool:
    return len(crowd.api.chats) >= many


async def _none_waits() -> bool:
    return not await Outgoing.filter(state="waiting").exists()


async def _logged(folder: Path, words: str, times: int) -> bool:
    return (folder / "servers.log").read_text(encoding="utf-8").count(words) == times
