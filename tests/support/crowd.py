"""Young people who answer as fast as they can, and remember what they were told is saved."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from surveys.conversation.replies import Action, Reply
from surveys.service import answering
from surveys.service.context import Service
from surveys.storage.models import Answer, Response
from tests.support import people

_PATIENCE_SECONDS = 60


@dataclass
class Answering:
    """One young person in a session. ``saved`` holds the revisions that were acknowledged."""

    session: UUID
    saved: list[int] = field(default_factory=list)
    moved: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def gone_on(self, count: int) -> None:
        """Wait until so many of their replies were acknowledged."""
        async with asyncio.timeout(_PATIENCE_SECONDS), self.moved:
            await self.moved.wait_for(lambda: len(self.saved) >= count)

    async def until(self, service: Service, enough: asyncio.Event) -> None:
        """Skip to the end and go back, over and over, until it is enough; the session never ends."""
        turn = await answering.look(service, self.session)
        back = False
        while not enough.is_set():
            question = turn.step.question
            done, of = turn.step.done, turn.step.of
            back = done >= of - 2 or (back and done > 0)
            action = Action.BACK if back else Action.SKIP
            given = Reply(question.id if question else None, turn.step.revision, action=action)
            turn = await answering.reply(service, self.session, given, channel="web")
            async with self.moved:
                self.saved.append(turn.session.revision)
                self.moved.notify_all()
            await asyncio.sleep(0)  # a reply that is answered from memory lets nobody else run


async def crowd(service: Service, size: int) -> list[Answering]:
    """So many young people who have just agreed."""
    everybody = []
    for number in range(size):
        child = await people.child(service, f"C{number}")
        invitation = await people.invited(service, child, await people.review(service, child, f"R{number}"))
        everybody.append(Answering((await answering.agree(service, invitation.id, "web")).session.id))
    return everybody


async def consistent(sessions: Collection[UUID]) -> dict[UUID, int]:
    """The revision each session stands at; every answer row belongs to one that it has reached.

    Raises:
        AssertionError: an answer is there that its session has not come to.
    """
    standing = {row.id: row.revision for row in await Response.filter(id__in=sessions)}
    beyond = [row.id for row in await Answer.all() if row.revision > standing[row.response_id]]
    assert beyond == []
    return standing
