"""Inviting: who is due, the same link again, a new one on request, and who is offered Telegram."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from surveys.errors import Refused, UnknownInvitation
from surveys.invitation.due import ANSWERED
from surveys.invitation.outcomes import Outcome
from surveys.service.answering import agree
from surveys.service.context import Service
from surveys.service.inviting import Invited, LeftOut, Round, invite
from surveys.service.opening import open_code, open_link, open_payload
from surveys.service.selecting import Selection
from surveys.storage import invitations
from surveys.storage.models import Invitation, Response, Review
from surveys.storage.vault import Vault
from tests.support.cast import People

TODAY = date(2014, 3, 28)
SOON = date(2014, 4, 10)
SIXTEEN = date(1998, 3, 28)
DEFAULT = Selection()


async def no_bot() -> None:
    return None


async def the_bot() -> str:
    return "westmarsh_bot"


def on(service: Service, day: date) -> Service:
    return replace(service, clock=replace(service.clock, fixed=datetime(day.year, day.month, day.day, 10, tzinfo=UTC)))


def ids(done: Round) -> list[tuple[str, str | None]]:
    return [(each.child_id, each.review_id) for each in done.invited]


async def test_planned_reviews_of_the_next_28_days_are_invited_today_included(service: Service, people: People) -> None:
    for number, day in enumerate([TODAY, SOON, date(2014, 4, 25), date(2014, 4, 26), date(2014, 3, 27)]):
        await people.review(f"R{number}", await people.child(f"C{number}"), day)
    done = await invite(service, DEFAULT, bot_name=no_bot)
    assert (ids(done), done.left_out) == ([("C0", "R0"), ("C1", "R1"), ("C2", "R2")], ())


async def test_what_is_handed_over_opens_the_questionnaire(service: Service, people: People) -> None:
    await people.review("R1", await people.child("C1"), SOON)
    (one,) = (await invite(service, DEFAULT, bot_name=no_bot)).invited
    row = await Invitation.get()
    token = service.vault.token(row.id, 1)
    assert one == Invited(
        child_id="C1",
        review_id="R1",
        questionnaire="consultation",
        link=f"http://mysay.example/s/{token}",
        code=service.vault.code(row.id, 1),
        telegram_link=None,
    )
    by_link, by_code = await open_link(service, token), await open_code(service, (one.code or "").lower())
    assert (by_link, by_link.questionnaire.variant) == (by_code, "8-11")


async def test_who_is_left_out_is_named_with_the_reason(service: Service, people: People) -> None:
    await people.review("R1", await people.child("C1", date(2010, 4, 11)), SOON)
    await people.review("R2", await people.child("C2"), SOON, status="cancelled")
    await people.review("R3", await people.child("C3", ended=TODAY, code="E2"), SOON)
    await people.review("R4", await people.child("C4", date(1995, 4, 1)), SOON)
    done = await invite(service, DEFAULT, bot_name=no_bot)
    assert done.invited == ()
    assert sorted(done.left_out, key=lambda each: each.child_id) == [
        LeftOut("C1", "R1", "aged 3 on the review's date; the youngest who are asked are 4"),
        LeftOut("C2", "R2", "the review is cancelled, and only planned ones are asked about"),
        LeftOut("C3", "R3", "has left care before the review"),
        LeftOut("C4", "R4", "aged 19, for which no variant of consultation is written"),
    ]


async def test_inviting_again_prints_the_same_and_stores_nothing_more(service: Service, people: People) -> None:
    await people.review("R1", await people.child("C1"), SOON)
    first = await invite(service, DEFAULT, bot_name=no_bot)
    await people.review("R2", await people.child("C2"), SOON)
    second = await invite(on(service, date(2014, 4, 1)), DEFAULT, bot_name=no_bot)
    assert first.invited[0] in second.invited
    assert sorted(await Invitation.all().values_list("issued_on", flat=True)) == [TODAY, date(2014, 4, 1)]


async def test_renewing_ends_the_old_link_and_keeps_the_answers(service: Service, people: People) -> None:
    await people.review("R1", await people.child("C1"), SOON)
    (old,) = (await invite(service, DEFAULT, bot_name=no_bot)).invited
    before = await Invitation.get()
    turn = await agree(service, before.id, "web")
    (new,) = (await invite(service, DEFAULT, bot_name=no_bot, renew=True)).invited
    for opens, gone in (
        (open_link, service.vault.token(before.id, 1)),
        (open_code, old.code or ""),
        (open_payload, service.vault.telegram_payload(before.id, 1)),
    ):
        with pytest.raises(UnknownInvitation):
            await opens(service, gone)
    opened = await open_link(service, (new.link or "").rpartition("/")[2])
    assert (opened.invitation, opened.begun, opened.generation) == (turn.invitation, True, 2)


async def test_a_dry_run_stores_nothing_and_gives_no_link_that_does_not_work(service: Service, people: People) -> None:
    await people.review("R1", await people.child("C1"), SOON)
    (would_be,) = (await invite(service, DEFAULT, bot_name=no_bot, dry_run=True)).invited
    assert (would_be.child_id, would_be.link, would_be.code, await Invitation.all().count()) == ("C1", None, None, 0)
    (one,) = (await invite(service, DEFAULT, bot_name=no_bot)).invited
    assert (await invite(service, DEFAULT, bot_name=no_bot, dry_run=True)).invited == (one,)
    (renewed,) = (await invite(service, DEFAULT, bot_name=no_bot, dry_run=True, renew=True)).invited
    assert (renewed.link, (await Invitation.get()).generation) == (None, 1)


async def test_telegram_is_offered_from_sixteen_today_and_where_it_is_on(service: Service, people: People) -> None:
    await people.review("R1", await people.child("C1", SIXTEEN), SOON)
    await people.review("R2", await people.child("C2", date(1998, 3, 29)), SOON)  # 16 by the review, 15 today
    row_of = {each.child_id: each for each in (await invite(service, DEFAULT, bot_name=the_bot)).invited}
    invitation = await Invitation.get(child__ref_hash=service.vault.hash("child", "C1"))
    payload = service.vault.telegram_payload(invitation.id, 1)
    assert row_of["C1"].telegram_link == f"https://t.me/westmarsh_bot?start={payload}"
    assert row_of["C2"].telegram_link is None
    assert [each.telegram_link for each in (await invite(service, DEFAULT, bot_name=no_bot)).invited] == [None, None]


async def test_named_reviews_are_invited_however_far_off(service: Service, people: People) -> None:
    child = await people.child("C1")
    await people.review("R1", child, date(2014, 9, 1))
    await people.review("R2", child, SOON)
    assert ids(await invite(service, Selection(reviews=("R1",)), bot_name=no_bot)) == [("C1", "R1")]
    both = await invite(service, Selection(reviews=("R1",), due_within=28), bot_name=no_bot)
    assert ids(both) == [("C1", "R1"), ("C1", "R2")]


async def test_a_named_review_that_cannot_be_asked_about_is_refused_and_nothing_stored(
    service: Service, people: People
) -> None:
    await people.review("R1", await people.child("C1"), SOON)
    await people.review("R2", await people.child("C2", date(2011, 1, 1)), SOON)
    with pytest.raises(Refused, match=r"^There is no review 'R9'; import it first\.$"):
        await invite(service, Selection(reviews=("R1", "R9")), bot_name=no_bot)
    with pytest.raises(Refused, match=r"^Review R2 of child C2: aged 3 on the review's date; the youngest"):
        await invite(service, Selection(reviews=("R1", "R2")), bot_name=no_bot)
    assert await Invitation.all().count() == 0


async def test_a_named_review_that_is_answered_is_refused_like_any_other(service: Service, people: People) -> None:
    answered = await people.review("R1", await people.child("C1"), SOON)
    await people.review("R2", await people.child("C2"), SOON)
    await invite(service, Selection(reviews=("R1",)), bot_name=no_bot)
    turn = await agree(service, (await Invitation.get()).id, "web")
    await Response.filter(id=turn.session.id).update(counts_for_id=answered.id, period=8055, status="finished")
    await Invitation.all().update(outcome=Outcome.COMPLETED)
    for renew in (False, True):
        with pytest.raises(Refused, match=rf"^Review R1 of child C1: {ANSWERED}\.$"):
            await invite(service, Selection(reviews=("R1", "R2")), bot_name=no_bot, renew=renew)
    assert ids(await invite(service, DEFAULT, bot_name=no_bot)) == [("C2", "R2")]


async def test_leavers_of_the_last_ninety_days_are_asked_about_leaving(service: Service, people: People) -> None:
    await people.child("C1", ended=date(2013, 12, 28))
    await people.child("C2", ended=date(2013, 12, 27))
    await people.child("C3", ended=TODAY, code="E3")
    await people.child("C4", date(2006, 3, 29), ended=TODAY)
    await people.child("C5", ended=date(2014, 3, 29))
    done = await invite(service, Selection(leavers=True), bot_name=no_bot)
    assert [(each.child_id, each.review_id, each.questionnaire) for each in done.invited] == [
        ("C1", None, "exit_interview")
    ]
    assert sorted(done.left_out, key=lambda each: each.child_id) == [
        LeftOut("C3", None, "the leaving code is E3, after which nobody is asked"),
        LeftOut("C4", None, "aged 7 on leaving; the youngest who are asked are 8"),
    ]


async def test_who_is_named_and_due_as_well_is_invited_once(service: Service, people: People) -> None:
    for number in range(2):
        await people.review(f"R{number}", await people.child(f"C{number}"), SOON)
    done = await invite(service, Selection(due_within=28, reviews=("R1",)), bot_name=no_bot)
    assert ids(done) == [("C1", "R1"), ("C0", "R0")]


async def test_whoever_has_given_an_exit_interview_is_asked_again_only_where_it_was_voided(
    service: Service, people: People
) -> None:
    child, leavers = await people.child("C1", ended=TODAY), Selection(leavers=True)
    now = service.clock.now()
    form = await Response.create(
        questionnaire="exit_interview", child_id=child.id, status="finished", channel="paper", language="en",
        started_at=now, touched_at=now, completed_on=TODAY,
    )  # fmt: skip
    assert await invite(service, leavers, bot_name=no_bot) == Round((), (LeftOut("C1", None, ANSWERED),))
    await Response.filter(id=form.id).update(voided_at=now)
    assert ids(await invite(service, leavers, bot_name=no_bot)) == [("C1", None)]


async def test_an_expired_exit_link_is_named_and_renewed_on_request(service: Service, people: People) -> None:
    await people.child("C1", ended=TODAY)
    (old,) = (await invite(service, Selection(leavers=True), bot_name=no_bot)).invited
    later = on(service, date(2014, 5, 28))
    done = await invite(later, Selection(leavers=True), bot_name=no_bot)
    assert done == Round((), (LeftOut("C1", None, "the link has expired; --renew makes a new one"),))
    (new,) = (await invite(later, Selection(leavers=True), bot_name=no_bot, renew=True)).invited
    opened = await open_link(later, (new.link or "").rpartition("/")[2])
    assert (opened.questionnaire.id, new.link == old.link) == ("exit_interview", False)


class OneCode(Vault):
    """Gives every invitation the same code in its first generation."""

    def code(self, invitation: object, generation: int) -> str:
        return "AAAA-AAAA" if generation == 1 else f"{str(invitation)[:4]}-{generation:04}"


async def test_a_code_that_is_taken_is_given_to_nobody_else(service: Service, people: People) -> None:
    vault = OneCode((("test", bytes(32)),), "a secret of thirty-two characters or more", b"key")
    children = [await people.child(f"C{number}") for number in range(3)]
    wanted = [invitations.Wanted("consultation", child.id, None, f"review:{child.id}") for child in children]
    rows = await invitations.issue(vault, wanted, today=TODAY)
    assert sorted(row.generation for row in rows.values()) == [1, 2, 2]
    await Invitation.filter(generation=2).update(generation=0)
    await invitations.renew(vault, [row.id for row in rows.values()], today=TODAY)
    assert len(set(await Invitation.all().values_list("code_hash", flat=True))) == 3


async def test_renewing_brings_back_what_had_lapsed(service: Service, people: People) -> None:
    await people.review("R1", await people.child("C1"), SOON)
    await invite(service, DEFAULT, bot_name=no_bot)
    await Invitation.all().update(outcome=Outcome.LAPSED, reminders=2, reminded_on=TODAY)
    await invite(service, DEFAULT, bot_name=no_bot, renew=True)
    row = await Invitation.get()
    assert (row.outcome, row.reminders, row.reminded_on) == (Outcome.INVITED, 0, None)


async def test_two_who_invite_at_once_hand_out_the_same_links(service: Service, people: People) -> None:
    for number in range(5):
        await people.review(f"R{number}", await people.child(f"C{number}"), SOON)
    first, second = await asyncio.gather(*(invite(service, DEFAULT, bot_name=no_bot) for _ in range(2)))
    assert (first, len(first.invited), await Invitation.all().count()) == (second, 5, 5)


@pytest.mark.parametrize("named", [DEFAULT, Selection(reviews=("R2",))], ids=["due", "named"])
async def test_a_link_that_answers_to_another_review_made_needless_can_be_ended_and_nobody_is_reminded_of_it(
    service: Service, people: People, named: Selection
) -> None:
    child = await people.child("C1")
    first, second = await people.review("R1", child, SOON), await people.review("R2", child, date(2014, 4, 11))
    old = (await invite(service, DEFAULT, bot_name=no_bot)).invited[1]
    turn = await agree(service, (await Invitation.get(review_id=first.id)).id, "web")
    await Response.filter(id=turn.session.id).update(counts_for_id=second.id, period=8055, status="finished")
    await Review.filter(id=first.id).update(status="cancelled")
    assert [each.reason for each in (await invite(service, DEFAULT, bot_name=no_bot)).left_out[1:]] == [ANSWERED]
    assert await invitations.unfinished(TODAY) == []
    (new,) = (await invite(service, named, bot_name=no_bot, renew=True)).invited
    assert (new.review_id, new.link != old.link) == ("R2", True)
    with pytest.raises(UnknownInvitation):
        await open_link(service, (old.link or "").rpartition("/")[2])
