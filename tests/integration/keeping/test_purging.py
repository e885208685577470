"""What is older than the authority allows goes, to the day; nothing goes early, and figures stay as they were."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from surveys.clock import Clock
from surveys.service import purging, voiding
from surveys.service.context import Service
from surveys.service.purging import months_before
from surveys.storage.models import (
    Alert,
    Answer,
    Audit,
    Child,
    CountedAnswer,
    Erasure,
    Failing,
    Invitation,
    Outgoing,
    Received,
    Response,
    Review,
    TelegramAccount,
)
from surveys.storage.outgoing import Queued, Sort, State, queue, settle
from tests.support import keys, people, schema
from tests.support.held import Words, finished, held

HERS, HIS = Words("Hers47110815"), Words("His47110816")


def on(service: Service, day: date, hour: int = 12) -> Service:
    """The same service at an hour of that day, London's time."""
    zone = ZoneInfo("Europe/London")
    return replace(
        service, clock=Clock(zone, datetime(day.year, day.month, day.day, hour, tzinfo=zone).astimezone(UTC))
    )


async def purged(service: Service) -> dict[str, int]:
    done = await purging.purge(service, actor="clock")
    return {what.partition(" ")[0] + " " + what.split()[1]: count for count, what in done.lines if count}


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2014, 3, 28), 13, date(2013, 2, 28)),
        (date(2014, 3, 31), 1, date(2014, 2, 28)),
        (date(2016, 3, 31), 1, date(2016, 2, 29)),
        (date(2014, 1, 1), 1, date(2013, 12, 1)),
        (date(2014, 1, 31), 72, date(2008, 1, 31)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


async def test_on_the_first_day_nothing_goes(service: Service) -> None:
    await held(service, HERS, number=7001)
    before = await schema.contents()
    assert await purged(service) == {}
    assert await schema.contents() == before


async def test_a_response_is_cut_loose_after_thirteen_months_and_goes_on_counting(service: Service) -> None:
    await held(service, HERS, number=7001)  # completed on 28 March 2014
    figures = await CountedAnswer.all().order_by("id").values()
    assert "responses cut" not in await purged(on(service, date(2015, 4, 28), 23))
    assert (await purged(on(service, date(2015, 4, 29), 0)))["responses cut"] == 1
    row = await Response.get()
    assert (row.child_id, row.invitation_id, row.review_id, row.counts_for_id) == (None, None, None, None)
    assert (row.detached_on, row.period) == (date(2015, 4, 29), 2013 * 4 + 3)
    assert await Answer.filter(text_sealed__isnull=False).count() == 0
    assert await CountedAnswer.all().order_by("id").values() == figures
    assert await purged(on(service, date(2015, 4, 29), 1)) == {}


async def test_what_happens_to_the_child_later_moves_a_response_cut_loose_no_more(service: Service) -> None:
    hers = await held(service, HERS, number=7001)
    await purged(on(service, date(2015, 6, 1)))
    await Review.all().update(date=date(2014, 7, 1))
    late = await people.invited(service, hers)
    await Child.all().update(care_ended=date(2014, 3, 1))
    await finished(service, late.id, "late")
    rows = await Response.all().order_by("started_at", "id")
    assert {row.period for row in rows} == {2013 * 4 + 3}


async def test_nobody_who_waits_for_help_is_cut_loose(service: Service) -> None:
    hers = await held(service, HERS, number=7001)
    await Alert.all().update(acknowledged_at=None)
    assert "responses cut" not in await purged(on(service, date(2020, 4, 29)))
    assert (await Response.get()).child_id == hers.id


async def test_children_go_six_years_after_leaving_care_and_their_answers_go_on_counting(service: Service) -> None:
    hers, his = await held(service, HERS, number=7001), await held(service, HIS, number=7002)
    await Child.filter(id=hers.id).update(care_ended=date(2014, 3, 30))
    figures = await CountedAnswer.all().count()
    assert "children who" not in await purged(on(service, date(2020, 3, 30)))
    assert (await purged(on(service, date(2020, 3, 31))))["children who"] == 1
    assert [child.id for child in await Child.all()] == [his.id]
    assert {row.child_id for row in await Invitation.all()} == {his.id} == {row.child_id for row in await Review.all()}
    assert {row.child_id for row in await TelegramAccount.all()} == {his.id}
    assert await CountedAnswer.all().count() == figures


async def test_nobody_who_waits_for_help_goes(service: Service) -> None:
    hers = await held(service, HERS, number=7001)
    await Child.all().update(care_ended=date(2000, 1, 1))
    await Alert.all().update(acknowledged_at=None)
    assert "children who" not in await purged(service)
    assert (await Child.get(), (await Response.get()).child_id) == (hers, hers.id)


async def test_a_child_whose_answers_are_younger_leaves_them_to_be_counted(service: Service) -> None:
    hers = await held(service, HERS, number=7001)
    await Child.filter(id=hers.id).update(care_ended=date(2000, 1, 1))
    figures = await CountedAnswer.all().count()
    await purged(service)
    assert (await Child.all().count(), await CountedAnswer.all().count(), figures > 0) == (0, figures, True)
    assert await Answer.filter(text_sealed__isnull=False).count() == 0


async def test_voided_unfinished_and_acknowledged_go_when_they_are_old(service: Service) -> None:
    await held(service, HERS, number=7001)
    await voiding.void(service, str((await Response.get()).id), reason="a trial", actor="qa")
    assert "voided responses" not in await purged(on(service, date(2014, 6, 26)))
    assert (await purged(on(service, date(2014, 6, 27))))["voided responses"] == 1
    assert (await Response.all().count(), await Alert.all().count()) == (0, 0)


async def test_what_was_voided_or_never_finished_stays_while_its_call_for_help_waits(service: Service) -> None:
    await held(service, HERS, number=7001)
    await held(service, HIS, number=7002)
    first, second = await Response.all()
    await voiding.void(service, str(first.id), reason="a trial", actor="qa")
    await Response.filter(id=second.id).update(status="waiting", completed_on=None)
    await Alert.all().update(acknowledged_at=None)
    assert {"voided responses", "questionnaires never"}.isdisjoint(await purged(on(service, date(2020, 1, 1))))
    await Alert.all().update(acknowledged_at=keys.NOW)
    gone = await purged(on(service, date(2020, 1, 1)))
    assert (gone["voided responses"], gone["questionnaires never"]) == (1, 1)


async def test_what_a_paper_form_took_the_place_of_goes_as_what_was_never_finished(service: Service) -> None:
    await held(service, HERS, number=7001)
    await Response.all().update(status="closed", completed_on=None)
    assert (await purged(on(service, date(2020, 1, 1))))["questionnaires never"] == 1
    assert await Response.all().count() == 0


async def test_what_was_to_be_mailed_about_a_response_goes_with_it(service: Service) -> None:
    await held(service, HERS, number=7001)
    response = await Response.get()
    await queue(Sort.ALERT, [Queued("alert:1", response.id)], now=keys.NOW)
    await voiding.void(service, str(response.id), reason="a trial", actor="qa")
    await purged(on(service, date(2014, 6, 27)))
    assert await Outgoing.filter(key="alert:1").count() == 0


async def test_messages_inputs_erasures_and_the_audit_go_each_in_their_time(service: Service) -> None:
    await queue(Sort.REMINDER, [Queued("a", uuid4()), Queued("b", uuid4())], now=keys.NOW)
    await settle((await Outgoing.get(key="a")).id, State.SENT)
    await Received.create(key="bot:1", at=keys.NOW)
    await Failing.create(key="bot:2", tries=5, at=keys.NOW)
    await Erasure.create(ref_hash="0" * 64, erased_on=date(2014, 3, 28))
    await Audit.create(at=keys.NOW, actor="qa", action="void", subject="response:1")
    assert await purged(on(service, date(2014, 4, 27))) == {}
    assert await purged(on(service, date(2014, 4, 28))) == {"keys of": 2}
    assert await purged(on(service, date(2014, 6, 27))) == {"messages sent": 1}
    assert await purged(on(service, date(2016, 3, 29))) == {"entries of": 1}
    gone = await purged(on(service, date(2020, 3, 29)))
    assert gone == {"lines of": 1}
    assert [row.key for row in await Outgoing.all()] == ["b"]


async def test_the_mail_of_a_call_that_waits_is_kept_so_that_it_is_not_mailed_anew(service: Service) -> None:
    await held(service, HERS, number=7001)
    await Alert.all().update(acknowledged_at=None)
    await queue(Sort.ALERT, [Queued("alert:1", (await Response.get()).id)], now=keys.NOW)
    await Outgoing.filter(key="alert:1").update(state=State.SENT)
    await purged(on(service, date(2014, 12, 1)))
    assert await Outgoing.filter(key="alert:1").count() == 1


async def test_days_begin_at_midnight_in_london_in_summer_too(service: Service) -> None:
    await Received.create(key="bot:1", at=datetime(2014, 6, 1, 23, 30, tzinfo=UTC))  # half past midnight on the 2nd
    assert await purged(on(service, date(2014, 7, 2), 0)) == {}
    assert await purged(on(service, date(2014, 7, 3), 0)) == {"keys of": 1}


async def test_a_dry_run_says_the_same_and_deletes_nothing(service: Service) -> None:
    hers = await held(service, HERS, number=7001)
    await Child.filter(id=hers.id).update(care_ended=date(2014, 3, 1))
    later = on(service, date(2015, 6, 1))
    before = await schema.contents()
    dry = await purging.purge(later, actor="qa", dry_run=True)
    assert await schema.contents() == before
    assert await purging.purge(later, actor="qa") == dry
    assert dry.total > 0


async def test_a_form_that_was_nobody_s_from_the_start_loses_its_words_too(service: Service) -> None:
    form = await Response.create(
        id=uuid4(), questionnaire="consultation", status="finished", channel="paper", language="en", started_at=keys.NOW,
        touched_at=keys.NOW, completed_on=date(2014, 3, 28),
    )  # fmt: skip
    answer, words = uuid4(), service.vault.seal("words", table="answer", row=uuid4(), column="text")
    await Answer.create(
        id=answer, response_id=form.id, question="going_well", revision=0, state="answered", text_sealed=words,
        given_at=keys.NOW,
    )  # fmt: skip
    assert await purged(on(service, date(2015, 4, 28))) == {}
    assert (await purged(on(service, date(2015, 4, 29))))["responses cut"] == 1
    assert [row.text_sealed for row in await Answer.all()] == [None]


async def test_retention_is_the_authority_s(service: Service) -> None:
    await held(service, HERS, number=7001)
    short = replace(service.authority, retention=replace(service.authority.retention, linked_months=1))
    later = replace(on(service, date(2014, 4, 29)), authority=short)
    assert (await purged(later))["responses cut"] == 1
