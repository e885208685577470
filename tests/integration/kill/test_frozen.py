"""A replica that freezes with reminders or a question in its hands, and thaws when another has gone on."""

import signal
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bot import app, deliver
from bot.performing import LONG_SECONDS
from surveys.service import binding
from surveys.service.context import Service
from surveys.storage import outgoing
from surveys.storage.models import Outgoing
from surveys.storage.outgoing import Queued, Sort
from tests.support.invited import invite
from tests.support.keys import NOW
from tests.support.kill.killing import a_while
from tests.support.kill.phones import TOKEN
from tests.support.kill.servers import Server
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
    await _reminded(service, MANY)
    async with world(service, environ, tmp_path, replicas=2) as crowd:
        clock = _set(tmp_path, NOW)
        frozen = await crowd.up(0, now=clock)
        under_way = await _freezes(crowd, frozen)
        await crowd.up(1, now=clock)
        await crowd.until(lambda: _logged(tmp_path, '"message": "leading"', 2))
        _set(tmp_path, NOW + MINUTES)
        await crowd.until(_none_waits)
        frozen.signal(signal.SIGCONT)
        await crowd.until(lambda: _logged(tmp_path, "leading was interrupted", 1))
    assert _sent_to(crowd) == MANY
    assert _sent_twice(crowd) <= under_way


async def test_one_that_still_leads_lets_go_of_what_it_has_held_too_long(
    service: Service, environ: dict[str, str], tmp_path: Path
) -> None:
    """Whoever else has sent them meanwhile: the time alone tells it, before it has heard anything."""
    await _reminded(service, MANY)
    async with world(service, environ, tmp_path) as crowd:
        clock = _set(tmp_path, NOW)
        frozen = await crowd.up(now=clock)
        under_way = await _freezes(crowd, frozen)
        _set(tmp_path, NOW + MINUTES)
        await _others_send(service, crowd)
        last = MANY + 1
        await _reminded(service, 1, first=last)
        frozen.signal(signal.SIGCONT)
        await crowd.until(_none_waits)  # it has come to the last, and so has passed by all that it held
        frozen.signal(signal.SIGTERM)
        assert await frozen.ended() == 0
    assert _sent_to(crowd) == last
    assert _sent_twice(crowd) <= under_way


async def test_a_question_that_it_held_is_not_put_when_another_has_moved_on(
    service: Service, environ: dict[str, str], tmp_path: Path
) -> None:
    async with world(service, environ, tmp_path, replicas=2, patience=1) as crowd:
        frozen, _ = await crowd.up(0), await crowd.up(1)
        crowd.api.fails = partial(_freeze_and_pass_by, crowd, frozen)
        await crowd.phone()
        await a_while(LONG_SECONDS)
        frozen.signal(signal.SIGCONT)
        frozen.signal(signal.SIGTERM)  # which lets it say to the end what it was saying
        assert await frozen.ended() == 0
        account = await crowd.account()
    (chat,) = crowd.api.chats.values()
    assert (chat.texts[-1].partition(".")[0], chat.rows, account.wrongs) == ("All done", [], [])


def _freeze_and_pass_by(crowd: World, server: Server) -> None:
    server.signal(signal.SIGSTOP)
    crowd.addresses.reverse()


async def _freezes(crowd: World, server: Server) -> int:
    """Some are sent, and it freezes; how many at the most may arrive once more, since they were on their way."""
    await crowd.until(lambda: _arrived(crowd, BEFORE))
    server.signal(signal.SIGSTOP)
    sent = await Outgoing.filter(state="sent").count()
    assert 0 < sent < MANY - ABOUT_TO_GO
    return len(crowd.api.chats) - sent + ABOUT_TO_GO


async def _others_send(service: Service, crowd: World) -> None:
    """Send everything that waits, as another replica would to whom it is minutes later."""
    later = replace(service, clock=replace(service.clock, fixed=NOW + MINUTES))
    bot = app.telegram(later, token=TOKEN, api_url=crowd.api.url)
    try:
        await deliver.send_due(later, bot.updates.voice)
    finally:
        await bot.close()
    assert await _none_waits()


async def _reminded(service: Service, many: int, *, first: int = 1) -> None:
    """So many have opened their link in Telegram, and have a reminder coming."""
    for number in range(first, first + many):
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


def _sent_to(crowd: World) -> int:
    return len(crowd.api.chats)


def _sent_twice(crowd: World) -> int:
    return sum(len(chat.texts) - 1 for chat in crowd.api.chats.values())


async def _none_waits() -> bool:
    return not await Outgoing.filter(state="waiting").exists()


async def _logged(folder: Path, words: str, times: int) -> bool:
    return (folder / "servers.log").read_text(encoding="utf-8").count(words) == times
