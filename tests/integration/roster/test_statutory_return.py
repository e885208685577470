"""The four SSDA903 files, alone and over what is stored."""

from datetime import date

import pytest

from surveys.errors import ImportRefused
from surveys.service.context import Service
from surveys.storage.models import Child, Review
from tests.integration.roster.conftest import Take

RETURN = {
    "Header": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nC1,1,01/02/2000,WBRI,,,\nC2,2,05/06/1997,BAFR,,,\n",
    "Episodes": (
        "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
        "C1,01/05/2012,S,C2,N1,U1,PR4,,,,,,\n"
        "C2,01/05/2012,S,V2,N5,K2,PR4,03/06/2013,X1,,,,\nC2,03/06/2013,P,V2,N5,P2,PR4,10/01/2014,E4A,,,,\n"
    ),
    "Reviews": "CHILD,DOB,REVIEW,REVIEW_CODE\nC1,01/02/2000,10/02/2014,PN3\nC2,05/06/1997,05/12/2013,PN1\n",
    "UASC": "CHILD,SEX,DOB,DUC\nC2,2,05/06/1997,\n",
}
FILE = "review_id,child_id,date,status\n"
TWO_DAYS = "CHILD,DOB,REVIEW,REVIEW_CODE\nC1,01/02/2000,12/02/2014,PN3\nC1,01/02/2000,10/02/2014,PN1\n"

TAKEN = (
    "Reviews.csv row {}: the review of child '{}' on {} would get the id '{}', which that of child '{}' on {} has; give it an id of "
    "its own in a reviews file, together with this, or correct the day."
)


async def _days(service: Service) -> dict[str, date]:
    """The day of each review, by its id."""
    open_ = service.vault.open
    return {
        open_(row.ref_sealed, table="review", row=row.id, column="ref"): row.date
        for row in await Review.all().order_by("date")
    }


async def _refused(take: Take, **files: str) -> tuple[str, ...]:
    with pytest.raises(ImportRefused) as refused:
        await take(**files)
    return refused.value.problems


async def test_the_return_alone_makes_children_their_care_and_their_reviews(service: Service, take: Take) -> None:
    await take(**RETURN)
    children = await Child.all().order_by("date_of_birth").values_list(
        "area", "uasc", "care_started", "care_ended", "leaving_code", "legal_status", "placement")  # fmt: skip
    assert children == [
        ("not given", True, date(2012, 5, 1), date(2014, 1, 10), "E4A", "V2", "P2"),
        ("not given", None, date(2012, 5, 1), None, None, "C2", "U1")]  # fmt: skip
    assert await Review.get(ref_hash=service.vault.hash("review", "C1/2014-02-10")).values_list(
        "date", "status", "participation") == (date(2014, 2, 10), "held", "PN3")  # fmt: skip


async def test_the_return_over_stored_children_and_reviews_adds_to_them(take: Take) -> None:
    await take(
        children="child_id,date_of_birth,area\nC1,01/02/2000,North\nC2,05/06/1997,South\n",
        reviews="review_id,child_id,date,status\nR1,C1,10/02/2014,planned\n",
    )
    await take(confirm_leavers=True, **RETURN)
    assert await Child.all().order_by("area").values_list("area", "legal_status") == [("North", "C2"), ("South", "V2")]
    assert await Review.all().order_by("date").values_list("status", "participation") == [
        ("held", "PN1"),
        ("held", "PN3"),
    ]


async def test_the_return_again_changes_nothing(take: Take) -> None:
    await take(**RETURN)
    assert (await take(**RETURN)).plan.is_empty


async def test_a_review_file_after_the_return_names_its_reviews(service: Service, take: Take) -> None:
    await take(**RETURN)
    before = await Review.get(ref_hash=service.vault.hash("review", "C1/2014-02-10"))

    await take(reviews="review_id,child_id,date\nR1,C1,10/02/2014\n")

    after = await Review.get(ref_hash=service.vault.hash("review", "R1"))
    assert (after.id, after.status, await Review.all().count()) == (before.id, "held", 2)
    assert (await take(**RETURN)).plan.is_empty


async def test_a_review_of_the_return_lays_itself_over_no_other_that_has_come_by_its_id(
    service: Service, take: Take
) -> None:
    await take(**RETURN)
    await take(reviews=FILE + "C1/2014-02-10,C1,12/02/2014,held\nC1/2014-02-14,C2,13/02/2014,held\n")
    before = await _days(service)

    both = f"{TWO_DAYS}C1,01/02/2000,14/02/2014,PN1\n"
    assert await _refused(take, Reviews=both) == (
        TAKEN.format(3, "C1", "10/02/2014", "C1/2014-02-10", "C1", "12/02/2014"),
        TAKEN.format(4, "C1", "14/02/2014", "C1/2014-02-14", "C2", "13/02/2014"),
    )
    assert await _days(service) == before

    named = FILE + "R2,C1,10/02/2014,held\nR3,C1,14/02/2014,held\n"
    await take(Reviews=both, reviews_with_ids=named)
    assert await _days(service) == before | {"R2": date(2014, 2, 10), "R3": date(2014, 2, 14)}
    assert (await take(Reviews=both, reviews_with_ids=named)).plan.is_empty


async def test_nor_over_one_that_a_file_of_the_same_import_brings_by_its_id(take: Take) -> None:
    other = FILE + "C1/2014-02-10,C2,09/02/2014,held\n"
    assert await _refused(take, **{**RETURN, "others": other}) == (
        TAKEN.format(2, "C1", "10/02/2014", "C1/2014-02-10", "C2", "09/02/2014"),
    )


@pytest.mark.parametrize(
    "rows", ["R1,C1,10/02/2014,held\nC1/2014-02-10,C1,{},held\n", "C1/2014-02-10,C1,{},held\nR1,C1,10/02/2014,held\n"]
)
@pytest.mark.parametrize(("day", "stored"), [("12/02/2014", True), ("12/02/2014", False), ("10/02/2014", False)])
async def test_a_review_file_takes_over_no_review_that_it_names_by_the_id_of_the_return(
    service: Service, take: Take, rows: str, day: str, stored: bool
) -> None:
    await take(**(RETURN if stored else {"Header": RETURN["Header"]}))
    await take(reviews=FILE + rows.format(day))
    assert set(await _days(service)) >= {"R1", "C1/2014-02-10"}
    assert (await take(reviews=FILE + rows.format(day))).plan.is_empty


async def test_nor_one_that_has_become_another_since(service: Service, take: Take) -> None:
    await take(**RETURN)
    await take(reviews=FILE + "C1/2014-02-10,C1,12/02/2014,held\n")
    await take(reviews=FILE + "R1,C1,10/02/2014,held\n")
    assert await _days(service) == {
        "C2/2013-12-05": date(2013, 12, 5), "R1": date(2014, 2, 10), "C1/2014-02-10": date(2014, 2, 12)}  # fmt: skip
