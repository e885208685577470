"""What is tapped: a button says which invitation it is about, or which question at which revision."""

from dataclasses import replace

from bot import speak
from bot.buttons import FOR_HELP, OF_INVITATION, Button, Press, value_of
from bot.calls import Calls
from bot.conversing import Conversation
from bot.speak import Place
from bot.welcoming import help_first, rung, welcome
from surveys.conversation.replies import Action, Reply
from surveys.errors import UnknownInvitation, UnknownSession
from surveys.questionnaire.definition import Question
from surveys.service import answering, binding, opening
from surveys.service.answering import Turn

_ACTIONS = {Press.SKIP: Action.SKIP, Press.BACK: Action.BACK, Press.HELP: Action.HELP}


async def tapped(talk: Conversation, button: Button | None) -> Calls:
    """Apply a tap; ``button`` is None where it is none of ours. One of something that has closed shows where things stand.

    Raises:
        UnknownInvitation: the chat is about nothing that is open.
    """
    if button is None:
        return await talk.standing()
    try:
        if button.press in OF_INVITATION:
            return await about_invitation(talk, button)
        return await _about_question(talk, button)
    except (UnknownInvitation, UnknownSession):
        return await (_called(talk, button) if button.press in FOR_HELP else talk.standing(anew=True))


async def about_invitation(talk: Conversation, button: Button) -> Calls:
    """Apply a button about an invitation, which the chat is about from now on.

    Raises:
        UnknownInvitation: it has closed, or is somebody else's.
    """
    opened = await opening.open_invitation(talk.service, button.subject)
    if opened.child != talk.account.child:
        raise UnknownInvitation
    await binding.turn_to(talk.account, opened.invitation)
    if button.press is Press.HELP_FIRST:
        return await help_first(talk.service, opened, talk.place, talk.once)
    if button.press is Press.OPEN or opened.begun or opened.finished:
        return await welcome(talk.service, opened, talk.place, talk.once)
    if button.press is Press.DECLINE:
        await answering.decline(talk.service, opened.invitation)
        return talk.told("telegram-declined")
    return talk.said(await answering.agree(talk.service, opened.invitation, "telegram", once=talk.once))


async def _about_question(talk: Conversation, button: Button) -> Calls:
    turn = await _turn_of(talk, button)
    if turn.child != talk.account.child:
        raise UnknownSession
    await binding.turn_to(talk.account, turn.invitation)
    question = turn.questionnaire.questions[button.question]
    if button.press is Press.TOGGLE and _is_open(turn, question, button.revision):
        return speak.speak(talk.service, speak.standing(turn), talk.place, mask=button.value)
    action = _ACTIONS.get(button.press, Action.ANSWER)
    value = value_of(button, question) if action is Action.ANSWER else None
    return await talk.replied(turn, Reply(question.id, button.revision, value, action))


async def _turn_of(talk: Conversation, button: Button) -> Turn:
    """Where the button's session stands: as it was read with the input, where its chat is about that one."""
    stored = talk.about.stored if talk.about else None
    if stored is None or stored.session.id != button.subject:
        return await answering.look(talk.service, button.subject)
    return await answering.standing(talk.service, talk.about)


async def _called(talk: Conversation, button: Button) -> Calls:
    """A call for help by a button whose session takes nothing else, or is another's; where they stand comes below."""
    own = (talk.about.stored.session.id,) if talk.about and talk.about.stored else ()
    lines = await rung(talk.service, (button.subject, *own), talk.place, child=talk.account.child)
    return (*lines, *await _stands_now(replace(talk, place=Place())))


async def _stands_now(talk: Conversation) -> Calls:
    """Where it stands, read anew; or that there is nothing to answer."""
    try:
        return await talk.standing(anew=True)
    except UnknownInvitation:
        return talk.told("telegram-nothing-open")


def _is_open(turn: Turn, question: Question, revision: int) -> bool:
    return (turn.step.question, turn.session.revision) == (question, revision)
