"""What a chat is shown at a link's door, and what becomes of a call for help where nothing else is taken."""

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from bot import speak
from bot.calls import Calls
from bot.speak import Place
from surveys.conversation.replies import Action, Reply
from surveys.errors import UnknownSession
from surveys.service import answering
from surveys.service.calling import call_though_closed
from surveys.service.context import Service
from surveys.service.opening import Opened


async def welcome(service: Service, opened: Opened, place: Place, once: str) -> Calls:
    """What an open invitation shows: its introduction, its question where it has begun, or that it is done."""
    if opened.finished:
        key = "telegram-on-paper" if opened.on_paper else "telegram-finished-already"
        return speak.told(service, key, place, language=opened.questionnaire.language)
    if not opened.begun:
        return speak.introduction(service, opened, place)
    turn = await answering.agree(service, opened.invitation, "telegram", once=once)
    return speak.speak(service, turn if turn.effects else speak.standing(turn), place, again=not turn.effects)


async def help_first(service: Service, opened: Opened, place: Place, once: str) -> Calls:
    """Help from the introduction. What has begun since, or was answered on paper, is there to call about."""
    if not (opened.begun or opened.finished):
        return speak.help_first(service, opened, place)
    if opened.begun:
        turn = await answering.look_at_invitation(service, opened.invitation)
    else:
        turn = await answering.agree(service, opened.invitation, "telegram")
    calling = Reply(None, turn.session.revision, action=Action.HELP)
    after = await answering.reply(service, turn.session.id, calling, channel="telegram", once=once)
    return speak.speak(service, after, place, again=after.repeated)


async def rung(service: Service, sessions: Iterable[UUID], place: Place, *, child: UUID | None = None) -> Calls:
    """A call for help from the first of these that is there, and the child's; who can be rung is said in any case."""
    for session in sessions:
        with suppress(UnknownSession):
            turn = await call_though_closed(service, session, channel="telegram", child=child)
            return speak.rung(service, turn.questionnaire, place)
    return speak.rung(service, None, place)
