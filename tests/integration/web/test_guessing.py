"""Guessing at links: limited for whoever guesses, hopeless, and telling nothing."""

from datetime import date

import pytest

from surveys.errors import UnknownInvitation
from surveys.meters import DATABASE
from surveys.service.answering import open_code, open_link
from surveys.service.context import Service
from surveys.storage.models import Review
from tests.support.invited import Client, Invited, invite
from web.guesses import WRONG_LINKS


async def test_a_source_with_very_many_wrong_links_is_told_to_wait_and_right_ones_open_all_the_same(
    client: Client, invited: Invited
) -> None:
    async def tried(token: str, source: str) -> int:
        headers = {"X-Forwarded-For": source}
        return (await client.post("/api/v1/sessions", json={"token": token}, headers=headers)).status

    wrong = {await tried(f"guess-{number}", "198.51.100.1") for number in range(WRONG_LINKS)}
    page = await client.get("/s/guess", headers={"X-Forwarded-For": "198.51.100.1"})
    assert (wrong, await tried("guess", "198.51.100.1"), await tried("guess", "198.51.100.2")) == ({404}, 429, 404)
    assert (page.status, page.headers["Retry-After"]) == (429, "600")
    assert await tried(invited.token, "198.51.100.1") == 201


async def test_unknown_and_closed_links_and_codes_cost_the_same_reads(service: Service) -> None:
    late, cancelled = await invite(service), await invite(service)
    await Review.filter(id=late.review.id).update(date=date(2014, 3, 27))
    await Review.filter(id=cancelled.review.id).update(status="cancelled")
    reads = set()
    for token in ("unknown", late.token, cancelled.token):
        before = _reads()
        with pytest.raises(UnknownInvitation):
            await open_link(service, token)
        reads.add(_reads() - before)
    for code in ("ABCD-EFGH", late.code, cancelled.code):
        before = _reads()
        with pytest.raises(UnknownInvitation):
            await open_code(service, code)
        reads.add(_reads() - before)
    assert reads == {1}


def _reads() -> int:
    """How many reads of the database were counted so far."""
    counted = [line for line in DATABASE.samples() if "_count{" in line and '"read"' in line]
    return sum(int(line.rpartition(" ")[2]) for line in counted)
