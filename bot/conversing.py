"""One input of somebody who is bound: what their chat is about, and the calls that say what became of it."""

from dataclasses import dataclass

from bot import speak
from bot.calls import Calls
from bot.screen import Screen
from bot.speak import Place
from bot.welcoming import welcome
from surveys.conversation.replies import Action, Reply
from surveys.errors import UnknownInvitation, UnknownSession
from surveys.service import answering, binding, opening
from surveys.service.answering import Turn
from surveys.service.context import Service
from surveys.service.opening import Opened
from surveys.storage.seen import Seen
from surveys.storage.telegram import Account


@dataclass(frozen=True, slots=True)
class Conversation:
    """One input of a bound account. ``about`` is what its chat was about when the input came, read along with it.

    Whether it was tapped, typed or a command: the modules called so say what is made of it.
    """

    service: Service
    account: Account
    place: Place
    once: str
    about: Seen | None
    screen: Screen

    async def turn(self, *, anew: bool = False) -> Turn | None:
        """Where the session stands, read ``anew`` or as it was read; None where none was begun, or its link has closed."""
        if anew or self.about is None:
            return await binding.look_at_chat(self.service, self.account)
        try:
            return await answering.standing(self.service, self.about)
        except UnknownSession:
            return None

    async def invitation(self) -> Opened:
        """The invitation that the chat is about. Raises UnknownInvitation where there is none, or its link has closed."""
        if self.account.invitation is None:
            raise UnknownInvitation
        return await opening.open_invitation(self.service, self.account.invitation)

    async def standing(self, *, lead: str = "", anew: bool = False) -> Calls:
        """Where it stands, once more: the open question, or the introduction. Raises as :meth:`invitation`."""
        turn = await self.turn(anew=anew)
        return await self.welcomed() if turn is None else self.again(turn, lead=lead)

    async def welcomed(self) -> Calls:
        """What the invitation shows to whoever comes to it. Raises as :meth:`invitation`."""
        return await welcome(self.service, await self.invitation(), self.place, self.once)

    async def replied(self, turn: Turn, reply: Reply) -> Calls:
        """Apply a reply to where the session stood, and say what came of it. Raises UnknownSession."""
        after = await answering.reply(
            self.service,
            turn.session.id,
            reply,
            channel="telegram",
            once=self.once,
            seen_just_now=turn,
            in_place=self.place.tapped is not None,
        )
        return self.said(after, late=after.stale and _is_lost(after, reply))

    def said(self, turn: Turn, *, late: bool = False) -> Calls:
        """What a turn led to; ``late`` as :func:`bot.speak.speak`."""
        effective = turn if turn.effects else speak.standing(turn)
        again = turn.repeated or not turn.effects
        return speak.speak(self.service, effective, self.place, again=again, late=late)

    def again(self, turn: Turn, *, lead: str = "", late: bool = False) -> Calls:
        """Where a turn stands; ``lead`` and ``late`` as :func:`bot.speak.speak`."""
        return speak.speak(self.service, speak.standing(turn), self.place, lead=lead, late=late)

    def told(self, key: str) -> Calls:
        """A text by itself."""
        return speak.told(self.service, key, self.place)


def _is_lost(turn: Turn, reply: Reply) -> bool:
    """Whether an answer came after the end that is not the one that is kept."""
    given = turn.session.given.get(reply.to or "")
    value = reply.value if isinstance(reply.value, tuple) else (reply.value,)
    return turn.step.question is None and reply.action is Action.ANSWER and (given is None or given.codes != value)
