"""What an import counts, by sets, is what counting every response by itself comes to."""

from collections import Counter
from typing import Any

from surveys.service.context import Service
from surveys.storage.counting import recount
from surveys.storage.models import Code, CountedAnswer, Response, Tally
from tests.integration.roster.conftest import Take

CHILDREN = """child_id,date_of_birth,area,care_ended,leaving_code
C1,01/02/2000,North,,
C2,01/02/2002,South,10/03/2014,E11
C3,01/02/2001,North,11/03/2014,
C4,01/02/2001,West,12/12/2013,X1
C5,01/02/2001,North,12/03/2014,
"""
REVIEWS = """review_id,child_id,date,status
R1,C1,10/02/2014,cancelled
R2,C1,20/05/2014,planned
R3,C2,10/12/2013,held
"""
HEADER = "response_id,questionnaire,completed_on,question,answer,child_id,review_id,area,age_band\n"
BEFORE = (
    HEADER
    + """F1,consultation,08/02/2014,know_pledge,know,,R1,,
F3,consultation,08/12/2013,know_pledge,heard,,R3,,
"""
)
#: A skip, text, several choices, a pair whole, by half and not at all, a correction, one about nobody, one that counts nowhere,
#: and one that takes the place which a stored response had inherited.
AFTER = (
    HEADER
    + """F2,consultation,08/03/2014,know_pledge,,,R2,,
F2,consultation,08/03/2014,change,More pizza,,R2,,
F2,consultation,08/03/2014,who_listens,carer|friend|nobody,,R2,,
F3,consultation,08/12/2013,know_pledge,know,,R3,,
F3,consultation,08/12/2013,who_listens,carer,,R3,,
F4,consultation,08/03/2014,know_pledge,no,,,East,8-11
X2,exit_interview,12/03/2014,gave_views,always,C2,,,
X2,exit_interview,12/03/2014,views_considered,never,C2,,,
X3,exit_interview,12/03/2014,gave_views,,C3,,,
X4,exit_interview,12/03/2014,gave_views,always,C4,,,
X5,exit_interview,12/03/2014,iro_helpful,very,C5,,,
"""
)
Figures = tuple[Counter[tuple[Any, ...]], dict[tuple[int, ...], int]]
PLACE = ("period", "area", "age_band", "question", "option")


async def _counted() -> Figures:
    rows = await CountedAnswer.all().values_list("response_id", *PLACE, "cell")
    tally = await Tally.all().values_list(*PLACE, "other_question", "other_option", "responses")
    return Counter(rows), {row[:-1]: row[-1] for row in tally}


async def _counted_one_by_one() -> Figures:
    await CountedAnswer.all().delete()
    await Tally.all().delete()
    for row in await Response.all():
        await recount([row.id])
    return await _counted()


async def test_what_an_import_counts_by_sets_is_what_counting_one_by_one_comes_to(service: Service, take: Take) -> None:
    await take(children=CHILDREN, reviews=REVIEWS, responses=BEFORE)
    await take(responses=AFTER)
    counted = await _counted()
    assert counted == await _counted_one_by_one()
    words = {row.id: row.word for row in await Code.all()} | {0: "skipped", -1: "not asked"}
    pairs = [(words[key[4]], words[key[6]], times) for key, times in counted[1].items() if key[5]]
    assert None not in {row[-1] for row in counted[0]}
    assert (sorted(pairs), sum(counted[0].values())) == (
        [("always", "never", 1), ("skipped", "not asked", 1)], 12)  # fmt: skip
