"""A review that is given to another child, as when two records of one child are merged: nobody's words become another's."""

from pathlib import Path
from typing import Any

import pytest

from surveys.errors import ImportRefused, Refused
from surveys.service.answering import agree
from surveys.service.context import Service
from surveys.service.importing import import_files
from surveys.service.inviting import invite
from surveys.service.selecting import Selection
from surveys.service.voiding import void
from surveys.storage.invitations import Wanted, issue, review_subject
from surveys.storage.misplaced import misplaced
from surveys.storage.models import Child, Invitation, Response, Review
from tests.integration.roster.conftest import Take
from tests.support.meanwhile import another_process

CHILDREN = "child_id,date_of_birth,area\nC1,01/02/2000,North\nC3,01/02/2000,South\n"
REVIEWS = "review_id,child_id,date,status\n"
STORED, HANDED_ON = REVIEWS + "R1,C1,10/04/2014,planned\n", REVIEWS + "R1,C3,10/04/2014,planned\n"
RESPONSES = "response_id,questionnaire,completed_on,question,answer,child_id,review_id\n"
FORM = RESPONSES + "F1,consultation,28/03/2014,know_pledge,know,C1,R1\n"
ASKED = (
    "reviews.csv row 2: child_id 'C3': review 'R1' is stored as one of child 'C1', who was invited to it or has answered; "
    "leave it with them, and give this review an id of its own."
)
ON_PAPER = (
    "reviews.csv row 2: child_id 'C3': review 'R1' is stored as one of child 'C1', and response 'F1' is about it; "
    "import that again with this, for 'C3', or give this review an id of its own."
)


async def _no_bot() -> None:
    return None


async def _invited(service: Service) -> Invitation:
    await invite(service, Selection(), bot_name=_no_bot)
    return await Invitation.get()


async def _areas() -> tuple[str, list[Any]]:
    """Where the child of the review lives, and for which areas its responses count."""
    child = await Child.get(reviews__ref_hash__isnull=False)
    return child.area, list(await Response.filter(period__isnull=False).values_list("area", flat=True))


async def _refused(take: Take, **files: str) -> tuple[str, ...]:
    with pytest.raises(ImportRefused) as refused:
        await take(**files)
    assert not await misplaced("invitation", "review_id", [(await Review.get()).id])
    return refused.value.problems


async def test_one_that_nobody_was_invited_to_or_has_answered_is(take: Take) -> None:
    await take(children=CHILDREN, reviews=STORED)
    await take(reviews=HANDED_ON)
    assert await _areas() == ("South", [])


async def test_one_that_somebody_was_invited_to_is_not(service: Service, take: Take) -> None:
    await take(children=CHILDREN, reviews=STORED)
    await _invited(service)
    assert await _refused(take, reviews=HANDED_ON) == (ASKED,)
    assert await _areas() == ("North", [])


async def test_one_that_somebody_answers_about_is_not(service: Service, take: Take) -> None:
    await take(children=CHILDREN, reviews=STORED)
    await agree(service, (await _invited(service)).id, "web")
    form = FORM.replace("C1", "C3")
    assert await _refused(take, reviews=HANDED_ON, responses=form) == (ASKED,)


async def test_one_that_a_stored_form_is_about_is_not(take: Take) -> None:
    await take(children=CHILDREN, reviews=STORED, responses=FORM)
    assert await _refused(take, reviews=HANDED_ON) == (ON_PAPER,)
    assert await _areas() == ("North", ["North"])


async def test_one_that_a_voided_form_is_about_is_not_for_that_form_stays_as_it_is(
    service: Service, take: Take
) -> None:
    await take(children=CHILDREN, reviews=STORED, responses=FORM)
    await void(service, "F1", reason="a trial", actor="qa")
    assert await _refused(take, reviews=HANDED_ON, responses=FORM.replace("C1", "C3")) == (ASKED,)


@pytest.mark.parametrize("about", ["C3,R1", ",R1", "C1,"])
async def test_one_whose_form_moves_along_or_away_with_it_is(take: Take, about: str) -> None:
    await take(children=CHILDREN, reviews=STORED, responses=FORM)
    await take(reviews=HANDED_ON, responses=FORM.replace("C1,R1", about))
    assert await _areas() == ("South", ["North" if about == "C1," else "South"])
    assert not await misplaced("response", "review_id", [(await Review.get()).id])


async def test_one_that_was_handed_on_before_this_was_refused_can_be_given_back(service: Service, take: Take) -> None:
    await take(children=CHILDREN, reviews=STORED)
    invitation = await _invited(service)
    other = await Child.get(area="South")
    await Review.all().update(child_id=other.id)
    await take(reviews=STORED)
    assert (await Review.get()).child_id == invitation.child_id


async def test_one_that_another_process_invites_to_in_the_very_moment_is_not(
    service: Service, take: Take, folder: Path, database_url: str
) -> None:
    await take(children=CHILDREN, reviews=STORED)
    (folder / "reviews.csv").write_text(HANDED_ON)

    def meanwhile(step: str) -> None:
        if step.startswith("Writing"):
            another_process(database_url, "invite")

    with pytest.raises(ImportRefused) as refused:
        await import_files(service, [folder], progress=meanwhile)
    assert (refused.value.problems, await _areas()) == ((ASKED,), ("North", []))


async def test_whoever_was_about_to_be_invited_to_it_is_not(service: Service, take: Take) -> None:
    await take(children=CHILDREN, reviews=STORED)
    review = await Review.get()
    wanted = Wanted("consultation", review.child_id, review.id, review_subject(review.id))
    await take(reviews=HANDED_ON)
    with pytest.raises(Refused, match="An import has just given a review to another child; run this again"):
        await issue(service.vault, [wanted], today=service.clock.today())
    assert await Invitation.all().count() == 0
