"""Where a response counts, rule by rule."""

from datetime import date
from typing import Any

import pytest

from surveys.period import Period
from surveys.storage.placing import Child, Place, Response, Review, places

DAY, LEFT = date(2014, 1, 10), date(2014, 2, 20)
HELD = Review("held", "child", date(2014, 2, 3), "held")
CANCELLED = Review("cancelled", "child", date(2014, 1, 6), "cancelled")
SAME_DAY = Review("same day", "child", date(2014, 1, 6), "planned")
EARLIER = Review("earlier", "child", date(2014, 1, 5), "planned")
NEXT = Review("next", "child", date(2014, 4, 7), "planned")
LATER = Review("later", "child", date(2014, 7, 7), "planned")
Q3 = Period(2013, 3)


def response(**known: Any) -> Response:
    """A consultation that was finished, about nothing in particular."""
    unknown: dict[str, Any] = dict.fromkeys(Response._fields)
    return Response(
        **unknown | {"id": "one", "questionnaire": "consultation", "status": "finished", "completed_on": DAY} | known
    )


def interview(**known: Any) -> Response:
    return response(questionnaire="exit_interview", child="child", **known)


def placed(*responses: Response, child: Child | None = None, reviews: tuple[Review, ...] = ()) -> dict[Any, Place]:
    return places(responses, {"child": child} if child else {}, {"child": list(reviews)})


@pytest.mark.parametrize(
    ("given", "reviews", "place"),
    [
        (response(), (), Place(DAY)),
        (response(review="held"), (HELD,), Place(HELD.date, review="held")),
        (response(review="next"), (NEXT,), Place(NEXT.date, review="next")),
        (response(review="cancelled"), (CANCELLED,), Place(DAY)),
        (response(review="cancelled"), (EARLIER, CANCELLED, NEXT, LATER), Place(NEXT.date, review="next")),
        (response(review="cancelled"), (CANCELLED, SAME_DAY), Place(SAME_DAY.date, review="same day")),
        (response(review="cancelled"), (CANCELLED, HELD), Place(DAY)),
        (response(review="held", voided_at=DAY), (HELD,), Place(None, "voided", "held")),
        (response(review="held", status="closed"), (HELD,), Place(None, "superseded", "held")),
        (response(review="held", status="active"), (HELD,), Place(None, "unfinished", "held")),
        (response(detached_on=DAY, period=Q3.number), (), Place(Q3.start)),
        (response(detached_on=DAY, uncounted="not left"), (), Place(None, "not left")),
    ],
    ids=[
        "without a review by its completion", "by its review", "though it is to come", "no other review",
        "the next that is planned", "one on the same day", "not one that was held", "voided", "a form took its place", "not finished",
        "cut loose, where it was", "cut loose, out as it was",
    ],
)  # fmt: skip  # a table
def test_a_consultation(given: Response, reviews: tuple[Review, ...], place: Place) -> None:
    assert placed(given, reviews=reviews) == {"one": place}


@pytest.mark.parametrize(
    ("child", "place"),
    [
        (None, Place(DAY)),
        (Child(date(2000, 1, 1), LEFT, "E4A"), Place(LEFT)),
        (Child(date(2000, 1, 1), LEFT, None), Place(LEFT)),
        (Child(date(2006, 2, 20), LEFT, None), Place(LEFT)),
        (Child(date(2006, 2, 21), LEFT, None), Place(None, "under 8")),
        (Child(date(2000, 1, 1), None, None), Place(None, "not left")),
        *((Child(date(2000, 1, 1), LEFT, code), Place(None, "leaving code")) for code in ("X1", "E2", "E3")),
    ],
)
def test_an_exit_interview(child: Child | None, place: Place) -> None:
    given = interview() if child else interview()._replace(child=None)
    assert placed(given, child=child) == {"one": place}


def test_what_is_about_a_review_comes_before_what_a_cancelled_one_left() -> None:
    left, own = response(id="left", review="cancelled"), response(id="own", review="next", completed_on=LEFT)
    assert placed(left, own, reviews=(CANCELLED, NEXT)) == {"left": Place(DAY), "own": Place(NEXT.date, review="next")}


def test_of_two_that_cancelled_reviews_left_the_older_gets_the_next() -> None:
    newer = response(id="newer", review="cancelled", completed_on=LEFT)
    older = response(id="older", review="cancelled")
    assert placed(newer, older, reviews=(CANCELLED, NEXT)) == {
        "older": Place(NEXT.date, review="next"),
        "newer": Place(LEFT),
    }


def test_a_review_that_is_another_childs_places_nothing() -> None:
    strange, own = response(review="strange"), response(id="two", review="held")
    assert placed(strange, own, reviews=(HELD,)) == {"one": Place(DAY), "two": Place(HELD.date, review="held")}
