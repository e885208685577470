"""Servers killed at every named place between the receipt of an input and the last thing sent because of it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from surveys.crashpoint import POINTS
from surveys.service import answering, binding
from surveys.service.context import Service
from surveys.storage import telegram
from surveys.storage.models import Alert, Outgoing, Staff
from tests.support.invited import Invited, invite
from tests.support.keys import NOW
from tests.support.kill.killing import serve_until_killed
from tests.support.kill.mailbox import Mailbox, mailbox
from tests.support.kill.world import World, world

#: The third day after the invitation, which is the first day of reminders, within the sending hours.
REMINDED = NOW + timedelta(days=3, hours=2)
#: Later than any lease on a reminder.
LATER = REMINDED + timedelta(minutes=10)
KILLED = -9

REMINDERS = ("reminder-queued", "reminder-leased", "reminder-sent", "reminder-settled")
MAILS = ("mail-queued", "mail-sent", "mail-settled")
AFTER_A_KILL = ("question-put-again",)
POLLED = ("offset-before-move",)
MIGRATING = ("schema-statement",)  # tests/integration/kill/test_migrating.py
#: So many wait in the midst of a questionnaire whatever the others do: a place that is come to for each is come to as often.
HALFWAY = 12
#: tests/integration/kill/test_keeping.py
KEEPING = ("import-laid-ready", "import-written", "import-counted", "import-committed", "backup-copied", "backup-packed",
           "restore-unsettled", "restore-settled", "restore-before-place", "restore-in-place")  # fmt: skip
ELSEWHERE = {*REMINDERS, *MAILS, *AFTER_A_KILL, *POLLED, *MIGRATING, *KEEPING}
UNDER_LOAD = tuple(sorted(set(POINTS) - ELSEWHERE, key=POINTS.index))


@pytest.mark.parametrize("nth", [1, 3])
async def test_at_every_place_under_load(crowd: World, nth: int) -> None:
    async with crowd.busy():
        ends = [await serve_until_killed(crowd, f"{place}:{nth}") for place in UNDER_LOAD]
        await crowd.up()
    account = await crowd.account()
    assert (ends, account.wrongs, account.finished > 0) == ([KILLED] * len(UNDER_LOAD), [], True)


@pytest.mark.parametrize("nth", [1, 5, HALFWAY])
async def test_while_questions_are_put_again(crowd: World, nth: int) -> None:
    for number in range(1, HALFWAY + 1):
        await _asked(crowd.service, number)
    async with crowd.busy(phones=1):  # what nobody asked for gives way to answers: there must be room for it
        ends = [await serve_until_killed(crowd, "prompt-kept:9")]
        ends += [await serve_until_killed(crowd, f"{place}:{nth}") for place in AFTER_A_KILL * 3]
        await crowd.up()
        await crowd.until(lambda: _all_asked(crowd))
    shown = [len(crowd.api.chats[number].texts) for number in range(1, HALFWAY + 1)]
    assert (ends, (await crowd.account()).wrongs) == ([KILLED] * 4, [])
    assert max(shown) <= crowd.kills + 1  # once by each server


async def test_while_updates_are_fetched(service: Service, environ: dict[str, str], tmp_path: Path) -> None:
    async with world(service, environ, tmp_path, polling=True) as crowd:
        async with crowd.busy():
            places = [f"{place}:{nth}" for nth in (1, 2, 9) for place in (*POLLED, "reply-committed", "call-after")]
            ends = [await serve_until_killed(crowd, place) for place in places]
            await crowd.up()
        account = await crowd.account()
    assert (ends, account.wrongs, account.finished > 0) == ([KILLED] * len(places), [], True)


@pytest.mark.parametrize("place", REMINDERS)
async def test_a_reminder_goes_out_and_at_most_once_more(crowd: World, place: str) -> None:
    invited = await _bound(crowd.service)
    assert await serve_until_killed(crowd, place, now=REMINDED) == KILLED
    await crowd.up(now=LATER)
    await crowd.until(lambda: _sent(f"reminder:{invited.id}:1:1"))
    times = len(crowd.api.chats[7001].texts)
    assert times == (2 if place == "reminder-sent" else 1)


@pytest.mark.parametrize("place", MAILS)
async def test_a_call_for_help_is_mailed_and_at_most_once_more(crowd: World, place: str, box: Mailbox) -> None:
    alert = await _called_for_help(crowd.service)
    assert await serve_until_killed(crowd, place, SMTP_URL=box.url) == KILLED
    await crowd.up(SMTP_URL=box.url)
    await crowd.until(lambda: _sent(f"alert:{alert.id}"))
    assert len(box.mails) == (2 if place == "mail-sent" else 1)


def test_every_place_has_its_test() -> None:
    assert {*UNDER_LOAD, *ELSEWHERE} == set(POINTS)


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as running:
        yield running


async def _bound(service: Service) -> Invited:
    """Somebody who opened their link in Telegram, agreed, and went away."""
    invited = await invite(service, age=17)
    payload = service.vault.telegram_payload(invited.id, 1)
    await binding.bind(service, payload, number=7001, chat=7001)
    await answering.agree(service, invited.id, "telegram")
    return invited


async def _asked(service: Service, number: int) -> None:
    """Somebody who has a question before them, put just now, and leaves the phone alone."""
    invited = await invite(service, age=17)
    await binding.bind(service, service.vault.telegram_payload(invited.id, 1), number=number, chat=number)
    await answering.agree(service, invited.id, "telegram")
    account = await binding.account_of(service, number)
    assert account is not None
    await telegram.shown(account, 1)


async def _all_asked(crowd: World) -> bool:
    return all(number in crowd.api.chats for number in range(1, HALFWAY + 1))


async def _called_for_help(service: Service) -> Alert:
    row = uuid4()
    sealed = service.vault.seal("duty@westmarsh.example", table="staff", row=row, column="email")
    await Staff.create(id=row, email_hash=service.vault.hash("staff", "duty"), email_sealed=sealed, role="duty")
    invited = await invite(service, age=17)
    turn = await answering.agree(service, invited.id, "web")
    return await Alert.create(response_id=turn.session.id, cause="help", raised_at=service.clock.now())


async def _sent(key: str) -> bool:
    return await Outgoing.filter(key=key, state="sent").exists()
