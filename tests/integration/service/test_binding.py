"""Telegram accounts: who blocked the bot is not written to until they write again."""

from datetime import date

from surveys.service import binding
from surveys.service.context import Service
from tests.support import people

NUMBER = 7001


async def test_who_blocked_the_bot_is_out_of_reach_until_they_write(service: Service) -> None:
    child = await people.child(service, date_of_birth=date(1997, 3, 28))
    invitation = await people.invited(service, child, await people.review(service, child))
    await binding.bind(service, service.vault.telegram_payload(invitation.id, 1), number=NUMBER, chat=NUMBER)
    reached = [await binding.reachable_account(child.id)]
    await binding.blocked(service, NUMBER)
    reached += [await binding.reachable_account(child.id)]
    await binding.chat_of(service, NUMBER)
    reached += [await binding.reachable_account(child.id)]
    assert [each is not None for each in reached] == [True, False, True]
