"""One answer's way through the house, on a real database."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from tortoise.exceptions import IntegrityError

from surveys.conversation.replies import Action, Reply
from surveys.conversation.session import Session, Status
from surveys.errors import UnknownInvitation, UnknownSession
from surveys.period import Period
from surveys.questionnaire.definition import CODED, Given, Kind, Question
from surveys.service import answering, opening
from surveys.service.agreeing import agreed
from surveys.service.answering import Turn
from surveys.service.bearing import bearer, by_bearer
from surveys.service.context import Service
from surveys.storage.models import Alert, Answer, Child, CountedAnswer, Invitation, Response
from surveys.storage.seen import By
from surveys.storage.sessions import LostRace
from surveys.storage.statements import write
from tests.support import people


async def _agreed(service: Service) -> Turn:
    kid = await people.child(service)
    invitation = await people.invited(service, kid, await people.review(service, kid))
    opened = await opening.open_link(service, people.token(service, invitation.id))
    return await answering.agree(service, opened.invitation, "web")


def _value(question: Question) -> str | tuple[str, ...]:
    if question.kind in CODED:
        return question.codes[:1] if question.kind is Kind.CHOICES else question.codes[0]
    return {Kind.TEXT: "the garden", Kind.NUMBER: "3", Kind.DATE: "2014-03-01"}[question.kind]


def _answer(turn: Turn) -> Reply:
    question = turn.step.question
    assert question is not None
    return Reply(question.id, turn.session.revision, _value(question))


async def _walked(service: Service, turn: Turn) -> Turn:
    while turn.step.kind == "question":
        turn = await answering.reply(service, turn.session.id, _answer(turn), channel="web")
    return turn


async def test_a_whole_questionnaire_is_kept_and_counts_in_the_period_of_its_review(service: Service) -> None:
    turn = await _walked(service, await _agreed(service))

    row = await Response.get(id=turn.session.id)
    assert (row.status, row.period, row.area, row.age_band, row.completed_on) == (
        "finished",
        Period.parse("2013-14-Q4").number,
        "North",
        "12-15",
        date(2014, 3, 28),
    )
    assert await Answer.filter(response_id=row.id, state="answered").count() == turn.step.of
    coded = [each for each in turn.questionnaire.path(turn.session.given) if each.kind in CODED]
    assert await CountedAnswer.filter(response_id=row.id).count() == len(coded)
    assert (await Invitation.get()).outcome == "completed"


async def test_typed_words_are_sealed_and_open_only_in_their_place(service: Service) -> None:
    turn = await _walked(service, await _agreed(service))
    typed = await Answer.filter(response_id=turn.session.id).exclude(text_sealed=None).first()

    assert typed is not None
    assert typed.text_sealed is not None
    assert "garden" not in typed.text_sealed
    assert service.vault.open(typed.text_sealed, table="answer", row=typed.id, column="text") in {
        "the garden",
        "3",
        "2014-03-01",
    }


async def test_the_same_input_twice_applies_once(service: Service) -> None:
    turn = await _agreed(service)
    reply = _answer(turn)

    first = await answering.reply(service, turn.session.id, reply, channel="telegram", once="7:100")
    second = await answering.reply(service, turn.session.id, reply, channel="telegram", once="7:100")

    assert (first.repeated, second.repeated) == (False, True)
    assert second.session == first.session
    assert await Answer.all().count() == 1


async def test_replies_crossed_at_the_same_moment_leave_one_answer(service: Service) -> None:
    turn = await _agreed(service)
    replies = [answering.reply(service, turn.session.id, _answer(turn), channel="web") for _ in range(5)]

    turns = await asyncio.gather(*replies)

    assert sorted(each.stale for each in turns) == [False, True, True, True, True]
    assert await Answer.all().count() == 1


async def test_agreeing_twice_at_once_begins_one_session(service: Service) -> None:
    kid = await people.child(service)
    invitation = await people.invited(service, kid, await people.review(service, kid))

    turns = await asyncio.gather(*(answering.agree(service, invitation.id, "web") for _ in range(4)))

    assert len({turn.session.id for turn in turns}) == 1
    assert await Response.all().count() == 1


async def test_a_call_for_help_is_an_alert_even_from_an_old_page(service: Service) -> None:
    turn = await _agreed(service)
    helped = await answering.reply(service, turn.session.id, Reply("nowhere", 41, action=Action.HELP), channel="web")

    assert helped.stale
    assert helped.session == turn.session
    assert await Alert.filter(response_id=turn.session.id, acknowledged_at=None).count() == 1


async def test_pressing_help_again_adds_no_second_alert_until_somebody_has_looked(service: Service) -> None:
    turn = await _agreed(service)
    press = replace(_answer(turn), action=Action.HELP)
    for _ in range(2):
        await answering.reply(service, turn.session.id, press, channel="web")
    assert await Alert.all().count() == 1

    await Alert.all().update(acknowledged_at=datetime(2014, 3, 28, 11, tzinfo=UTC))
    await answering.reply(service, turn.session.id, press, channel="web")
    assert await Alert.all().count() == 2


async def test_stopping_and_coming_back_later_goes_on_where_it_was(service: Service) -> None:
    turn = await _agreed(service)
    turn = await answering.reply(service, turn.session.id, _answer(turn), channel="web")
    stop = replace(_answer(turn), action=Action.STOP)
    stopped = await answering.reply(service, turn.session.id, stop, channel="web")
    assert (stopped.step.kind, (await Invitation.get()).outcome) == ("stopped", "stopped")

    back = await answering.agree(service, turn.invitation, "telegram")

    assert (back.session.status, back.step.question) == (Status.WAITING, turn.step.question)
    assert (await Invitation.get()).outcome == "partial"


async def test_it_is_asked_in_the_words_for_the_age_on_the_review_s_day_or_in_easy_read(service: Service) -> None:
    eleven = await people.child(service, "WM-1", date_of_birth=date(2002, 3, 30), care_ended=date(2014, 3, 29))
    easy = await people.child(service, "WM-2", date_of_birth=date(2002, 3, 30), easy_read=True)
    asked = []
    for number, child in enumerate((eleven, easy)):
        invitation = await people.invited(service, child, await people.review(service, child, f"R-{number}"))
        asked.append((await opening.open_invitation(service, invitation.id)).questionnaire.variant)
    assert asked == ["12-15", "easy-read"]


async def test_who_it_was_about_is_frozen_when_it_is_complete(service: Service) -> None:
    own, hers = await people.staff(service, "a@westmarsh.example"), await people.staff(service, "b@westmarsh.example")
    child = await people.child(service, iro_id=own.id, date_of_birth=date(2002, 3, 30), care_ended=date(2014, 3, 29))
    await Child.all().update(service="Disabled children", uasc=True)
    review = await people.review(service, child, iro_id=hers.id)
    turn = await answering.agree(service, (await people.invited(service, child, review)).id, "web")
    while turn.step.kind == "question":
        turn = await answering.reply(service, turn.session.id, _answer(turn), channel="telegram")
    await Child.all().update(area="South", service=None, uasc=False, iro_id=None)
    row = await Response.get()
    assert (row.area, row.service, row.age_band, row.uasc, row.iro_id, row.channel) == (
        "North", "Disabled children", "12-15", True, hers.id, "telegram",
    )  # fmt: skip


async def test_a_day_is_london_s_in_summer_too(service: Service) -> None:
    """By it a response without a review counts: half past eleven in universal time is tomorrow, and another quarter."""
    kid = await people.child(service)
    invitation = await people.invited(service, kid, await people.review(service, kid, date=date(2014, 7, 31)))
    late = replace(service, clock=replace(service.clock, fixed=datetime(2014, 6, 30, 23, 30, tzinfo=UTC)))
    await _walked(late, await answering.agree(late, invitation.id, "web"))
    assert (await Response.get()).completed_on == date(2014, 7, 1)


async def test_what_cannot_be_kept_is_never_dropped_in_silence(service: Service) -> None:
    turn = await _agreed(service)
    reply = _answer(turn)
    in_the_way = {"response_id": turn.session.id, "question": reply.to, "revision": 1, "state": "withdrawn"}
    await Answer.bulk_create([Answer(**in_the_way, given_at=service.clock.now())])
    with pytest.raises(IntegrityError):
        await answering.reply(service, turn.session.id, reply, channel="web")
    assert (await Response.get()).revision == 0


async def test_what_no_longer_follows_is_given_no_more_and_stays_on_record(service: Service) -> None:
    turn = await _agreed(service)
    while turn.step.question and turn.step.question.id != "understand_plan":
        skip = replace(_answer(turn), action=Action.SKIP)
        turn = await answering.reply(service, turn.session.id, skip, channel="web")
    at = turn.session.revision
    for given in (Reply("understand_plan", at, "not_at_all"), Reply("plan_help", at + 1, ("explain",))):
        turn = await answering.reply(service, turn.session.id, given, channel="web")
    for _ in range(2):
        back = replace(_answer(turn), action=Action.BACK)
        turn = await answering.reply(service, turn.session.id, back, channel="web")
    await answering.reply(service, turn.session.id, Reply("understand_plan", at + 4, "all"), channel="web")
    turn = await answering.look(service, turn.session.id)
    assert ("plan_help" in turn.session.given, turn.session.given["understand_plan"]) == (False, Given(("all",)))
    rows = await Answer.filter(question="plan_help").order_by("revision")
    assert [row.state for row in rows] == ["answered", "withdrawn"]


async def test_the_session_stays_on_the_words_it_began_with(service: Service) -> None:
    turn = await _agreed(service)
    looked = await answering.look(service, turn.session.id)
    assert looked.questionnaire == turn.questionnaire
    assert (await Response.get()).version_id == turn.questionnaire.digest


async def test_a_link_closes_after_the_day_of_its_review(service: Service) -> None:
    turn = await _agreed(service)
    in_time = replace(service, clock=replace(service.clock, fixed=datetime(2014, 3, 31, 22, 59, tzinfo=UTC)))
    too_late = replace(service, clock=replace(service.clock, fixed=datetime(2014, 3, 31, 23, 1, tzinfo=UTC)))

    assert (await answering.look(in_time, turn.session.id)).session == turn.session
    with pytest.raises(UnknownSession):
        await answering.look(too_late, turn.session.id)
    with pytest.raises(UnknownInvitation):
        await opening.open_link(too_late, people.token(service, turn.invitation))


async def test_a_bearer_opens_its_session_until_the_link_is_renewed(service: Service) -> None:
    turn = await _agreed(service)
    token = bearer(service, turn)
    assert (await by_bearer(service, token)).session == turn.session

    await Invitation.all().update(generation=2)
    with pytest.raises(UnknownSession):
        await by_bearer(service, token)


@pytest.mark.parametrize("token", ["", "x", "AAAA", "é", "A" * 48, "A" * 5000])
async def test_a_made_up_bearer_opens_nothing(service: Service, token: str) -> None:
    with pytest.raises(UnknownSession):
        await by_bearer(service, token)


async def test_declining_is_recorded_and_the_mind_may_change(service: Service) -> None:
    kid = await people.child(service)
    invitation = await people.invited(service, kid, await people.review(service, kid))
    await answering.decline(service, invitation.id)
    assert (await Invitation.get()).outcome == "declined"

    await answering.agree(service, invitation.id, "web")
    assert (await Invitation.get()).outcome == "started"


async def test_an_answer_that_crosses_a_stop_comes_second_and_does_not_undo_it(service: Service) -> None:
    """Also where the stop moves nothing else: they had said no thanks before."""
    begun = await _agreed(service)
    await answering.decline(service, begun.invitation)
    seen = await answering.look(service, begun.session.id)
    await answering.reply(service, seen.session.id, replace(_answer(seen), action=Action.STOP), channel="web")

    crossed = await answering.reply(service, seen.session.id, _answer(seen), channel="telegram", seen_just_now=seen)

    assert (crossed.stale, crossed.session.status, (await Response.get()).status) == (True, "stopped", "stopped")
    assert ((await Invitation.get()).outcome, await Answer.all().count()) == ("declined", 0)


async def test_a_call_that_came_second_is_raised_as_that_input_and_once(service: Service) -> None:
    seen = await _agreed(service)
    await answering.reply(service, seen.session.id, _answer(seen), channel="web")
    help_now = replace(_answer(seen), action=Action.HELP)

    crossed = await answering.reply(
        service, seen.session.id, help_now, channel="telegram", once="7:100", seen_just_now=seen
    )
    await Alert.all().update(acknowledged_at=datetime(2014, 3, 28, 11, tzinfo=UTC))
    again = await answering.reply(service, seen.session.id, help_now, channel="telegram", once="7:100")

    assert (crossed.stale, crossed.repeated, again.repeated, await Alert.all().count()) == (True, False, True, 1)


async def test_whoever_agrees_while_a_paper_form_comes_begins_nothing_that_is_asked(service: Service) -> None:
    kid = await people.child(service)
    invitation = await people.invited(service, kid, await people.review(service, kid))
    seen = await opening.found_open(service, By.INVITATION, invitation.id)
    await Invitation.all().update(outcome="completed")
    asked, session = await opening.asked(service, seen), Session(uuid4())

    with pytest.raises(LostRace):
        await write(agreed(service, seen, (asked, session, session), "web", None))

    assert await Response.all().count() == 0
    assert (await answering.agree(service, invitation.id, "web")).on_paper


async def test_an_answer_that_crosses_no_thanks_is_a_change_of_mind(service: Service) -> None:
    begun = await _agreed(service)
    await answering.reply(service, begun.session.id, _answer(begun), channel="web")
    seen = await answering.look(service, begun.session.id)
    await answering.decline(service, seen.invitation)

    await answering.reply(service, seen.session.id, _answer(seen), channel="web", seen_just_now=seen)

    assert (await Invitation.get()).outcome == "partial"
