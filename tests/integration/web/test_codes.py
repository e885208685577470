"""The short code of a letter."""

import pytest

from tests.support.invited import Invited
from tests.support.paging import Visitor
from web.guesses import WRONG_TRIES


@pytest.mark.parametrize("written", [str, str.lower, lambda code: f"  {code.replace('-', ' ')} "])
async def test_a_code_leads_to_its_link_however_it_is_written(
    visitor: Visitor, invited: Invited, written: object
) -> None:
    assert callable(written)
    response = await visitor.post("/code", [("code", written(invited.code))])
    assert (response.status, response.headers["Location"]) == (303, f"/s/{invited.token}")
    assert await invited.outcome() == "invited"


@pytest.mark.parametrize("code", ["", "ABCD-EFGH", "\ud800\0", "x" * 5000])
async def test_a_wrong_code_is_met_kindly(visitor: Visitor, code: str) -> None:
    response = await visitor.post("/code", [("code", code)])
    assert (response.status, "does not open anything" in await response.text()) == (422, True)


async def test_a_source_with_too_many_wrong_codes_waits_and_nobody_else_does(
    visitor: Visitor, invited: Invited
) -> None:
    async def tried(code: str, source: str) -> int:
        headers = {"X-Forwarded-For": f"203.0.113.9, {source}"}
        return (await visitor.post("/code", [("code", code)], headers=headers)).status

    wrong = [await tried("ABCD-EFGH", "198.51.100.1") for _ in range(WRONG_TRIES)]
    assert (set(wrong), await tried(invited.code, "198.51.100.1")) == ({422}, 429)
    assert await tried(invited.code, "198.51.100.2") == 303
    assert (await visitor.get(f"/s/{invited.token}"))[0] == 200
