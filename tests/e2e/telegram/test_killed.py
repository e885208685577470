"""Killed in the middle of a conversation, and started again: nothing acknowledged is lost, nothing applied twice."""

import base64
from datetime import date
from pathlib import Path

from surveys.service.context import Service
from surveys.storage.models import Answer, Invitation
from tests.support import keys, people
from tests.support.house import in_days, years_ago
from tests.support.programs import free_port, serving, started
from tests.support.telegram import TOKEN, Chat, Telegram


async def test_killed_and_started_again(
    service: Service, database_url: str, tmp_path: Path, telegram: Telegram, chat: Chat
) -> None:
    child = await people.child(service, date_of_birth=date.fromisoformat(years_ago(16)))
    review = await people.review(service, child, date=date.fromisoformat(in_days(5)))
    invitation = await people.invited(service, child, review)
    await Invitation.all().update(issued_on=date.fromisoformat(in_days(0)))  # no reminder is due, whatever the hour
    environ = settings(database_url, telegram)
    first = await started("serve", environ=environ | {"MYSAY_PORT": str(free_port())}, folder=tmp_path)
    try:
        await chat.type(f"/start {service.vault.telegram_payload(invitation.id, 1)}")
        await chat.settled(lambda it: "OK, let’s start" in it.last.labels)
        await chat.tap("OK, let’s start")
        await chat.settled(lambda it: it.last.text.startswith("0 of"))
        await chat.tap(chat.last.labels[0])
        await chat.settled(lambda it: it.last.text.startswith("1 of"))
    finally:
        first.kill()
        await first.communicate()
    await chat.type("2")
    async with serving(environ=environ, folder=tmp_path):
        await chat.settled(lambda it: "2 of" in it.last.text)
    sent = [fields["text"] for method, fields in telegram.calls if method == "sendMessage"]
    assert [text.startswith("Sorry, I was away for a moment.") for text in sent] == [False, True, False]
    assert [row.state for row in await Answer.all().order_by("revision")] == ["answered", "answered"]


def settings(database_url: str, telegram: Telegram) -> dict[str, str]:
    return {
        "MYSAY_DATABASE_URL": database_url,
        "MYSAY_DATA_KEYS": f"test:{base64.b64encode(keys.DATA_KEY).decode()}",
        "MYSAY_SECRET_KEY": keys.SECRET_KEY,
        "MYSAY_TELEGRAM_TOKEN": TOKEN,
        "MYSAY_TELEGRAM_API_URL": telegram.url,
    }
