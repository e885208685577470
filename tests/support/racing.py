"""One of several processes that all answer the same session to its end, as fast as they can.

Run as ``python -m tests.support.racing DATABASE_URL SESSION``: says "ready", waits for a line so that all
start together, and says how many of its replies were taken.
"""

import asyncio
import sys
from uuid import UUID
from zoneinfo import ZoneInfo

from config import authority as authority_file
from config.settings import SHIPPED_AUTHORITY
from surveys.clock import Clock
from surveys.conversation.replies import Action, Reply
from surveys.questionnaire.library import Library
from surveys.service import answering
from surveys.service.answering import Turn
from surveys.service.context import Service
from surveys.storage.database import connected
from surveys.storage.keys import unlocked
from tests.support.keys import BASE_URL, NOW, vault


async def race(url: str, session: UUID) -> int:
    """Answer until the session is finished; how many of the replies were taken."""
    async with connected(url):
        service = await service_of_its_own()
        turn, taken = await answering.look(service, session), 0
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        while turn.step.question is not None:
            turn = await answering.reply(service, session, _skip(turn), channel="web")
            taken += not turn.stale and not turn.repeated
    return taken


async def service_of_its_own() -> Service:
    """The service as another process has it."""
    authority = authority_file.read(SHIPPED_AUTHORITY)
    library = Library.load(authority.questionnaires, authority.wording, authority)
    clock = Clock(ZoneInfo("Europe/London"), NOW)
    return Service(vault=await unlocked(vault()), library=library, authority=authority, clock=clock, base_url=BASE_URL)


def _skip(turn: Turn) -> Reply:
    question = turn.step.question
    return Reply(question.id if question else None, turn.step.revision, action=Action.SKIP)


if __name__ == "__main__":
    sys.stdout.write(str(asyncio.run(race(sys.argv[1], UUID(sys.argv[2])))))
