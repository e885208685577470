"""Guessing at links: limited for whoever guesses, hopeless, and telling nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pytest

from surveys.errors import UnknownInvitation
from surveys.meters import DATABASE
from surveys.service.context import Service
from surveys.service.opening import open_code, open_link
from surveys.storage.invitations import renew
from surveys.storage.models import Review
from surveys.storage.vault import CODE_ALPHABET
from tests.support.invited import Client, Invited, invite, visiting
from web.evenly import TICK, Pace
from web.guesses import WRONG_AT_ONE, WRONG_LINKS


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


async def test_a_link_that_many_sources_try_wrong_is_limited_for_all_of_them_and_opens_for_who_has_it(
    client: Client, invited: Invited
) -> None:
    async def opened(token: str, number: int) -> int:
        return (await client.get(f"/s/{token}", headers={"X-Forwarded-For": f"2001:db8:{number:x}::1"})).status

    nearly = [f"{invited.token[:11]}{number:011}" for number in range(WRONG_LINKS + 1)]
    statuses = [await opened(token, number) for number, token in enumerate(nearly)]
    assert statuses == [404] * WRONG_LINKS + [429]
    assert [await opened(invited.token, 1), await opened(invited.token, 9999)] == [200, 200]
    assert await opened("quite-another-link-22-", 1) == 404


async def test_half_a_code_that_many_sources_complete_wrong_is_kept_for_whoever_comes_fresh(
    client: Client, invited: Invited
) -> None:
    async def typed(code: str, number: int) -> int:
        headers = {"X-Forwarded-For": f"2001:db8:{number:x}::1"}
        return (await client.post("/code", data={"code": code}, headers=headers, allow_redirects=False)).status

    known = invited.code[:5]
    wrong = [f"{known}{first}{second}ZZ" for first in CODE_ALPHABET for second in CODE_ALPHABET][: WRONG_AT_ONE + 1]
    statuses = [await typed(code, number // 5) for number, code in enumerate(wrong)]
    assert statuses == [422] * (WRONG_AT_ONE + 1)  # the last comes from a source that has not been wrong yet
    assert [await typed(invited.code, 3), await typed(invited.code, 9999)] == [429, 303]
    assert await typed("2222-ABCD", 3) == 422


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


async def test_unknown_closed_cancelled_and_renewed_links_are_answered_alike_to_the_letter(
    client: Client, service: Service
) -> None:
    late, cancelled, renewed = await invite(service), await invite(service), await invite(service)
    await Review.filter(id=late.review.id).update(date=date(2014, 3, 27))
    await Review.filter(id=cancelled.review.id).update(status="cancelled")
    await renew(service.vault, [renewed.id], today=service.clock.today())
    answers: list[list[tuple[object, ...]]] = []
    for token in ("A" * 22, late.token, cancelled.token, renewed.token):
        told: list[tuple[object, ...]] = []
        for method, path in (("GET", ""), ("POST", ""), ("POST", "/decline"), ("GET", "/declined")):
            before = _reads()
            page = await client.request(method, f"/s/{token}{path}", allow_redirects=False)
            told.append((page.status, await page.read(), _told(page.headers), _reads() - before))
        before = _reads()
        plain = await client.post("/api/v1/sessions", json={"token": token})
        told.append((plain.status, await plain.read(), _told(plain.headers), _reads() - before))
        answers.append(told)
    assert [told == answers[0] for told in answers] == [True] * 4
    assert [told[-1] for told in answers[0]] == [1] * 5  # one read of the database each, and no second one


@dataclass(slots=True)
class Stopwatch:
    """A clock on which every look at an invitation takes so many ticks, and that keeps until when was waited."""

    looking: float
    shown: float = 0.0
    waited: list[float] = field(default_factory=list)

    def now(self) -> float:
        """The time, which has gone on since the last look at it."""
        shown, self.shown = self.shown, self.shown + self.looking * TICK
        return shown

    async def until(self, due: float) -> None:
        """Begin again at nought: what is kept is how long after the beginning it is due."""
        self.waited.append(due / TICK)
        self.shown = 0.0


@pytest.mark.parametrize(("looking", "due"), [(0.01, 1.0), (0.99, 1.0), (1.01, 2.0)])
async def test_whatever_opens_nothing_is_told_so_at_a_set_time_after_it_was_looked_for(
    service: Service, looking: float, due: float
) -> None:
    late, cancelled, renewed = await invite(service), await invite(service), await invite(service)
    await Review.filter(id=late.review.id).update(date=date(2014, 3, 27))
    await Review.filter(id=cancelled.review.id).update(status="cancelled")
    await renew(service.vault, [renewed.id], today=service.clock.today())
    clock = Stopwatch(looking)
    async with visiting(service, pace=Pace(clock.now, clock.until)) as client:
        for token, code in (("A" * 22, "ABCD-EFGH"), *((each.token, each.code) for each in (late, cancelled, renewed))):
            for method, path in (
                ("GET", ""),
                ("POST", ""),
                ("POST", "/decline"),
                ("GET", "/declined"),
                ("POST", "/help"),
            ):
                assert (await client.request(method, f"/s/{token}{path}")).status == 404
            assert (await client.post("/api/v1/sessions", json={"token": token})).status == 404
            assert (await client.post("/code", data={"code": code})).status == 422
    assert clock.waited == [due] * 4 * 7


async def test_what_opens_is_not_waited_for(service: Service, invited: Invited) -> None:
    clock = Stopwatch(0.5)
    async with visiting(service, pace=Pace(clock.now, clock.until)) as client:
        assert (await client.get(f"/s/{invited.token}")).status == 200
        assert (await client.post("/api/v1/sessions", json={"token": invited.token})).status == 201
        assert (await client.post("/code", data={"code": invited.code}, allow_redirects=False)).status == 303
    assert clock.waited == []


async def test_a_wait_ends_no_sooner_than_the_time_it_is_for() -> None:
    pace = Pace()
    due = pace.now() + TICK
    await pace.until(due)
    assert pace.now() >= due


def _told(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "Date"}


def _reads() -> int:
    """How many reads of the database were counted so far."""
    counted = [line for line in DATABASE.samples() if "_count{" in line and '"read"' in line]
    return sum(int(line.rpartition(" ")[2]) for line in counted)
