"""Telegram accounts: which one speaks for which child, and which never will."""

from uuid import UUID

from surveys.age import age_on
from surveys.crashpoint import crashpoint
from surveys.errors import UnknownInvitation, UnknownSession
from surveys.invitation.outcomes import Event
from surveys.service import answering
from surveys.service.answering import Turn
from surveys.service.context import Service
from surveys.service.opening import Opened, open_payload
from surveys.storage import outcomes, telegram
from surveys.storage.telegram import Account, Chat


async def bind(service: Service, payload: str, *, number: int, chat: int) -> Opened:
    """Bind a Telegram account to the child whose link it opened; the first one to come has it.

    Raises:
        UnknownInvitation: no such link, closed, the child is too young for Telegram today, or the
            link or the account is somebody else's already. They look alike on purpose.
    """
    opened = await open_payload(service, payload)
    if age_on(await telegram.born(opened.child), service.clock.today()) < service.telegram_age:
        raise UnknownInvitation
    bound = await telegram.bind(
        service.vault, number, chat, child=opened.child, invitation=opened.invitation, now=service.clock.now()
    )
    if not bound:
        raise UnknownInvitation
    crashpoint("account-bound")
    await outcomes.keep(opened.invitation, Event.OPENED)
    return opened


async def chat_of(service: Service, number: int) -> Chat | None:
    """The chat of the account with this number of Telegram's, if it is bound; writing again ends its being out of reach."""
    chat = await telegram.chat_of(service.vault, number)
    if chat and chat.account.blocked:
        await telegram.reachable(chat.account.id)
    return chat


async def account_of(service: Service, number: int) -> Account | None:
    """The account with this number of Telegram's, if it is bound."""
    return await telegram.account_of(service.vault, number)


async def reachable_account(child: UUID) -> Account | None:
    """The account that a child may be written to by; None when there is none, or it has blocked the bot."""
    account = await telegram.account_of_child(child)
    return account if account and not account.blocked else None


async def look_at_chat(service: Service, account: Account) -> Turn | None:
    """Where the session stands that the account's chat is about; None where there is none, or its link has closed."""
    if account.invitation is None:
        return None
    try:
        return await answering.look_at_invitation(service, account.invitation)
    except UnknownSession:
        return None


async def turn_to(account: Account, invitation: UUID) -> None:
    """From now on the account's chat is about this invitation."""
    if account.invitation != invitation:
        await telegram.turn_to(account.id, invitation)


async def blocked(service: Service, number: int) -> None:
    """Record that an account has blocked the bot."""
    account = await telegram.account_of(service.vault, number)
    if account:
        await telegram.unreachable(account.id, service.clock.now())
