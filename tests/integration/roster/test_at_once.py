"""Imports while others write: planned afresh, never applied to what has changed underneath."""

import asyncio
from pathlib import Path

from surveys.conversation.replies import Action, Reply
from surveys.service.answering import agree, reply
from surveys.service.context import Service
from surveys.service.importing import import_files
from surveys.service.inviting import invite
from surveys.service.selecting import Selection
from surveys.storage.models import Child, Invitation, Response
from tests.integration.roster.conftest import Take

CHILDREN = "child_id,date_of_birth,area\nC1,01/02/2000,North\n"
REVIEWS = "review_id,child_id,date,status\nR1,C1,10/04/2014,planned\n"
FORM = (
    "response_id,questionnaire,completed_on,question,answer,review_id\nF1,consultation,28/03/2014,know_pledge,know,R1\n"
)


async def _no_bot() -> None:
    return None


async def test_two_imports_of_the_same_files_store_them_once(service: Service, folder: Path) -> None:
    (folder / "children.csv").write_text(CHILDREN)
    done = await asyncio.gather(*(import_files(service, [folder]) for _ in range(2)))
    assert (sorted(each.plan.is_empty for each in done), await Child.all().count()) == ([False, True], 1)


async def test_a_form_and_the_last_answer_online_at_once_count_once(service: Service, take: Take) -> None:
    await take(children=CHILDREN, reviews=REVIEWS)
    await invite(service, Selection(), bot_name=_no_bot)

    await asyncio.gather(_answer_all(service, await Invitation.get()), take(responses=FORM), return_exceptions=True)

    assert await Response.filter(period__isnull=False).count() == 1


async def _answer_all(service: Service, invitation: Invitation) -> None:
    turn = await agree(service, invitation.id, "web")
    while turn.step.question:
        skip = Reply(turn.step.question.id, turn.session.revision, action=Action.SKIP)
        turn = await reply(service, turn.session.id, skip, channel="web")
