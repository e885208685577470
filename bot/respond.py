"""What was heard, answered: load, decide, commit, and give back the calls that say it."""

from dataclasses import dataclass, field
from typing import NamedTuple, assert_never

from bot import commanding, speak, tapping, texting
from bot.buttons import FOR_HELP, Button, unpacked
from bot.calls import Calls, Leave, Note
from bot.conversing import Conversation
from bot.read import Command, Commanded, Crowd, Heard, Input, Left, Tapped, Typed, Wordless
from bot.screen import Screen
from bot.speak import Place
from bot.strangers import HELP_A_DAY, LINKS_A_DAY, WORDS_A_DAY, Strangers
from bot.tails import Tails
from bot.welcoming import rung, welcome
from surveys.conversation.session import Asked
from surveys.errors import UnknownInvitation, UnknownSession
from surveys.service import binding
from surveys.service.context import Service
from surveys.storage.telegram import Account, Chat


class Responded(NamedTuple):
    """The calls that say it, and the account they are for, where there is one.

    ``stood`` is the question that was open when it was read.
    """

    calls: Calls
    account: Account | None = None
    stood: Asked | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """Where inputs are answered. ``strangers`` says how often accounts bound to nobody are."""

    service: Service
    strangers: Strangers
    tails: Tails = field(default_factory=Tails)

    def tapped(self, heard: Heard) -> Button | None:
        """The button of ours that was tapped, if one was; known without the database."""
        return unpacked(self.service.vault, heard.button) if isinstance(heard, Tapped) else None

    async def respond(self, heard: Heard, button: Button | None, *, once: str, screen: Screen) -> Responded:
        """Apply what was heard, at most once; everything it says is committed when this returns.

        ``button`` is what :meth:`tapped` makes of it; ``screen`` what was on the screen when it came.
        """
        match heard:
            case Crowd():
                return Responded((Leave(),))
            case Left(sender):
                await binding.blocked(self.service, sender.account)
                return Responded(())
            case Commanded() | Tapped() | Typed() | Wordless():
                chat = await binding.chat_of(self.service, heard.sender.account)
                calls = await self._answered(heard, button, chat, once, screen)
                if isinstance(heard, Commanded):  # its link may have bound the account
                    return Responded(calls, await binding.account_of(self.service, heard.sender.account))
                return Responded(calls, chat.account if chat else None, _stood(chat))
            case _:
                assert_never(heard)

    async def _answered(
        self, heard: Input, button: Button | None, chat: Chat | None, once: str, screen: Screen
    ) -> Calls:
        if isinstance(heard, Commanded) and heard.payload and heard.command is Command.START:
            return await self._link(heard, chat.account if chat else None, once)
        if chat is None:
            return await self._stranger(heard, button)
        if isinstance(heard, Typed) and self.tails.is_tail(heard):
            return ()
        place = _place(heard, chat.account)
        try:
            talk = Conversation(self.service, chat.account, place, once, chat.about, screen)
            return await _applied(talk, heard, button)
        except (UnknownInvitation, UnknownSession):
            return speak.told(self.service, "telegram-nothing-open", place)

    async def _link(self, heard: Commanded, account: Account | None, once: str) -> Calls:
        """A link was opened. Whoever may not have it sees what an unknown link shows."""
        sender, place = heard.sender, Place(prompt=account.prompt if account else None)
        try:
            opened = await binding.bind(self.service, heard.payload, number=sender.account, chat=sender.chat)
        except UnknownInvitation:
            known = account is not None or self.strangers.may_be_answered(sender.chat, most=LINKS_A_DAY)
            return speak.told(self.service, "unknown-link", Place()) if known else ()
        return await welcome(self.service, opened, place, once)

    async def _stranger(self, heard: Heard, button: Button | None) -> Calls:
        if isinstance(heard, Tapped):
            return await self._left_behind(heard, button)
        if not isinstance(heard, Commanded | Typed | Wordless):
            return ()
        helps = isinstance(heard, Commanded) and heard.command is Command.HELP
        most = HELP_A_DAY if helps else LINKS_A_DAY if isinstance(heard, Commanded) else WORDS_A_DAY
        if not self.strangers.may_be_answered(heard.sender.chat, most=most):
            return ()
        if helps:
            return speak.help_lines(self.service, first="telegram-welcome")
        return speak.told(self.service, "telegram-welcome", Place())

    async def _left_behind(self, tap: Tapped, button: Button | None) -> Calls:
        """A button from before the account was let go of. A call for help is heard; any other says how to go on."""
        place = Place(query=tap.query, tapped=tap.message)
        if button is None:
            return (Note(tap.query),)
        if button.press in FOR_HELP:
            return await rung(self.service, (button.subject,), place)
        return speak.told(self.service, "telegram-welcome", place)


async def _applied(talk: Conversation, heard: Input, button: Button | None) -> Calls:
    match heard:
        case Tapped():
            return await tapping.tapped(talk, button)
        case Typed():
            return await texting.texted(talk, heard)
        case Wordless():
            return await talk.standing(lead="telegram-not-text")
        case Commanded():
            return await commanding.commanded(talk, heard.command)
        case _:
            assert_never(heard)


def _stood(chat: Chat | None) -> Asked | None:
    stored = chat.about.stored if chat and chat.about else None
    return stored.session.asked if stored else None


def _place(heard: Heard, account: Account) -> Place:
    match heard:
        case Tapped():
            return Place(account.prompt, query=heard.query, tapped=heard.message)
        case Typed() | Wordless():
            return Place(account.prompt, typed=heard.message)
        case _:
            return Place(account.prompt)
