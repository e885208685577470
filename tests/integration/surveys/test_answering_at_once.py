"""Coming back and answering at the same moment, on several screens: whoever is later waits, and nobody is refused."""

import asyncio

from surveys.conversation.replies import Action, Reply
from surveys.invitation.outcomes import Outcome
from surveys.service import answering
from surveys.service.answering import Turn
from surveys.service.context import Service
from surveys.storage.models import Invitation
from tests.support.invited import invite

TIMES, SCREENS = 10, 3


async def test_agreeing_again_and_a_first_answer_never_wait_for_each_other(service: Service) -> None:
    invited = await invite(service, age=17)
    session = (await answering.agree(service, invited.id, "web")).session
    came: list[Turn | BaseException] = []
    for number in range(TIMES):
        await Invitation.filter(id=invited.id).update(outcome=Outcome.STARTED)
        turn = await answering.look(service, session.id)
        assert turn.step.question is not None
        skipped = Reply(turn.step.question.id, turn.session.revision, action=Action.SKIP)
        came += await asyncio.gather(
            *(answering.agree(service, invited.id, "web", once=f"a{number}:{screen}") for screen in range(SCREENS)),
            answering.reply(service, session.id, skipped, channel="telegram", once=f"s{number}"),
            *(answering.agree(service, invited.id, "web", once=f"b{number}:{screen}") for screen in range(SCREENS)),
            return_exceptions=True,
        )
    refused = [each for each in came if isinstance(each, BaseException)]
    after = await answering.look(service, session.id)
    assert (refused, after.session.revision, await invited.outcome()) == ([], TIMES, Outcome.PARTIAL)
