"""Somebody of sixteen whose answers came on paper: the chat says so, and a call for help by an old button is heard."""

from pathlib import Path

from bot.calls import Edit, Note, Page, Send
from bot.read import Command
from surveys.service.context import Service
from surveys.storage.models import Alert, Invitation, Response
from tests.support.council import keys_a_paper_form
from tests.support.phones import Phone, begun, button, page, payload

WORDS = "We already have this from you on paper"
LINE = "0800 1111"


def _says_so(shown: Page) -> bool:
    return WORDS in shown.text and not shown.rows


async def test_whatever_is_done_says_so_and_asks_nothing(
    service: Service, phone: Phone, invitation: Invitation, tmp_path: Path
) -> None:
    asked = await begun(phone, invitation)
    await keys_a_paper_form(service, tmp_path, "F1", about="R-1")
    option = asked.rows[0][0][1]
    said = [
        page(await phone.taps(option)),
        page(await phone.types("1")),
        page(await phone.starts()),
        page(await phone.starts(payload(service, invitation))),
    ]
    assert [_says_so(each) for each in said] == [True] * 4
    stopped = page(await phone.commands(Command.STOP))
    assert "nothing to stop" in stopped.text
    assert (await Response.get(invitation_id=invitation.id)).revision == 0


async def test_an_old_button_for_help_is_heard(
    service: Service, phone: Phone, invitation: Invitation, tmp_path: Path
) -> None:
    asked = await begun(phone, invitation)
    await keys_a_paper_form(service, tmp_path, "F1", about="R-1")
    calls = await phone.taps(button(asked.rows, "I need help now"))
    shown = [call.page for call in calls if isinstance(call, Send | Edit)]
    assert isinstance(calls[0], Note)
    assert ([LINE in each.text for each in shown], _says_so(shown[-1])) == ([True, False], True)
    assert [alert.cause for alert in await Alert.all()] == ["help"]


async def test_who_has_not_begun_is_told_and_neither_agrees_nor_declines(
    service: Service, phone: Phone, invitation: Invitation, tmp_path: Path
) -> None:
    introduction = page(await phone.starts(payload(service, invitation)))
    await keys_a_paper_form(service, tmp_path, "F1", about="R-1")
    said = [
        page(await phone.taps(button(introduction.rows, "OK, let’s start"))),
        page(await phone.taps(button(introduction.rows, "No thanks"))),
        page(await phone.types("1")),
        page(await phone.starts()),
    ]
    assert [_says_so(each) for each in said] == [True] * 4
    assert "You will not hear from me" in page(await phone.commands(Command.STOP)).text
    assert [row.ref_hash is None for row in await Response.all()] == [False]
    assert (await Invitation.get()).outcome == "completed"
