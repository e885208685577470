"""Commands, to a chat that is about something: come back, help, stop for now."""

from typing import assert_never

from bot import speak
from bot.calls import Calls
from bot.conversing import Conversation
from bot.read import Command
from surveys.conversation.replies import Action, Reply
from surveys.conversation.session import Status
from surveys.service import answering


async def commanded(talk: Conversation, command: Command) -> Calls:
    """Apply a command.

    Raises:
        UnknownInvitation, UnknownSession: the chat is about nothing that is open.
    """
    match command:
        case Command.START:
            return await talk.welcomed()
        case Command.HELP:
            return await _helped(talk)
        case Command.STOP:
            return await _stopped(talk)
        case _:
            assert_never(command)


async def _helped(talk: Conversation) -> Calls:
    """How it works and who can be rung. Only the button asks for somebody."""
    turn = await talk.turn()
    lines = speak.help_lines(talk.service, language=turn.questionnaire.language if turn else "en")
    again = talk.again(turn) if turn and turn.session.status is Status.WAITING else ()
    return (*lines, *again)


async def _stopped(talk: Conversation) -> Calls:
    turn = await talk.turn()
    if turn is None:
        await answering.decline(talk.service, (await talk.invitation()).invitation)
        return talk.told("telegram-declined")
    if turn.step.question is None:
        return talk.told("telegram-stop-nothing")
    return await talk.replied(turn, Reply(turn.step.question.id, turn.session.revision, action=Action.STOP))
