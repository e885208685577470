"""The four SSDA903 files, alone and over what is stored."""

from datetime import date

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
