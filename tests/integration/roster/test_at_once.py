"""Imports while others write: planned afresh, never applied to what has changed underneath."""

import asyncio
from pathlib import Path

import pytest

from surveys.conversation.replies import Action, Reply
from surveys.service.answering import agree, reply
from surveys.service.context import Service
from surveys.service.importing import import_files
from surveys.service.inviting import invite
from surveys.service.selecting import Selection
from surveys.storage.models import Child, Invitation, Response
from tests.integration.roster.conftest import Take
from tests.support.meanwhile import another_process

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


@pytest.mark.parametrize(("about", "planned"), [("R1", 2), ("R2", 1)])
async def test_a_form_is_planned_afresh_for_who_begins_what_it_is_about_and_for_nobody_else(
    service: Service, take: Take, folder: Path, database_url: str, about: str, planned: int
) -> None:
    await take(children=CHILDREN, reviews=f"{REVIEWS}R2,C1,20/02/2014,held\n")
    await invite(service, Selection(), bot_name=_no_bot)
    for name, text in (("reviews", f"{REVIEWS}R2,C1,21/02/2014,held\n"), ("responses", FORM.replace("R1", about))):
        (folder / f"{name}.csv").write_text(text)
    written: list[str] = []

    def meanwhile(step: str) -> None:
        if step.startswith("Writing"):
            written.append(step)
            another_process(database_url, "begin")

    await import_files(service, [folder], progress=meanwhile)

    assert len(written) == planned
    online, paper = await Response.get(invitation_id__isnull=False), await Response.get(ref_hash__isnull=False)
    assert (online.status, paper.status) == ("closed" if about == "R1" else "waiting", "finished")


async def _answer_all(service: Service, invitation: Invitation) -> None:
    turn = await agree(service, invitation.id, "web")
    while turn.step.question:
        skip = Reply(turn.step.question.id, turn.session.revision, action=Action.SKIP)
        turn = await reply(service, turn.session.id, skip, channel="web")
