"""What is typed: the answer to the open question where that was on the screen, and to nothing else.

Why it is done so stands in docs/adr/0014-what-was-on-the-screen.md.
"""

from dataclasses import replace

from bot import speak
from bot.buttons import Button, Press
from bot.calls import Calls
from bot.conversing import Conversation
from bot.read import Typed
from bot.screen import asked_from, was_before
from bot.speak import Place
from bot.tapping import about_invitation
from bot.welcoming import welcome
from surveys.conversation.effects import Stale
from surveys.conversation.replies import Reply
from surveys.conversation.typed import typed
from surveys.questionnaire.definition import Kind, Option, Question
from surveys.service.answering import Turn
from surveys.storage import sessions

#: What the buttons of the introduction say, by the key of their words.
_MEANT = {"agree": Press.AGREE, "decline": Press.DECLINE, "help": Press.HELP_FIRST}


async def texted(talk: Conversation, heard: Typed) -> Calls:
    """Apply a text.

    Raises:
        UnknownInvitation, UnknownSession: the chat is about nothing that is open.
    """
    turn = await talk.turn()
    if turn is None:
        return await _before_beginning(talk, heard.text)
    question = turn.step.question
    if question is None:
        return await _taken_before(talk, turn) or talk.again(turn, late=True)
    asked = turn.session.asked
    shown = None if talk.screen.unseen == asked else await asked_from(talk.account)
    if shown is None or not await was_before(talk.account, talk.screen, shown, heard):
        is_there = shown is not None or talk.screen.coming == asked
        return await _taken_before(talk, turn) or _too_early(talk, turn, is_there=is_there)
    return await talk.replied(turn, Reply(question.id, turn.session.revision, typed(question, heard.text)))


async def _before_beginning(talk: Conversation, text: str) -> Calls:
    """Typing what a button of the introduction says is as good as tapping it; anything else shows it again."""
    opened = await talk.invitation()
    if opened.finished:
        return await welcome(talk.service, opened, talk.place, talk.once)
    say = talk.service.library.catalogue(opened.questionnaire.language).say
    introduction = Question("introduction", Kind.CHOICE, "", tuple(Option(key, say(key)) for key in _MEANT))
    press = _MEANT.get(str(typed(introduction, text)), Press.OPEN)
    return await about_invitation(talk, Button(press, opened.invitation, opened.generation))


async def _taken_before(talk: Conversation, turn: Turn) -> Calls:
    """What is said to a text that was taken, and comes again; nothing to any other."""
    if await sessions.was_applied(talk.once):
        return talk.said(replace(turn, effects=(), repeated=True))
    return ()


def _too_early(talk: Conversation, turn: Turn, *, is_there: bool) -> Calls:
    """What was typed stays in the chat, and the question it was not meant for stands, or is shown at last.

    It comes in a message of its own unless it ``is_there``, or will be when our turn comes: what else was typed too early
    may still be on its way, and must not find it.
    """
    open_one = speak.standing(turn)
    place = talk.place if is_there else Place(talk.place.prompt)
    return speak.speak(talk.service, replace(open_one, effects=(Stale(), *open_one.effects)), place)
