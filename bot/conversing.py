"""One input of somebody who is bound: what it does to what their chat is about, and the calls that say so."""

from dataclasses import dataclass, replace
from typing import assert_never
from uuid import UUID

from bot import speak
from bot.buttons import FOR_HELP, OF_INVITATION, Button, Press, chosen
from bot.calls import Calls
from bot.read import Command, Commanded, Tapped, Typed, Wordless
from bot.screen import Screen, was_shown
from bot.speak import Place
from bot.welcoming import help_first, rung, welcome
from surveys.conversation.effects import Stale
from surveys.conversation.replies import Action, Reply, Value
from surveys.conversation.session import Status
from surveys.conversation.typed import typed
from surveys.errors import UnknownInvitation, UnknownSession
from surveys.questionnaire.definition import Kind, Option, Question
from surveys.service import answering, binding, opening
from surveys.service.answering import Turn
from surveys.service.context import Service
from surveys.service.opening import Opened
from surveys.storage import sessions
from surveys.storage.seen import Seen
from surveys.storage.telegram import Account

_ACTIONS = {Press.SKIP: Action.SKIP, Press.BACK: Action.BACK, Press.HELP: Action.HELP}
_NONE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Conversation:
    """One input of a bound account. ``about`` is what its chat was about when the input came, read along with it."""

    service: Service
    account: Account
    place: Place
    once: str
    about: Seen | None
    screen: Screen

    async def answer(self, heard: Commanded | Tapped | Typed | Wordless, button: Button | None) -> Calls:
        """Apply it; ``button`` is what was tapped, None where that is none of ours.

        Raises:
            UnknownInvitation, UnknownSession: the chat is about nothing that is open.
        """
        match heard:
            case Tapped():
                return await self._tapped(button)
            case Typed():
                return await self._typed(heard.text)
            case Wordless():
                return await self._standing(lead="telegram-not-text")
            case Commanded():
                return await self._commanded(heard.command)
            case _:
                assert_never(heard)

    async def _commanded(self, command: Command) -> Calls:
        match command:
            case Command.START:
                return await self._come_back()
            case Command.HELP:
                return await self._helped()
            case Command.STOP:
                return await self._stopped()
            case _:
                assert_never(command)

    async def _tapped(self, button: Button | None) -> Calls:
        """A button of something that has closed, or none of ours, shows where things stand."""
        if button is None:
            return await self._standing()
        try:
            return await self._invited(button) if button.press in OF_INVITATION else await self._pressed(button)
        except (UnknownInvitation, UnknownSession):
            return await (self._called(button) if button.press in FOR_HELP else self._standing(anew=True))

    async def _called(self, button: Button) -> Calls:
        """A call for help by a button whose session takes nothing else, or is another's; where they stand comes below."""
        own = self.about.stored.session.id if self.about and self.about.stored else _NONE
        lines = await rung(self.service, (button.subject, own), self.place, child=self.account.child)
        return (*lines, *await replace(self, place=Place()).stands_now())

    async def stands_now(self) -> Calls:
        """Where it stands, read anew; or that there is nothing to answer."""
        try:
            return await self._standing(anew=True)
        except UnknownInvitation:
            return self._told("telegram-nothing-open")

    async def _invited(self, button: Button) -> Calls:
        opened = await opening.open_invitation(self.service, button.subject)
        if opened.child != self.account.child:
            raise UnknownInvitation
        await binding.turn_to(self.account, opened.invitation)
        if button.press is Press.HELP_FIRST:
            return await help_first(self.service, opened, self.place, self.once)
        if button.press is Press.OPEN or opened.begun or opened.finished:
            return await welcome(self.service, opened, self.place, self.once)
        if button.press is Press.DECLINE:
            await answering.decline(self.service, opened.invitation)
            return self._told("telegram-declined")
        return self._said(await answering.agree(self.service, opened.invitation, "telegram", once=self.once))

    async def _pressed(self, button: Button) -> Calls:
        turn = await self._session(button.subject)
        if turn.child != self.account.child:
            raise UnknownSession
        await binding.turn_to(self.account, turn.invitation)
        question = turn.questionnaire.questions[button.question]
        if button.press is Press.TOGGLE and _is_current(turn, question, button.revision):
            return speak.speak(self.service, speak.standing(turn), self.place, mask=button.value)
        action = _ACTIONS.get(button.press, Action.ANSWER)
        value = _value(question, button) if action is Action.ANSWER else None
        return await self._replied(turn, Reply(question.id, button.revision, value, action))

    async def _session(self, session: UUID) -> Turn:
        stored = self.about.stored if self.about else None
        if stored is None or stored.session.id != session:
            return await answering.look(self.service, session)
        return await answering.standing(self.service, self.about)

    async def _typed(self, text: str) -> Calls:
        turn = await self._current_or_none()
        if turn is None:
            return await self._typed_before_beginning(text)
        question = turn.step.question
        on_time = question is not None and not self._is_unseen(turn) and await self._was_shown()
        if question is None or not on_time:
            return await self._out_of_turn(turn)
        return await self._replied(turn, Reply(question.id, turn.session.revision, typed(question, text)))

    async def _was_shown(self) -> bool:
        return await was_shown(self.service, self.account, self.screen, self.place.typed or 0)

    async def _out_of_turn(self, turn: Turn) -> Calls:
        """A text that answers nothing that stands there; it may be one that was taken, come again."""
        if await sessions.was_applied(self.once):
            return self._said(replace(turn, effects=(), repeated=True))
        return self._too_early(turn) if turn.step.question else self._too_late(turn)

    def _too_late(self, turn: Turn) -> Calls:
        return speak.speak(self.service, speak.standing(turn), self.place, late=True)

    def _is_unseen(self, turn: Turn) -> bool:
        return self.screen.unseen == turn.session.asked

    def _too_early(self, turn: Turn) -> Calls:
        """What was typed stays in the chat, and the question it was not meant for stands, or is shown at last."""
        open_one = speak.standing(turn)
        is_there = self._is_unseen(turn) or self.account.asked_from is not None  # or will be, when it is our turn
        place = self.place if is_there else Place(self.place.prompt)
        return speak.speak(self.service, replace(open_one, effects=(Stale(), *open_one.effects)), place)

    async def _typed_before_beginning(self, text: str) -> Calls:
        """Typing what a button of the introduction says is as good as tapping it; anything else shows it again."""
        opened = await self._invitation()
        if opened.finished:
            return await welcome(self.service, opened, self.place, self.once)
        say = self.service.library.catalogue(opened.questionnaire.language).say
        meant = {"agree": Press.AGREE, "decline": Press.DECLINE, "help": Press.HELP_FIRST}
        options = tuple(Option(name, say(name)) for name in meant)
        press = meant.get(str(typed(_choice(options), text)), Press.OPEN)
        return await self._invited(Button(press, opened.invitation, opened.generation))

    async def _replied(self, turn: Turn, reply: Reply) -> Calls:
        after = await answering.reply(
            self.service,
            turn.session.id,
            reply,
            channel="telegram",
            once=self.once,
            seen_just_now=turn,
            in_place=self.place.tapped is not None,
        )
        return self._said(after, late=after.stale and _is_lost(after, reply))

    async def _come_back(self) -> Calls:
        return await welcome(self.service, await self._invitation(), self.place, self.once)

    async def _invitation(self) -> Opened:
        if self.account.invitation is None:
            raise UnknownInvitation
        return await opening.open_invitation(self.service, self.account.invitation)

    async def _helped(self) -> Calls:
        """Help on /help: how it works and who can be rung. Only the button asks for somebody."""
        turn = await self._current_or_none()
        lines = speak.help_lines(self.service, language=turn.questionnaire.language if turn else "en")
        again = self._again(turn) if turn and turn.session.status is Status.WAITING else ()
        return (*lines, *again)

    async def _stopped(self) -> Calls:
        turn = await self._current_or_none()
        if turn is None:
            await answering.decline(self.service, (await self._invitation()).invitation)
            return self._told("telegram-declined")
        if turn.step.question is None:
            return self._told("telegram-stop-nothing")
        return await self._replied(turn, Reply(turn.step.question.id, turn.session.revision, action=Action.STOP))

    async def _current_or_none(self, *, anew: bool = False) -> Turn | None:
        """Where the session stands, read ``anew`` or as it was read; None where none was begun, or its link has closed."""
        try:
            if self.about and not anew:
                return await answering.standing(self.service, self.about)
            return await answering.look_at_invitation(self.service, self.account.invitation or _NONE)
        except UnknownSession:
            return None

    async def _standing(self, *, lead: str = "", anew: bool = False) -> Calls:
        """Where it stands, once more: the open question, or the introduction."""
        turn = await self._current_or_none(anew=anew)
        return await self._come_back() if turn is None else self._again(turn, lead=lead)

    def _said(self, turn: Turn, *, late: bool = False) -> Calls:
        effective = turn if turn.effects else speak.standing(turn)
        again = turn.repeated or not turn.effects
        return speak.speak(self.service, effective, self.place, again=again, late=late)

    def _again(self, turn: Turn, *, lead: str = "") -> Calls:
        return speak.speak(self.service, speak.standing(turn), self.place, lead=lead)

    def _told(self, key: str) -> Calls:
        return speak.told(self.service, key, self.place)


def _choice(options: tuple[Option, ...]) -> Question:
    return Question("introduction", Kind.CHOICE, "", options)


def _is_lost(turn: Turn, reply: Reply) -> bool:
    """Whether an answer came after the end that is not the one that is kept."""
    given = turn.session.given.get(reply.to or "")
    value = reply.value if isinstance(reply.value, tuple) else (reply.value,)
    return turn.step.question is None and reply.action is Action.ANSWER and (given is None or given.codes != value)


def _is_current(turn: Turn, question: Question, revision: int) -> bool:
    return (turn.step.question, turn.session.revision) == (question, revision)


def _value(question: Question, button: Button) -> Value:
    if button.press is Press.DONE:
        return chosen(question, button.value)
    return question.codes[button.value] if button.value < len(question.codes) else None
