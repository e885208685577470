"""Where Telegram posts, held beside where it should."""

import base64
from datetime import UTC, datetime

import pytest

from bot.inquiring import Hook
from config import settings
from mysay.examining import way_in
from mysay.findings import Verdict
from tests.support.keys import DATA_KEY, SECRET_KEY

HOOK = "https://mysay.example/telegram/webhook"
ELSEWHERE = "https://elsewhere.example/hook"
FAILED = datetime(2014, 3, 28, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hook", "secret", "verdict", "words"),
    [
        (Hook("", 0, None, ""), "", Verdict.FINE, "Telegram knows the bot as @council_bot; messages come by asking it."),
        (Hook(HOOK, 0, None, ""), "a", Verdict.FINE, "Telegram knows the bot as @council_bot; messages come by webhook."),
        (Hook(HOOK, 0, FAILED, "503"), "a", Verdict.FINE, "Telegram knows the bot as @council_bot; messages come by webhook."),
        (Hook(HOOK, 0, None, ""), "", Verdict.MEND, f"Telegram sends what is written to @council_bot elsewhere, to {HOOK}: "),
        (Hook(ELSEWHERE, 0, None, ""), "a", Verdict.MEND, "Telegram sends what is written to @council_bot elsewhere, to "),
        (Hook("", 0, None, ""), "a", Verdict.NOTE, f"Telegram knows the bot as @council_bot; 'serve' will tell it to post to {HOOK}"),
        (Hook(HOOK, 1, FAILED, "503"), "a", Verdict.MEND, f"Telegram cannot deliver 1 update to {HOOK}; it last failed on 28/03/2014 at 09:00: 503"),
    ],
)  # fmt: skip
def test_updates_must_come_to_where_they_are_looked_for(hook: Hook, secret: str, verdict: Verdict, words: str) -> None:
    known = settings.read(
        {
            "MYSAY_DATA_KEYS": f"test:{base64.b64encode(DATA_KEY).decode()}",
            "MYSAY_SECRET_KEY": SECRET_KEY,
            "MYSAY_BASE_URL": "https://mysay.example",
            "MYSAY_TELEGRAM_WEBHOOK_SECRET": secret,
        }
    )
    found = way_in(known, "council_bot", hook)
    assert (found.verdict, found.text[: len(words)]) == (verdict, words)
