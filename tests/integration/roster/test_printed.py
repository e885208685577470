"""Printed figures beside what a report counts itself: warned of, whether they come together or one after the other."""

from tests.integration.roster.conftest import Take

HISTORY = (
    "period,indicator,count,base\n2013-14-Q4,consultation.response,100,1000\n2013-14-Q4,exit_interview.response,12,40\n"
)
CHILDREN = "child_id,date_of_birth,area,care_ended\nC1,01/02/2000,North,\nC2,01/02/2000,North,\nC3,01/02/2000,North,01/03/2014\n"
REVIEWS = "review_id,child_id,date,status\nR1,C1,10/02/2014,held\nR2,C2,11/02/2014,held\n"
KEPT = "over these, with the responses there are, and the printed one is kept beside it."


async def test_two_reviews_and_a_leaver_beside_the_printed_rates_of_their_quarter(take: Take) -> None:
    done = await take(history=HISTORY, children=CHILDREN, reviews=REVIEWS)
    assert done.plan.warnings == (
        f"history.csv row 2: this import also brings held reviews of 2013-14-Q4; consultation.response is counted {KEPT}",
        f"history.csv row 3: this import also brings leavers of 2013-14-Q4; exit_interview.response is counted {KEPT}",
    )


async def test_they_are_warned_of_when_the_rates_are_stored_already_and_once(take: Take) -> None:
    await take(history=HISTORY)
    files = {"children": CHILDREN, "reviews": REVIEWS}
    warned = [(await take(**files)).plan.warnings for _ in range(2)]
    assert warned == [
        (
            (
                "this import brings held reviews or leavers of quarters with printed figures: consultation.response of "
                f"2013-14-Q4, exit_interview.response of 2013-14-Q4. Each is counted {KEPT}"
            ),
        ),
        (),
    ]
