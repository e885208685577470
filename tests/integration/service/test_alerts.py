"""Calls for help: listed without content, acknowledged once, mailed without content."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from uuid import uuid4

import pytest

from surveys.errors import Refused
from surveys.meters import MAILS
from surveys.service.alert_route import addresses
from surveys.service.alerts import Call, acknowledge, called_since, waiting
from surveys.service.context import Service
from surveys.service.mailing import mail_alerts
from surveys.storage.models import Alert, Audit, Child, Outgoing, Response, Review, Staff
from tests.support.cast import People
from tests.support.mail import Laconic, Letterbox, mail_server

RAISED = datetime(2014, 3, 28, 9, 30, tzinfo=UTC)


@pytest.fixture
async def call(service: Service, people: People) -> Alert:
    """Child C1 has asked for help before review R1, whose IRO is Ms Example."""
    iro = await people.staff("iro@westmarsh.example", name="Ms Example")
    child = await people.child("C1")
    review = await people.review("R1", child, date(2014, 4, 10), iro=iro)
    response = await Response.create(
        id=uuid4(),
        questionnaire="consultation",
        child_id=child.id,
        review_id=review.id,
        status="waiting",
        channel="web",
        language="en",
        started_at=RAISED,
        touched_at=RAISED,
    )
    return await Alert.create(response_id=response.id, cause="help", raised_at=RAISED)


def to(letterbox: Letterbox) -> list[list[str]]:
    """Whom each mail went to."""
    return [envelope.rcpt_tos for envelope in letterbox.received]


def counted() -> tuple[int, int]:
    """The mails that this process counts as sent, and as failed."""
    return MAILS.count("sent"), MAILS.count("failed")


def later(service: Service, minutes: int) -> Service:
    return replace(service, clock=replace(service.clock, fixed=service.clock.now() + timedelta(minutes=minutes)))


async def test_a_call_is_listed_with_who_and_when_but_not_what(service: Service, call: Alert) -> None:
    assert await waiting(service) == (
        Call(id=call.id, raised_at=RAISED, cause="help", child_id="C1", review_id="R1", iro="Ms Example"),
    )


async def test_it_is_for_the_iro_of_the_review_and_without_one_for_the_child_s(
    service: Service, people: People, call: Alert
) -> None:
    await Child.all().update(iro_id=(await people.staff("own@westmarsh.example", name="Mr Own")).id)
    listed = [(await waiting(service))[0].iro]
    await Review.all().update(iro_id=None)
    assert [*listed, (await waiting(service))[0].iro] == ["Ms Example", "Mr Own"]


async def test_whether_somebody_called_since_a_moment_and_waits_still(service: Service, call: Alert) -> None:
    moments = (RAISED, RAISED + timedelta(seconds=1))
    called = [await called_since(call.response_id, each) for each in moments]
    called += [await called_since(uuid4(), RAISED)]
    await acknowledge(service, call.id, actor="duty")
    assert [*called, await called_since(call.response_id, RAISED)] == [True, False, False, False]


async def test_who_has_waited_longest_comes_first(service: Service, call: Alert) -> None:
    before = await Alert.create(response_id=call.response_id, cause="answer", raised_at=RAISED - timedelta(minutes=1))
    assert [each.id for each in await waiting(service)] == [before.id, call.id]


async def test_it_is_about_the_review_that_the_response_has_come_to_serve(
    service: Service, people: People, call: Alert
) -> None:
    after = await people.review("R2", await Child.get(), date(2014, 5, 10))
    await Response.all().update(counts_for_id=after.id)
    assert [(each.review_id, each.iro) for each in await waiting(service)] == [("R2", None)]


async def test_acknowledging_takes_it_off_the_list_once_and_is_audited(service: Service, call: Alert) -> None:
    await acknowledge(service, call.id, actor="duty@westmarsh.example")
    assert await waiting(service) == ()
    with pytest.raises(Refused, match=f"^There is no call {call.id} that waits"):
        await acknowledge(service, call.id, actor="duty@westmarsh.example")
    deeds = await Audit.all().values_list("actor", "action", "subject")
    assert deeds == [("duty@westmarsh.example", "acknowledge", f"alert:{call.id}")]


async def test_it_is_mailed_once_to_the_authority_and_to_duty_staff_without_content(
    service: Service, people: People, call: Alert
) -> None:
    await people.staff("duty@westmarsh.example", "duty")
    gone = await people.staff("gone@westmarsh.example", "duty")
    await Staff.filter(id=gone.id).update(disabled_at=RAISED)
    service = replace(service, authority=replace(service.authority, alert_emails=("desk@westmarsh.example",)))
    letterbox = Letterbox()
    async with mail_server(letterbox) as url:
        assert [await mail_alerts(service, url), await mail_alerts(service, url)] == [1, 0]
    assert to(letterbox) == [["desk@westmarsh.example"], ["duty@westmarsh.example"]]
    mail = message_from_bytes(letterbox.received[1].content, policy=policy.default)
    assert mail["To"] == "duty@westmarsh.example"
    assert mail["Subject"] == f"mysay: call {call.id} is waiting for someone"
    text = mail.get_content()
    assert "28/03/2014 at 09:30" in text
    assert [word for word in ("C1", "R1", "Example", "help", "consultation") if word in text] == []


@pytest.mark.parametrize("wrong", ["gone@westmarsh.example", "jörg@westmarsh.example", "two\nlines@westmarsh.example"])
async def test_an_address_that_cannot_be_mailed_keeps_nobody_else_from_their_mail(
    service: Service, people: People, call: Alert, wrong: str
) -> None:
    for email in ("first@westmarsh.example", "last@westmarsh.example"):
        await people.staff(email, "duty")
    service = replace(service, authority=replace(service.authority, alert_emails=(wrong,)))
    letterbox, before = Letterbox(unknown=frozenset({wrong})), counted()
    async with mail_server(letterbox) as url:
        assert [await mail_alerts(service, url), await mail_alerts(service, url)] == [1, 0]
    assert sorted(to(letterbox)) == [["first@westmarsh.example"], ["last@westmarsh.example"]]
    assert counted() == (before[0] + 2, before[1] + 1)
    assert await Outgoing.all().values_list("state", "attempts") == [("sent", 0)]


async def test_a_call_that_nobody_got_is_mailed_again_and_counted_as_failed(
    service: Service, people: People, call: Alert
) -> None:
    await people.staff("jörg@westmarsh.example", "duty")
    letterbox, before = Letterbox(), counted()
    async with mail_server(letterbox) as url:
        assert await mail_alerts(service, url) == 0
    assert (letterbox.received, counted()) == ([], (before[0], before[1] + 1))
    assert await Outgoing.all().values_list("state", "attempts") == [("waiting", 1)]


async def test_a_mail_server_that_fails_is_tried_again_later(service: Service, people: People, call: Alert) -> None:
    await people.staff("duty@westmarsh.example", "duty")
    letterbox = Letterbox(refuses=True)
    async with mail_server(letterbox) as url:
        assert await mail_alerts(service, url) == 0
        letterbox.refuses = False
        assert await mail_alerts(service, url) == 0
        assert await mail_alerts(later(service, 1), url) == 1
    assert await Outgoing.all().values_list("key", "state", "attempts") == [(f"alert:{call.id}", "sent", 1)]


async def test_a_mail_server_that_has_fallen_silent_keeps_nobody_from_ending(
    service: Service, people: People, call: Alert
) -> None:
    await people.staff("duty@westmarsh.example", "duty")
    server = Laconic(silent_from="MAIL")
    async with server.listening() as url:
        mailing = asyncio.create_task(mail_alerts(service, url))
        await server.until("MAIL")
        mailing.cancel()
        await asyncio.wait([mailing])
        assert (mailing.cancelled(), await server.heard.get()) == (True, "")


async def test_a_mail_server_that_is_not_there_is_tried_again_later(
    service: Service, people: People, call: Alert
) -> None:
    await people.staff("duty@westmarsh.example", "duty")
    assert await mail_alerts(service, "smtp://127.0.0.1:1") == 0
    assert await Outgoing.all().values_list("state", "attempts") == [("waiting", 1)]


async def test_however_long_a_mail_server_is_away_it_is_tried_every_five_minutes(
    service: Service, people: People, call: Alert
) -> None:
    await people.staff("duty@westmarsh.example", "duty")
    waits = []
    for number in (0, 1, 2, 3, 50):
        await Outgoing.all().update(attempts=number, not_before=RAISED)
        await mail_alerts(service, "smtp://127.0.0.1:1")
        waits += [(row.not_before - service.clock.now()) // timedelta(minutes=1) for row in await Outgoing.all()]
    assert waits == [1, 2, 4, 5, 5]


async def test_a_call_acknowledged_before_its_mail_went_out_is_not_mailed(
    service: Service, people: People, call: Alert
) -> None:
    await people.staff("duty@westmarsh.example", "duty")
    await mail_alerts(service, "smtp://127.0.0.1:1")
    await acknowledge(service, call.id, actor="somebody")
    letterbox = Letterbox()
    async with mail_server(letterbox) as url:
        assert await mail_alerts(later(service, 1), url) == 0
    assert (letterbox.received, [row.state for row in await Outgoing.all()]) == ([], ["dropped"])


async def test_without_an_address_nothing_is_queued(service: Service, call: Alert) -> None:
    assert (await addresses(service), await mail_alerts(service, "smtp://127.0.0.1:1")) == ((), 0)
    assert await Outgoing.all().count() == 0


async def mailed_after(service: Service, url: str, minutes: list[int]) -> list[int]:
    """How many mails went out at each of these moments."""
    return [await mail_alerts(later(service, each), url) for each in minutes]


async def test_a_call_that_nobody_acknowledges_is_mailed_again_and_to_more_people_until_somebody_does(
    service: Service, people: People, call: Alert
) -> None:
    await people.staff("duty@westmarsh.example", "duty")
    authority = replace(service.authority, escalation_emails=("head@westmarsh.example", "duty@westmarsh.example"))
    service = replace(service, authority=authority)
    letterbox = Letterbox()
    async with mail_server(letterbox) as url:
        sent = await mailed_after(service, url, [0, 1, 14, 15, 16, 29, 30, 59, 60, 61, 119, 120, 180])
        await acknowledge(later(service, 181), call.id, actor="somebody")
        sent_since = await mailed_after(service, url, [240, 300])
    assert sent == [1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1]
    assert sent_since == [0, 0]
    subjects = [message_from_bytes(each.content, policy=policy.default)["Subject"] for each in letterbox.received]
    first, *others = subjects
    assert first == f"mysay: call {call.id} is waiting for someone"
    assert others == [f"mysay: call {call.id} is still waiting for someone"] * 10
    duty, head = "duty@westmarsh.example", "head@westmarsh.example"
    assert to(letterbox) == [[duty], *[[duty], [head]] * 5]


async def test_after_a_mail_server_was_away_only_the_latest_mail_of_a_call_goes_out(
    service: Service, people: People, call: Alert
) -> None:
    await people.staff("duty@westmarsh.example", "duty")
    assert await mailed_after(service, "smtp://127.0.0.1:1", [0, 15, 30]) == [0, 0, 0]
    letterbox = Letterbox()
    async with mail_server(letterbox) as url:
        assert await mail_alerts(later(service, 45), url) == 1
    states = await Outgoing.all().order_by("queued_at").values_list("key", "state")
    assert states == [
        (f"alert:{call.id}", "dropped"),
        (f"alert:{call.id}:1", "dropped"),
        (f"alert:{call.id}:2", "sent"),
    ]


async def test_an_authority_may_do_without_being_mailed_again(service: Service, people: People, call: Alert) -> None:
    await people.staff("duty@westmarsh.example", "duty")
    service = replace(service, authority=replace(service.authority, escalate_minutes=()))
    letterbox = Letterbox()
    async with mail_server(letterbox) as url:
        assert await mailed_after(service, url, [0, 15, 600]) == [1, 0, 0]
    assert [row.key for row in await Outgoing.all()] == [f"alert:{call.id}"]
