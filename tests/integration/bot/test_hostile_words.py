"""Words that break programs, typed to the bot: kept exactly or, where they cannot be, refused kindly."""

import json

import pytest

from bot import app
from bot.calls import Edit, Page, Send
from surveys.service.context import Service
from surveys.storage.models import Answer, Invitation
from tests.support.phones import Phone, begun, button, page
from tests.support.words import KEPT, REFUSED


async def at_a_text(phone: Phone, invitation: Invitation) -> Page:
    """The first question that takes words."""
    shown = await begun(phone, invitation)
    while "Type your answer" not in shown.text:
        shown = page(await phone.taps(button(shown.rows, "Skip")))
    return shown


async def texts(service: Service) -> list[str]:
    """What is kept of what was typed."""
    rows = await Answer.filter(text_sealed__isnull=False)
    return [service.vault.open(str(row.text_sealed), table="answer", row=row.id, column="text") for row in rows]


@pytest.mark.parametrize("words", KEPT, ids=lambda words: f"{len(words)} {words[:9]!a}")
async def test_they_are_kept(phone: Phone, invitation: Invitation, service: Service, words: str) -> None:
    before = await at_a_text(phone, invitation)
    calls = await phone.types(words)
    assert (await texts(service), page(calls).rows != before.rows) == ([words], True)


@pytest.mark.parametrize("words", REFUSED, ids=lambda words: f"{len(words)} letters")
async def test_what_cannot_be_kept_is_refused_kindly(
    phone: Phone, invitation: Invitation, service: Service, words: str
) -> None:
    before = await at_a_text(phone, invitation)
    calls = await phone.types(words)
    said = "".join(call.page.text for call in calls if isinstance(call, Send | Edit))
    assert (await texts(service), page(calls).rows) == ([], before.rows)
    assert (words in said, said.encode().decode(), said != before.text) == (False, said, True)


@pytest.mark.parametrize("words", [*KEPT, *REFUSED], ids=lambda words: f"{len(words)} {words[:1]!a}")
async def test_an_update_with_them_is_taken_and_asked_for_no_more(
    bot: app.Telegram, words: str, service: Service, invitation: Invitation
) -> None:
    person, chat = {"id": 7001, "is_bot": False, "first_name": words[:64]}, {"id": 7001, "type": "private"}
    start = f"/start {service.vault.telegram_payload(invitation.id, 1)}"
    for number, text in enumerate((words, start, words, f"/start {words}", f"/help {words}"), 1):
        message = {"message_id": number, "date": 1, "chat": chat, "from": person, "text": text}
        update = json.loads(json.dumps({"update_id": number, "message": message}))
        await bot.updates.take(update)
    await bot.updates.drain()
    assert await Answer.all().count() == 0  # nothing was agreed to
