"""Reminders: sent once, to those who are still waited for, in the authority's hours."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot import app, deliver, outages
from bot.pacing import IN_A_ROW
from surveys.clock import Clock
from surveys.service import answering, reminding
from surveys.service.context import Service
from surveys.storage import marks
from surveys.storage.marks import Name
from surveys.storage.models import Invitation, Outgoing, Review, TelegramAccount
from tests.support.botapi.moving import Moving, MovingClock
from tests.support.misbehaving import BLOCKED, BotApiServer, too_many
from tests.support.phones import Phone, begun, button, page, payload

#: A clock that hardly moves but when it is moved on; and longer than a reminder may be held, in seconds.
STANDING, MINUTES = 1e-6, 300.0


@pytest.fixture
async def queued(service: Service, phone: Phone, invitation: Invitation) -> Outgoing:
    """Somebody bound has a reminder coming."""
    await phone.starts(payload(service, invitation))
    await reminding.remind(service, telegram=True)
    return await Outgoing.get()


async def sent(bot: app.Telegram) -> int:
    return await deliver.send_due(bot.service, bot.updates.voice)


async def state() -> str:
    return (await Outgoing.get()).state


async def test_a_reminder_goes_out_once(bot: app.Telegram, server: BotApiServer, queued: Outgoing) -> None:
    assert [await sent(bot), await sent(bot)] == [1, 0]
    assert (await state(), server.methods) == ("sent", ["sendMessage"])
    assert server.calls[0][1]["text"].startswith("Hello! You still have something to answer, if you want to.")


async def test_its_button_opens_what_it_is_about(
    service: Service, bot: app.Telegram, server: BotApiServer, phone: Phone, queued: Outgoing
) -> None:
    await TelegramAccount.all().update(invitation_id=None)
    await sent(bot)
    rows = server.calls[0][1]["reply_markup"]["inline_keyboard"]
    shown = page(await phone.taps(rows[0][0]["callback_data"]))
    assert button(shown.rows, "OK, let’s start")
    assert (await TelegramAccount.get()).invitation_id == queued.subject


@pytest.mark.parametrize("outcome", ["declined", "stopped", "completed"])
async def test_nobody_is_reminded_who_said_no_or_is_done(bot: app.Telegram, queued: Outgoing, outcome: str) -> None:
    await Invitation.all().update(outcome=outcome)
    assert (await sent(bot), await state()) == (0, "dropped")


async def test_nobody_is_reminded_of_a_link_that_has_ended(bot: app.Telegram, queued: Outgoing) -> None:
    await Review.all().update(date=date(2014, 3, 27))
    assert (await sent(bot), await state()) == (0, "dropped")


async def test_nobody_is_reminded_who_was_unbound(bot: app.Telegram, queued: Outgoing) -> None:
    await TelegramAccount.all().delete()
    assert (await sent(bot), await state()) == (0, "dropped")


async def test_whoever_has_blocked_the_bot_is_unreachable(
    service: Service, bot: app.Telegram, server: BotApiServer, queued: Outgoing
) -> None:
    await Invitation.all().update(outcome="invited")
    server.answers["sendMessage"] = [BLOCKED]
    assert (await sent(bot), await state()) == (0, "dropped")
    assert ((await TelegramAccount.get()).blocked_at, (await Invitation.get()).outcome) == (
        service.clock.now(),
        "unreachable",
    )


@pytest.mark.parametrize(("answer", "seconds"), [(too_many(30), 30), ((502, "<html>"), 60)])
async def test_what_could_not_go_out_waits(
    service: Service,
    bot: app.Telegram,
    server: BotApiServer,
    queued: Outgoing,
    answer: tuple[int, object],
    seconds: int,
) -> None:
    server.answers["sendMessage"] = [answer]
    assert [await sent(bot), await sent(bot)] == [0, 0]
    row = await Outgoing.get()
    assert (row.state, row.not_before) == ("waiting", service.clock.now() + timedelta(seconds=seconds))


async def test_whoever_held_a_reminder_too_long_does_not_send_what_another_has_sent(
    service: Service, server: BotApiServer, queued: Outgoing
) -> None:
    time = Moving(speed=STANDING)
    moved = replace(service, clock=MovingClock(service.clock.zone, service.clock.fixed, time))
    frozen, other = (app.telegram(moved, token="42:frozen", api_url=server.url, timing=time.timing) for _ in range(2))
    for _ in range(IN_A_ROW):
        frozen.updates.voice.pacer.refused(MINUTES)
    holding = asyncio.create_task(sent(frozen))
    while (await Outgoing.get()).not_before == queued.not_before:
        pass  # it has not taken it up yet
    time.on(MINUTES - 1)
    assert (await sent(other), await state()) == (1, "sent")
    time.on(1)
    assert (await holding, server.methods) == (0, ["sendMessage"])
    for each in (frozen, other):
        await each.close()


@pytest.mark.parametrize(
    ("moment", "may"),
    [
        (datetime(2014, 3, 28, 8, 59, 59, tzinfo=UTC), False),
        (datetime(2014, 3, 28, 9, 0, tzinfo=UTC), True),
        (datetime(2014, 3, 28, 18, 59, 59, tzinfo=UTC), True),
        (datetime(2014, 3, 28, 19, 0, tzinfo=UTC), False),
        (datetime(2014, 3, 31, 8, 0, tzinfo=UTC), True),  # nine in London: summer time began the day before
        (datetime(2014, 3, 31, 18, 0, tzinfo=UTC), False),
    ],
)
async def test_reminders_keep_to_the_hours(
    service: Service, bot: app.Telegram, queued: Outgoing, moment: datetime, *, may: bool
) -> None:
    then = replace(service, clock=Clock(service.clock.zone, moment))
    await Outgoing.all().update(not_before=moment - timedelta(hours=1))
    assert await deliver.send_due(then, bot.updates.voice) == int(may)


async def test_an_outage_is_made_good_for_those_who_were_in_the_middle(
    service: Service, bot: app.Telegram, server: BotApiServer, phone: Phone, invitation: Invitation
) -> None:
    await begun(phone, invitation)
    await TelegramAccount.all().update(prompt_message=4)
    moved = (await answering.look_at_invitation(service, invitation.id)).session
    now, voice = service.clock.now(), bot.updates.voice
    await outages.ask_again(service, voice, outages.Span(now + timedelta(seconds=1), now + timedelta(minutes=1)))
    await outages.ask_again(service, voice, outages.Span(now - timedelta(minutes=1), now - timedelta(seconds=1)))
    assert (moved.revision, server.calls) == (0, [])
    await outages.ask_again(service, voice, outages.Span(now - timedelta(minutes=1), now))
    assert server.methods == ["sendMessage", "deleteMessage"]


async def test_whoever_is_being_answered_is_not_asked_again_as_well(
    service: Service, bot: app.Telegram, server: BotApiServer, phone: Phone, invitation: Invitation
) -> None:
    await begun(phone, invitation)
    await TelegramAccount.all().update(prompt_message=4)
    now, voice = service.clock.now(), bot.updates.voice
    since = voice.since(phone.number)
    await outages.ask_again(service, voice, outages.Span(now, now))
    assert server.calls == []
    await voice.answer(phone.number, None, (), since)
    await outages.ask_again(service, voice, outages.Span(now, now))
    assert server.methods == ["sendMessage", "deleteMessage"]


async def test_whoever_left_it_lying_is_asked_again_after_every_outage_but_an_hour_apart(
    service: Service, bot: app.Telegram, server: BotApiServer, phone: Phone, invitation: Invitation
) -> None:
    await begun(phone, invitation)
    await TelegramAccount.all().update(prompt_message=4)
    day = service.clock.now() + timedelta(days=2)

    async def asked(minutes: int, *, outage: bool) -> int:
        """How often they have been asked by then, where an outage has just ended or none has."""
        moment, before = day + timedelta(minutes=minutes), len(server.methods)
        await marks.move(Name.REACHED, moment - (2 * outages.TAP if outage else timedelta(0)))
        then = replace(service, clock=Clock(service.clock.zone, moment))
        back = outages.Outages(then, bot.updates.voice)
        await back.reached()
        await back.make_good()
        return server.methods[before:].count("sendMessage")

    assert [await asked(minutes, outage=True) for minutes in (0, 20, 40)] == [1, 0, 0]
    assert [await asked(minutes, outage=False) for minutes in (42, 59, 60, 61)] == [0, 0, 1, 0]
    assert [await asked(minutes, outage=True) for minutes in (90, 150)] == [0, 1]
    assert [await asked(minutes, outage=False) for minutes in (152, 180, 240)] == [0, 0, 0]
