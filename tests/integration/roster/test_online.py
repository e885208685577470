"""Paper forms beside what was asked online about the same review or leaving."""

from datetime import date

import pytest

from surveys.conversation.replies import Action, Reply
from surveys.service.answering import Turn, agree, decline, look, reply
from surveys.service.context import Service
from surveys.service.inviting import invite
from surveys.service.opening import open_invitation
from surveys.service.reminding import remind
from surveys.service.selecting import Selection
from surveys.service.voiding import void
from surveys.storage.models import Child, Invitation, Response
from tests.integration.roster.conftest import Take

CHILDREN = "child_id,date_of_birth,area,care_ended\nC1,01/02/2000,North,\nC2,01/02/2000,North,10/03/2014\n"
REVIEWS = "review_id,child_id,date,status\nR1,C1,10/04/2014,planned\n"
RESPONSES = "response_id,questionnaire,completed_on,question,answer,child_id,review_id\n"
FORM = RESPONSES + "F1,consultation,28/03/2014,know_pledge,know,,R1\n"
EXIT = RESPONSES + "X1,exit_interview,28/03/2014,iro_helpful,very,C2,\n"


async def _no_bot() -> None:
    return None


async def _invited(service: Service, take: Take, *, leavers: bool = False) -> Invitation:
    await take(children=CHILDREN, reviews=REVIEWS)
    await invite(service, Selection(leavers=leavers), bot_name=_no_bot)
    return await Invitation.get()


async def _begun(service: Service, invitation: Invitation) -> Turn:
    turn = await agree(service, invitation.id, "web")
    first = turn.questionnaire.questions[0].id
    return await reply(service, turn.session.id, Reply(first, 0, action=Action.SKIP), channel="web")


async def _finished(service: Service, turn: Turn) -> None:
    while turn.step.question:
        skip = Reply(turn.step.question.id, turn.session.revision, action=Action.SKIP)
        turn = await reply(service, turn.session.id, skip, channel="web")


async def test_a_form_for_a_review_completed_online_is_listed_and_not_applied(service: Service, take: Take) -> None:
    invitation = await _invited(service, take)
    await _finished(service, await _begun(service, invitation))

    done = await take(responses=FORM)

    assert done.plan.not_applied == ("response F1: review 'R1' was answered online, and that counts",)
    assert (done.plan.is_empty, await Response.filter(ref_hash__isnull=False).count()) == (True, 0)


async def test_a_form_closes_an_unfinished_session_and_completes_its_invitation(service: Service, take: Take) -> None:
    invitation = await _invited(service, take)
    turn = await _begun(service, invitation)

    await take(responses=FORM)

    session = await Response.get(id=turn.session.id)
    form = await Response.get(ref_hash__isnull=False)
    assert (session.status, session.period, session.uncounted) == ("closed", None, "superseded")
    assert (form.status, form.period is None, form.uncounted) == ("finished", False, None)
    assert (await Invitation.get()).outcome == "completed"


async def test_the_closed_session_stays_closed_when_the_form_comes_again(service: Service, take: Take) -> None:
    await _begun(service, await _invited(service, take))
    await take(responses=FORM)
    assert (await take(responses=FORM)).plan.is_empty


async def test_a_form_that_was_taken_out_stays_out_when_it_comes_again(service: Service, take: Take) -> None:
    invitation = await _invited(service, take)
    turn = await _begun(service, invitation)
    await take(responses=FORM)
    await void(service, "F1", reason="somebody else's", actor="qa")
    again = await take(responses=FORM + "F1,consultation,28/03/2014,feel_safe,always,,R1\n")
    assert again.plan.not_applied == ("response F1: it was voided; a corrected form needs an id of its own",)
    assert (again.plan.is_empty, (await look(service, turn.session.id)).step.kind) == (True, "question")
    corrected = await take(responses=FORM + FORM.splitlines()[1].replace("F1", "F2") + "\n")
    assert (corrected.plan.not_applied, (await Invitation.get()).outcome) == (again.plan.not_applied, "completed")


@pytest.mark.parametrize("action", [Action.STOP, None])
async def test_whoever_had_said_no_has_still_said_so_when_a_mistaken_form_is_taken_out(
    service: Service, take: Take, action: Action | None
) -> None:
    invitation = await _invited(service, take)
    if action:
        turn = await _begun(service, invitation)
        assert turn.step.question
        stop = Reply(turn.step.question.id, turn.session.revision, action=action)
        await reply(service, turn.session.id, stop, channel="web")
    else:
        await decline(service, invitation.id)
    before = await _stands()
    await take(responses=FORM)
    on_paper = await _stands()
    await void(service, "F1", reason="somebody else's", actor="qa")
    assert await _stands() == before
    assert on_paper == (["closed"] if action else [], "completed")
    assert (await remind(service, telegram=False)).by_hand == ()


async def _stands() -> tuple[list[str], str]:
    """What has become of the session, and of the invitation."""
    sessions = await Response.filter(ref_hash__isnull=True).values_list("status", flat=True)
    return [str(each) for each in sessions], (await Invitation.get()).outcome


async def test_an_invitation_nobody_has_opened_is_completed_by_a_form(service: Service, take: Take) -> None:
    await _invited(service, take)
    await take(responses=FORM)
    assert (await Invitation.get()).outcome == "completed"


async def test_an_exit_interview_on_paper_takes_the_place_of_the_one_asked_for(service: Service, take: Take) -> None:
    invitation = await _invited(service, take, leavers=True)
    assert (await open_invitation(service, invitation.id)).questionnaire.id == "exit_interview"
    await take(responses=EXIT)
    assert (await Invitation.get()).outcome == "completed"


async def test_coming_back_and_leaving_again_is_another_matter(service: Service, take: Take) -> None:
    invitation = await _invited(service, take, leavers=True)
    await Child.filter(id=invitation.child_id).update(care_ended=date(2014, 3, 20))
    await take(responses=EXIT)
    assert (await Invitation.get()).outcome == "invited"
