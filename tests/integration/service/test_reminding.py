"""Reminders: to whom, how often, and what is left to a person."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from surveys.invitation.links import Matter, is_open
from surveys.invitation.outcomes import REMINDABLE, Outcome
from surveys.service.context import Service
from surveys.service.inviting import invite
from surveys.service.reminding import Reminding, remind, remind_on_the_day
from surveys.service.selecting import Selection
from surveys.storage import invitations
from surveys.storage.invitations import Wanted
from surveys.storage.models import Child, Invitation, Outgoing, Review, TelegramAccount
from tests.support.cast import People
from tests.support.logged import statements

TODAY = date(2014, 3, 28)
SOON = date(2014, 4, 20)
SIXTEEN = date(1997, 3, 28)


async def no_bot() -> None:
    return None


def on(service: Service, day: date) -> Service:
    return replace(service, clock=replace(service.clock, fixed=datetime(day.year, day.month, day.day, 10, tzinfo=UTC)))


async def bind(service: Service, child: Child, *, blocked: bool = False) -> None:
    now = service.clock.now()
    account = service.vault.hash("account", str(child.id))
    await TelegramAccount.create(
        id=uuid4(),
        child_id=child.id,
        account_hash=account,
        chat_sealed="",
        bound_at=now,
        blocked_at=now if blocked else None,
    )


def who(done: Reminding) -> tuple[list[str], list[str]]:
    return [each.child_id for each in done.by_telegram], [each.child_id for each in done.by_hand]


@pytest.fixture
async def invited(service: Service, people: People) -> Service:
    """C1 and C2 are bound to Telegram, C2 has blocked the bot, C3 has never used it."""
    for ref, born in (("C1", SIXTEEN), ("C2", SIXTEEN), ("C3", date(2004, 6, 1))):
        child = await people.child(ref, born)
        await people.review(f"R{ref}", child, SOON)
        if born == SIXTEEN:
            await bind(service, child, blocked=ref == "C2")
    await invite(service, Selection(), bot_name=no_bot)
    return service


async def test_bound_accounts_get_a_message_and_the_others_are_listed_with_their_link(invited: Service) -> None:
    done = await remind(invited, telegram=True)
    telegram, by_hand = who(done)
    assert (telegram, sorted(by_hand)) == (["C1"], ["C2", "C3"])
    row = await Invitation.get(child__ref_hash=invited.vault.hash("child", "C3")).select_related("child")
    listed = next(each for each in done.by_hand if each.child_id == "C3")
    assert (listed.link, listed.code) == (
        f"http://mysay.example/s/{invited.vault.token(row.id, 1)}",
        invited.vault.code(row.id, 1),
    )


async def test_a_reminder_is_queued_once_a_day(invited: Service) -> None:
    await remind(invited, telegram=True)
    assert who(await remind(invited, telegram=True))[0] == []
    await remind(on(invited, date(2014, 3, 29)), telegram=True)
    row = await Invitation.get(child__ref_hash=invited.vault.hash("child", "C1"))
    assert (row.reminders, row.reminded_on) == (2, date(2014, 3, 29))
    queued = await Outgoing.all().values_list("key", "kind", "state", "subject")
    assert sorted(queued) == [(f"reminder:{row.id}:1:{number}", "reminder", "waiting", row.id) for number in (1, 2)]


async def test_a_dry_run_and_telegram_off_queue_nothing(invited: Service) -> None:
    assert who(await remind(invited, telegram=True, dry_run=True))[0] == ["C1"]
    assert sorted(who(await remind(invited, telegram=False))[1]) == ["C1", "C2", "C3"]
    assert await Outgoing.all().count() == 0


@pytest.mark.parametrize("outcome", list(Outcome))
async def test_only_those_who_neither_finished_nor_said_no_are_reminded(invited: Service, outcome: Outcome) -> None:
    await Invitation.all().update(outcome=outcome)
    telegram, by_hand = who(await remind(invited, telegram=True))
    assert len(telegram + by_hand) == (3 if outcome in REMINDABLE else 0)


async def test_the_clock_writes_on_reminder_days_to_bound_accounts_and_counts_the_rest(invited: Service) -> None:
    assert await remind_on_the_day(invited) == 0
    assert await remind_on_the_day(on(invited, date(2014, 3, 31))) == 2
    assert await remind_on_the_day(on(invited, date(2014, 3, 31))) == 2
    assert await Outgoing.all().count() == 1
    assert await remind_on_the_day(on(invited, date(2014, 4, 4))) == 2
    assert await Outgoing.all().count() == 2
    assert await remind_on_the_day(on(invited, date(2014, 4, 11))) == 2  # theirs wait for a person still
    assert await Outgoing.all().count() == 2


async def test_days_that_were_missed_are_made_up_by_one_reminder(invited: Service) -> None:
    await remind_on_the_day(on(invited, date(2014, 4, 10)))  # the third and the seventh day have gone by
    row = await Invitation.get(child__ref_hash=invited.vault.hash("child", "C1"))
    assert (row.reminders, [each.key for each in await Outgoing.all()]) == (2, [f"reminder:{row.id}:1:2"])


async def test_a_renewed_link_is_reminded_of_anew(invited: Service) -> None:
    await remind(invited, telegram=True)
    await invite(invited, Selection(), bot_name=no_bot, renew=True)
    await remind(invited, telegram=True)
    assert await Outgoing.all().count() == 2


async def test_lapsing_and_reminding_agree_with_the_rule_about_open_links(service: Service, people: People) -> None:
    children = [await people.child(f"C{number}", ended=TODAY) for number in range(6)]
    for child, day, status in (
        (children[0], TODAY, "planned"),
        (children[1], date(2014, 3, 27), "planned"),
        (children[2], SOON, "cancelled"),
        (children[3], SOON, "held"),
    ):
        await people.review(f"R{child.id}", child, day, status=status)
    reviews = await Review.all()
    wanted = [Wanted("consultation", each.child_id, each.id, f"review:{each.id}") for each in reviews]
    wanted += [Wanted("exit_interview", child.id, None, f"leaving:{child.id}") for child in children[4:]]
    await invitations.issue(service.vault, wanted, today=TODAY)
    await Invitation.filter(child_id=children[4].id).update(issued_on=date(2014, 1, 27))
    await Invitation.filter(child_id=children[5].id).update(issued_on=date(2014, 1, 26))
    rows = await Invitation.all().select_related("review")
    is_working = {
        row.id
        for row in rows
        if is_open(
            Matter(
                issued_on=row.issued_on,
                review_date=row.review.date if row.review else None,
                review_cancelled=bool(row.review and row.review.status == "cancelled"),
            ),
            today=TODAY,
        )
    }
    assert {row.id for row in await invitations.unfinished(TODAY)} == is_working
    assert (await invitations.lapse(TODAY), await invitations.lapse(TODAY)) == (3, 0)
    outcomes = {row.id: row.outcome for row in await Invitation.all()}
    assert outcomes == {row.id: Outcome.INVITED if row.id in is_working else Outcome.LAPSED for row in rows}


async def test_the_clock_lets_lapse_what_has_closed(invited: Service) -> None:
    await remind_on_the_day(on(invited, date(2014, 4, 20)))
    assert {row.outcome for row in await Invitation.all()} == {Outcome.INVITED}
    assert await remind_on_the_day(on(invited, date(2014, 4, 21))) == 0
    assert {row.outcome for row in await Invitation.all()} == {Outcome.LAPSED}


async def test_a_review_that_is_put_off_is_reminded_of_again(invited: Service) -> None:
    after = on(invited, date(2014, 4, 21))
    await remind_on_the_day(after)
    assert who(await remind(after, telegram=False)) == ([], [])
    await Review.all().update(date=date(2014, 5, 20))
    assert sorted(who(await remind(after, telegram=False))[1]) == ["C1", "C2", "C3"]


async def test_what_the_clock_asks_the_database_grows_with_nobody(
    invited: Service, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    async def asked() -> set[str]:
        caplog.clear()
        with statements(caplog):
            await remind_on_the_day(invited)
        return {str(record.msg) + str(record.args) for record in caplog.records if "SELECT" in record.getMessage()}

    few = await asked()
    for number in range(40):
        child = await people.child(f"M{number}", SIXTEEN)
        await bind(invited, child)
    assert few
    assert {len(each) for each in await asked()} == {len(each) for each in few}
