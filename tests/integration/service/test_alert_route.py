"""The promise that an adult will read a call for help: true at the moment it is made, whoever came or went since."""

import logging
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tortoise.connection import get_connection

from surveys.conversation.replies import Action, Reply
from surveys.service import answering
from surveys.service.alert_route import addresses, look, say_who_waits
from surveys.service.answering import Turn
from surveys.service.calling import call_though_closed
from surveys.service.context import AlertRoute, Service
from surveys.service.saying import says, unheard
from surveys.storage.models import Staff
from tests.support.cast import People
from tests.support.invited import invite

GONE = datetime(2014, 3, 28, 9, 30, tzinfo=UTC)
HELP = Reply("nowhere", 0, action=Action.HELP)


@pytest.fixture
def mailing(service: Service) -> Service:
    """The service with a mail server, and nobody to mail yet."""
    return replace(service, route=AlertRoute(mails=True))


async def seen(service: Service) -> bool:
    await look(service)
    return service.route.open


def promised(service: Service, turn: Turn) -> bool:
    texts, catalogue = says(service, turn.questionnaire, turn.step.explains), service.library.catalogue()
    words = (turn.questionnaire.id, turn.questionnaire.variant)
    told = [catalogue.say(key, *words) in texts for key in ("help-adult-will-read", "help-no-adult")]
    assert sum(told) == 1
    return told[0]


async def test_the_route_is_open_while_somebody_is_on_duty(mailing: Service, people: People) -> None:
    found = [await seen(mailing)]
    duty = await people.staff("duty@westmarsh.example", "duty")
    found += [await seen(mailing)]
    await Staff.filter(id=duty.id).update(disabled_at=GONE)
    found += [await seen(mailing)]
    assert found == [False, True, False]


async def test_an_address_of_the_authoritys_will_do(mailing: Service) -> None:
    authority = replace(mailing.authority, alert_emails=("desk@westmarsh.example",))
    assert await seen(replace(mailing, authority=authority))


async def test_an_address_that_not_every_mail_server_takes_promises_nothing(mailing: Service, people: People) -> None:
    await people.staff("jörg@westmarsh.example", "duty")
    found = [await seen(mailing)]
    await people.staff("joerg@westmarsh.example", "duty")
    assert [*found, await seen(mailing)] == [False, True]


async def test_without_a_mail_server_there_is_no_route(service: Service, people: People) -> None:
    await people.staff("duty@westmarsh.example", "duty")
    assert not await seen(service)


async def test_an_address_that_cannot_be_opened_keeps_nobody_else_from_being_mailed(
    mailing: Service, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    broken = await people.staff("broken@westmarsh.example", "duty")
    await Staff.filter(id=broken.id).update(email_sealed="test:AAAA")
    await people.staff("duty@westmarsh.example", "duty")
    assert await addresses(mailing) == ("duty@westmarsh.example",)
    assert caplog.messages == ["the address of a member of staff on duty cannot be opened"]


async def test_nobody_is_promised_who_could_not_be_looked_up(mailing: Service, people: People) -> None:
    await people.staff("duty@westmarsh.example", "duty")
    assert await seen(mailing)
    await get_connection("default").execute_script("ALTER TABLE staff RENAME TO staff_elsewhere")
    assert not await seen(mailing)


@pytest.mark.parametrize("once", [None, "7:100"])
async def test_what_a_call_for_help_is_told_is_true_when_it_is_told(
    mailing: Service, people: People, once: str | None
) -> None:
    """``once``: on Telegram the same update may come twice, and is told the same."""
    agreed = await answering.agree(mailing, (await invite(mailing)).id, "web")
    told = []
    for change in ("add", "disable"):
        if change == "add":
            await people.staff("duty@westmarsh.example", "duty")
        else:
            await Staff.all().update(disabled_at=GONE)
        turn = await answering.reply(mailing, agreed.session.id, HELP, channel="telegram", once=once)
        told.append(promised(mailing, turn))
    assert told == [True, False]


async def test_so_it_is_from_a_session_whose_link_has_closed(mailing: Service, people: People) -> None:
    agreed = await answering.agree(mailing, (await invite(mailing)).id, "web")
    await people.staff("duty@westmarsh.example", "duty")
    told = [promised(mailing, await call_though_closed(mailing, agreed.session.id, channel="web"))]
    await Staff.all().update(disabled_at=GONE)
    told += [promised(mailing, await call_though_closed(mailing, agreed.session.id, channel="web"))]
    assert told == [True, False]


async def test_the_log_says_that_a_call_came_in_that_it_waits_and_that_nobody_is_mailed(
    mailing: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    agreed = await answering.agree(mailing, (await invite(mailing)).id, "web")
    await say_who_waits(mailing)
    assert caplog.records == []
    await answering.reply(mailing, agreed.session.id, HELP, channel="web")
    await say_who_waits(replace(mailing, route=AlertRoute(open=True)))
    await say_who_waits(mailing)
    waiting = [(record.levelname, vars(record).get("waiting")) for record in caplog.records]
    assert waiting == [("WARNING", None), ("WARNING", 1), ("ERROR", 1)]


async def test_who_could_not_be_heard_is_promised_nobody(mailing: Service, people: People) -> None:
    await people.staff("duty@westmarsh.example", "duty")
    assert await seen(mailing)
    say = mailing.library.catalogue().say
    told = unheard(mailing)
    assert (told[0], [key for key in ("help-adult-will-read", "help-no-adult") if say(key) in told]) == (
        say("unheard"),
        [],
    )


async def test_so_does_it_of_a_call_from_a_link_that_has_closed(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    agreed = await answering.agree(service, (await invite(service)).id, "web")
    await call_though_closed(service, agreed.session.id, channel="web")
    assert caplog.messages == ["a call for help has come in: see to it with 'mysay alerts'"]


async def test_no_error_is_logged_after_an_outage_that_closed_the_route(
    mailing: Service, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    agreed = await answering.agree(mailing, (await invite(mailing)).id, "web")
    await answering.reply(mailing, agreed.session.id, HELP, channel="web")
    await people.staff("duty@westmarsh.example", "duty")
    mailing.route.open = False
    await say_who_waits(mailing)
    assert (caplog.records, mailing.route.open) == ([], True)
