"""Where a response counts, as reviews move and leaving dates change."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from surveys.period import Period
from surveys.service.context import Service
from surveys.storage.counting import recount
from surveys.storage.models import Answer, Child, CountedAnswer, Response, Review
from tests.support import people

COMPLETED = datetime(2014, 1, 10, 12, tzinfo=UTC)


async def _response(child: Child | None, review: Review | None = None, questionnaire: str = "consultation") -> UUID:
    row = await Response.create(
        id=uuid4(),
        questionnaire=questionnaire,
        child_id=child.id if child else None,
        review_id=review.id if review else None,
        status="finished",
        channel="paper",
        language="en",
        area="North",
        started_at=COMPLETED,
        touched_at=COMPLETED,
        completed_at=COMPLETED,
        completed_on=COMPLETED.date(),
    )
    await Answer.create(
        response_id=row.id, question="understand_plan", revision=1, state="answered", codes="all", given_at=COMPLETED
    )
    await Answer.create(response_id=row.id, question="know_pledge", revision=2, state="skipped", given_at=COMPLETED)
    await recount([row.id])
    return row.id


async def _placed(response: UUID) -> tuple[str | None, str | None, UUID | None]:
    row = await Response.get(id=response)
    return (None if row.period is None else Period.from_number(row.period).id, row.uncounted, row.counts_for_id)


async def test_a_response_follows_its_review_to_another_quarter(service: Service) -> None:
    kid = await people.child(service)
    review = await people.review(service, kid)
    response = await _response(kid, review)
    assert await _placed(response) == ("2013-14-Q4", None, review.id)

    await Review.filter(id=review.id).update(date=date(2014, 4, 1))
    await recount([response])
    assert await _placed(response) == ("2014-15-Q1", None, review.id)


async def test_a_cancelled_review_leaves_its_response_to_the_next_planned_one(service: Service) -> None:
    kid = await people.child(service)
    cancelled = await people.review(service, kid, status="cancelled", date=date(2014, 2, 1))
    await people.review(service, kid, "R-held", status="held", date=date(2014, 3, 1))
    planned = await people.review(service, kid, "R-next", date=date(2014, 5, 1))
    assert await _placed(await _response(kid, cancelled)) == ("2014-15-Q1", None, planned.id)


async def test_a_cancelled_review_with_no_heir_leaves_it_to_the_day_of_completion(service: Service) -> None:
    kid = await people.child(service)
    cancelled = await people.review(service, kid, status="cancelled", date=date(2014, 5, 1))
    planned = await people.review(service, kid, "R-next", date=date(2014, 6, 1))
    own = await _response(kid, planned)
    assert await _placed(await _response(kid, cancelled)) == ("2013-14-Q4", None, None)
    assert await _placed(own) == ("2014-15-Q1", None, planned.id)


async def test_the_heirs_own_response_takes_its_place_back(service: Service) -> None:
    kid = await people.child(service)
    cancelled = await people.review(service, kid, status="cancelled", date=date(2014, 5, 1))
    planned = await people.review(service, kid, "R-next", date=date(2014, 6, 1))
    inherited = await _response(kid, cancelled)
    assert await _placed(inherited) == ("2014-15-Q1", None, planned.id)

    await _response(kid, planned)
    assert await _placed(inherited) == ("2013-14-Q4", None, None)


async def test_a_planned_review_before_a_cancelled_one_is_not_the_next(service: Service) -> None:
    kid = await people.child(service)
    cancelled = await people.review(service, kid, status="cancelled", date=date(2014, 6, 1))
    await people.review(service, kid, "R-before", date=date(2014, 5, 1))
    assert await _placed(await _response(kid, cancelled)) == ("2013-14-Q4", None, None)


async def test_of_two_cancelled_reviews_the_first_answered_leaves_its_response_to_the_next_planned(
    service: Service,
) -> None:
    kid = await people.child(service)
    cancelled = [
        await people.review(service, kid, f"R-{day}", status="cancelled", date=date(2014, 5, day)) for day in (1, 2)
    ]
    planned = await people.review(service, kid, "R-next", date=date(2014, 6, 1))
    later, earlier = sorted([await _response(kid, each) for each in cancelled])
    await Response.filter(id=later).update(completed_on=date(2014, 1, 11))
    await recount([later])
    assert await _placed(earlier) == ("2014-15-Q1", None, planned.id)
    assert await _placed(later) == ("2013-14-Q4", None, None)


async def test_without_a_review_it_counts_where_it_was_completed(service: Service) -> None:
    assert await _placed(await _response(None)) == ("2013-14-Q4", None, None)


@pytest.mark.parametrize(
    ("leaving", "expected"),
    [
        ({"care_ended": date(2013, 12, 31), "leaving_code": "E11"}, ("2013-14-Q3", None, None)),
        ({"care_ended": date(2014, 3, 31)}, ("2013-14-Q4", None, None)),
        ({}, (None, "not left", None)),
        ({"care_ended": date(2014, 3, 31), "leaving_code": "X1"}, (None, "leaving code", None)),
        ({"care_ended": date(2014, 3, 31), "leaving_code": "E3"}, (None, "leaving code", None)),
        ({"care_ended": date(2014, 3, 31), "date_of_birth": date(2006, 4, 1)}, (None, "under 8", None)),
        ({"care_ended": date(2014, 3, 31), "date_of_birth": date(2006, 3, 31)}, ("2013-14-Q4", None, None)),
    ],
)
async def test_an_exit_interview_counts_where_the_child_left(
    service: Service, leaving: dict[str, Any], expected: tuple[str | None, str | None, UUID | None]
) -> None:
    kid = await people.child(service, **leaving)
    assert await _placed(await _response(kid, questionnaire="exit_interview")) == expected


async def test_counting_again_changes_nothing(service: Service) -> None:
    kid = await people.child(service)
    response = await _response(kid, await people.review(service, kid))
    columns = ("response_id", "period", "area", "age_band", "question", "option")
    before = sorted(await CountedAnswer.all().values_list(*columns))

    await recount([response])

    assert sorted(await CountedAnswer.all().values_list(*columns)) == before
    assert len(before) == 2


async def test_a_voided_response_is_counted_nowhere(service: Service) -> None:
    response = await _response(None)
    await Response.filter(id=response).update(voided_at=COMPLETED)
    await recount([response])
    assert await _placed(response) == (None, "voided", None)
    assert not await CountedAnswer.exists()


async def test_a_voided_response_of_the_next_planned_review_does_not_keep_its_place(service: Service) -> None:
    kid = await people.child(service)
    cancelled = await people.review(service, kid, status="cancelled", date=date(2014, 5, 1))
    planned = await people.review(service, kid, "R-next", date=date(2014, 6, 1))
    trial = await _response(kid, planned)
    await Response.filter(id=trial).update(voided_at=COMPLETED, completed_on=date(2014, 1, 9))
    assert await _placed(await _response(kid, cancelled)) == ("2014-15-Q1", None, planned.id)


@pytest.mark.parametrize(
    ("leaving", "stays"),
    [({"care_ended": date(2014, 4, 1)}, ("2014-15-Q1", None, None)), ({}, (None, "not left", None))],
)
async def test_what_is_cut_loose_from_its_child_stays_where_it_was(
    service: Service, leaving: dict[str, Any], stays: tuple[str | None, str | None, UUID | None]
) -> None:
    """It was completed in another quarter, which would be its place if it had never had a child."""
    response = await _response(await people.child(service, **leaving), questionnaire="exit_interview")
    await Response.filter(id=response).update(child_id=None, detached_on=date(2014, 6, 1))
    await recount([response])
    assert await _placed(response) == stays


async def test_a_consultation_that_is_cut_loose_stays_in_the_quarter_of_its_review(service: Service) -> None:
    kid = await people.child(service)
    response = await _response(kid, await people.review(service, kid, date=date(2014, 4, 1)))
    loose = {"child_id": None, "review_id": None, "counts_for_id": None, "detached_on": date(2014, 6, 1)}
    await Response.filter(id=response).update(**loose)
    await recount([response])
    assert await _placed(response) == ("2014-15-Q1", None, None)
    assert {row.period for row in await CountedAnswer.all()} == {Period(2014, 1).number}
