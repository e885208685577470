"""An authority's first import, from files to tables."""

from datetime import UTC, date, datetime

from surveys.roster.plan import Tally
from surveys.service.context import Service
from surveys.storage.models import Answer, Child, Response, Review, Staff
from tests.integration.roster.conftest import Take

STAFF = "email,name,role\nIRO@example.org,Ira Officer,iro\n"
CHILDREN = (
    "child_id,date_of_birth,area,service,uasc,first_name,easy_read,iro\n"
    "C1,01/02/2004,North,Fostering,no,Sam,yes,iro@example.org\n"
    "C2,2000-03-04,South,,yes,,,\n"
)
REVIEWS = "review_id,child_id,date,status,participation\nR1,C1,10/02/2014,held,PN1\nR2,C2,2014-02-11,held,PN2\n"
RESPONSES = (
    "response_id,questionnaire,completed_on,question,answer,child_id,review_id\n"
    "F1,consultation,08/02/2014,understand_plan,all,,R1\n"
    "F1,consultation,08/02/2014,know_pledge,,,R1\n"
    "F2,consultation,09/02/2014,understand_plan,not_really,C2,R2\n"
)


async def test_all_of_it_is_stored_and_linked(service: Service, take: Take) -> None:
    done = await take(responses=RESPONSES, reviews=REVIEWS, children=CHILDREN, staff=STAFF)

    assert done.plan.tallies == {
        "staff": Tally(new=1), "children": Tally(new=2), "reviews": Tally(new=2), "responses": Tally(new=2)}  # fmt: skip
    iro = await Staff.get(email_hash=service.vault.hash("staff", "iro@example.org"))
    child = await Child.get(ref_hash=service.vault.hash("child", "C1"))
    assert (child.date_of_birth, child.area, child.service, child.uasc, child.easy_read, child.iro_id) == (
        date(2004, 2, 1), "North", "Fostering", False, True, iro.id)  # fmt: skip
    review = await Review.get(ref_hash=service.vault.hash("review", "R1"))
    assert (review.child_id, review.date, review.status, review.participation) == (
        child.id, date(2014, 2, 10), "held", "PN1")  # fmt: skip
    form = await Response.get(ref_hash=service.vault.hash("response", "F1"))
    assert (form.child_id, form.review_id, form.status, form.completed_on, form.completed_at, form.channel) == (
        child.id, review.id, "finished", date(2014, 2, 8), datetime(2014, 2, 8, 12, tzinfo=UTC), "paper")  # fmt: skip
    assert (form.area, form.service, form.age_band, form.iro_id, form.uasc) == (
        "North", "Fostering", "8-11", iro.id, False)  # fmt: skip
    answers = await Answer.filter(response_id=form.id).order_by("revision").values_list(
        "question", "revision", "state", "codes")  # fmt: skip
    assert answers == [("understand_plan", 1, "answered", "all"), ("know_pledge", 2, "skipped", "")]


async def test_what_is_read_back_opens_with_the_vault(service: Service, take: Take) -> None:
    await take(children=CHILDREN, staff=STAFF)
    child, vault = await Child.get(ref_hash=service.vault.hash("child", "C1")), service.vault

    opened = (
        vault.open(child.ref_sealed, table="child", row=child.id, column="ref"),
        vault.open(child.first_name_sealed or "", table="child", row=child.id, column="first_name"),
    )
    assert opened == ("C1", "Sam")


async def test_responses_count_in_the_period_of_their_review(take: Take) -> None:
    await take(responses=RESPONSES, reviews=REVIEWS, children=CHILDREN, staff=STAFF)
    assert await Response.all().values_list("period", "uncounted") == [(2013 * 4 + 3, None)] * 2


async def test_a_second_import_of_the_same_files_changes_nothing(take: Take) -> None:
    files = {"responses": RESPONSES, "reviews": REVIEWS, "children": CHILDREN, "staff": STAFF}
    await take(**files)
    before = [await model.all().order_by("id").values() for model in (Staff, Child, Review, Response, Answer)]

    again = await take(**files)

    assert again.plan.is_empty
    assert [await model.all().order_by("id").values() for model in (Staff, Child, Review, Response, Answer)] == before
