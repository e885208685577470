"""What is typed: the answer to the open question where that was on the screen, and to nothing else.

Why it is done so stands in docs/adr/0014-what-was-on-the-screen.md.
"""

from dataclasses import replace

from bot import speak
from bot.buttons import Button, Press
from bot.calls import Calls
from bot.conversing import Conversation
from bot.screen import was_shown
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


async def texted(talk: Conversation, text: str) -> Calls:
    """Apply a text.

    Raises:
        UnknownInvitation, UnknownSession: the chat is about nothing that is open.
    """
    turn = await talk.turn()
    if turn is None:
        return await _before_beginning(talk, text)
    question = turn.step.question
    if question is None or not await _was_shown(talk, turn):
        return await _out_of_turn(talk, turn)
    return await talk.replied(turn, Reply(question.id, turn.session.revision, typed(question, text)))


async def _before_beginning(talk: Conversation, text: str) -> Calls:
    """Typing what a button of the introduction says is as good as tapping it; anything else shows it again."""
    opened = await talk.invitation()
    if opened.finished:
        return await welcome(talk.service, opened, talk.place, talk.once)
    say = talk.service.library.catalogue(opened.questionnaire.language).say
    introduction = Question("introduction", Kind.CHOICE, "", tuple(Option(key, say(key)) for key in _MEANT))
    press = _MEANT.get(str(typed(introduction, text)), Press.OPEN)
    return await about_invitation(talk, Button(press, opened.invitation, opened.generation))


async def _was_shown(talk: Conversation, turn: Turn) -> bool:
    if _is_unseen(talk, turn):
        return False
    return await was_shown(talk.service, talk.account, talk.screen, talk.place.typed or 0)


def _is_unseen(talk: Conversation, turn: Turn) -> bool:
    return talk.screen.unseen == turn.session.asked


async def _out_of_turn(talk: Conversation, turn: Turn) -> Calls:
    """A text that answers nothing that stands there; it may be one that was taken, come again."""
    if await sessions.was_applied(talk.once):
        return talk.said(replace(turn, effects=(), repeated=True))
    return _too_early(talk, turn) if turn.step.question else talk.again(turn, late=True)


def _too_early(talk: Conversation, turn: Turn) -> Calls:
    """What was typed stays in the chat, and the question it was not meant for stands, or is shown at last."""
    open_one = speak.standing(turn)
    is_there = _is_unseen(talk, turn) or talk.account.asked_from is not None  # or will be, when it is our turn
    place = talk.place if is_there else Place(talk.place.prompt)
    return speak.speak(talk.service, replace(open_one, effects=(Stale(), *open_one.effects)), place)
