"""Several processes at once on one database: nothing is applied twice, nothing is lost, nobody is refused."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process

from surveys.service import answering
from surveys.service.context import Service
from surveys.storage.models import Answer, CountedAnswer, Response
from tests.support.invited import invite
from tests.support.source import ROOT

RACERS = 3


async def test_a_session_answered_by_several_processes_at_once_is_answered_once(
    service: Service, database_url: str
) -> None:
    invited = await invite(service)
    begun = await answering.agree(service, invited.id, "web")
    racers = [await _racer(database_url, str(begun.session.id)) for _ in range(RACERS)]
    ran = await _race(racers)
    response = await Response.get(id=begun.session.id)
    questions = sorted(question.id for question in begun.questionnaire.path({}))
    assert [errors for _, errors in ran] == [""] * RACERS
    assert sum(int(taken) for taken, _ in ran) == response.revision == len(questions)
    assert sorted([answer.question for answer in await Answer.filter(response=response)]) == questions
    assert await CountedAnswer.filter(response_id=response.id).count() > 0
    assert (response.status, await invited.outcome()) == ("finished", "completed")


async def _racer(database_url: str, session: str) -> Process:
    command = (sys.executable, "-m", "tests.support.racing", database_url, session)
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=PIPE)


async def _race(racers: list[Process]) -> list[tuple[str, str]]:
    """Let them go once all are ready; what each wrote to its end."""
    for racer in racers:
        assert racer.stdout is not None
        assert await racer.stdout.readline() == b"ready\n"
    ends = await asyncio.gather(*(racer.communicate(b"go\n") for racer in racers))
    return [(out.decode(), errors.decode()) for out, errors in ends]
