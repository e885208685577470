"""A call for help by a button whose session takes nothing else, or is not theirs who have the phone."""

from datetime import date

import pytest

from bot.calls import Call, Edit, Send
from surveys.service import erasing, staffing, voiding
from surveys.service.context import Service
from surveys.storage.models import Alert, Invitation, Response, Review
from tests.support import people
from tests.support.phones import Phone, begun, button, page, payload


def _texts(calls: tuple[Call, ...]) -> list[str]:
    return [call.page.text for call in calls if isinstance(call, Send | Edit)]


async def test_help_is_heard_from_a_button_whose_review_was_cancelled(phone: Phone, invitation: Invitation) -> None:
    shown = await begun(phone, invitation)
    await Review.filter(id=invitation.review_id).update(status="cancelled")
    calls = await phone.taps(button(shown.rows, "I need help now"))
    assert "0800 1111" in _texts(calls)[0]
    assert [(alert.cause, alert.question) for alert in await Alert.all()] == [("help", None)]


async def test_from_somebody_elses_button_it_is_theirs_whose_phone_it_is(
    phone: Phone, other_phone: Phone, invitation: Invitation
) -> None:
    shown, service = await begun(phone, invitation), phone.desk.service
    other = await people.child(service, "C2", date_of_birth=date(1998, 1, 1))
    theirs = await people.invited(service, other, await people.review(service, other, "R2"))
    asked = await begun(other_phone, theirs)
    calls = await other_phone.taps(button(shown.rows, "I need help now"))
    assert ("0800 1111" in _texts(calls)[0], page(calls).rows) == (True, asked.rows)
    assert [(await alert.response).invitation_id for alert in await Alert.all()] == [theirs.id]


async def test_whoever_has_begun_nothing_and_taps_it_is_told_that_it_was_not_passed_on(
    phone: Phone, other_phone: Phone, invitation: Invitation
) -> None:
    shown, service = await begun(phone, invitation), phone.desk.service
    other = await people.child(service, "C2", date_of_birth=date(1998, 1, 1))
    theirs = await people.invited(service, other, await people.review(service, other, "R2"))
    await other_phone.starts(payload(service, theirs))
    said = _texts(await other_phone.taps(button(shown.rows, "I need help now")))
    assert (said[0].startswith("We could not pass that on from here."), "0800 1111" in said[0]) == (True, True)
    assert await Alert.all().count() == 0


@pytest.mark.parametrize("by", ["a tap", "its number", "its words"])
async def test_before_agreeing_whom_to_ring_is_shown_and_nobody_has_agreed_or_called(
    phone: Phone, invitation: Invitation, by: str
) -> None:
    intro = page(await phone.starts(payload(phone.desk.service, invitation)))
    typed = {"its number": "3", "its words": "i need help now"}
    calls = await (phone.types(typed[by]) if by in typed else phone.taps(button(intro.rows, "I need help now")))
    said = _texts(calls)
    assert ("0800 1111" in said[0], "Nobody here is told that you tapped this" in said[0]) == (True, True)
    assert page(calls).rows == intro.rows
    assert (await Response.all().count(), await Alert.all().count()) == (0, 0)
    assert (await Invitation.get(id=invitation.id)).outcome == "reached"


async def test_what_has_begun_since_is_called_from_and_goes_on(phone: Phone, invitation: Invitation) -> None:
    intro = page(await phone.starts(payload(phone.desk.service, invitation)))
    asked = page(await phone.taps(button(intro.rows, "OK, let’s start")))
    calls = await phone.taps(button(intro.rows, "I need help now"))
    assert ("0800 1111" in _texts(calls)[0], page(calls).rows) == (True, asked.rows)
    assert [(alert.cause, alert.question) for alert in await Alert.all()] == [("help", "feel_today")]


async def test_from_the_introduction_of_what_has_closed_whom_to_ring_is_shown(
    service: Service, phone: Phone, invitation: Invitation
) -> None:
    tap = button(page(await phone.starts(payload(service, invitation))).rows, "I need help now")
    await Review.filter(id=invitation.review_id).update(status="cancelled")
    closed = _texts(await phone.taps(tap))
    await staffing.unbind(service, "WM-1", actor="qa")
    let_go = _texts(await phone.taps(tap))
    for said in (closed, let_go):
        assert (said[0].startswith("We could not pass that on from here."), "0800 1111" in said[0]) == (True, True)
    assert await Alert.all().count() == 0


async def test_from_the_introduction_of_what_came_on_paper_it_is_a_call(
    service: Service, phone: Phone, invitation: Invitation
) -> None:
    tap = button(page(await phone.starts(payload(service, invitation))).rows, "I need help now")
    await Invitation.filter(id=invitation.id).update(outcome="completed")
    assert "We already have this from you on paper" in page(await phone.types("3")).text
    assert await Alert.all().count() == 0
    assert "0800 1111" in _texts(await phone.taps(tap))[0]
    assert [alert.cause for alert in await Alert.all()] == ["help"]


async def test_help_is_heard_from_a_phone_that_was_let_go_of(
    service: Service, phone: Phone, invitation: Invitation
) -> None:
    shown = await begun(phone, invitation)
    await staffing.unbind(service, "WM-1", actor="qa")
    said = _texts(await phone.taps(button(shown.rows, "I need help now")))
    assert (len(said), "0800 1111" in said[0]) == (1, True)
    assert [alert.cause for alert in await Alert.all()] == ["help"]


async def test_help_is_heard_from_what_was_taken_out_as_a_trial(
    service: Service, phone: Phone, invitation: Invitation
) -> None:
    shown = await begun(phone, invitation)
    trial = await Response.get()
    await voiding.void(service, str(trial.id), reason="a trial", actor="qa")
    calls = await phone.taps(button(shown.rows, "I need help now"))
    assert ("0800 1111" in _texts(calls)[0], "OK, let’s start" in dict(page(calls).rows[0])) == (True, True)
    assert [alert.response_id for alert in await Alert.all()] == [trial.id]


async def test_of_whoever_was_erased_nothing_is_left_to_call_about_and_that_is_said(
    service: Service, phone: Phone, invitation: Invitation
) -> None:
    shown = await begun(phone, invitation)
    await erasing.erase(service, "WM-1", reason="asked for", actor="qa")
    said = _texts(await phone.taps(button(shown.rows, "I need help now")))
    assert (len(said), said[0].startswith("We could not pass that on"), "0800 1111" in said[0]) == (1, True, True)
    assert "tap the link you were given" in page(await phone.taps(shown.rows[0][0][1])).text
