"""Two children, one browser: each page goes on being about whose it is, whoever's link was opened last."""

import logging
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest

from surveys.service.context import Service
from surveys.storage.models import Review
from tests.support.invited import Invited, invite
from tests.support.paging import Page, Visitor, parsed

ANOTHER = "Another link is being used on this phone or computer now"
OWN = "open your own link again"


@dataclass(frozen=True, slots=True)
class Siblings:
    """Mine is the page that was left open; theirs is the link that was opened since, and the cookie."""

    mine: Invited
    theirs: Invited
    my_page: Page

    async def alerts(self) -> tuple[int, int]:
        """How many calls there are of each."""
        return len(await self.mine.alerts()), len(await self.theirs.alerts())


@pytest.fixture
async def siblings(service: Service, visitor: Visitor) -> Siblings:
    mine, theirs = await invite(service), await invite(service)
    my_page = await visitor.agree(mine.token)
    await visitor.agree(theirs.token)
    return Siblings(mine, theirs, my_page)


async def test_a_call_for_help_is_that_of_whom_the_page_is_about(visitor: Visitor, siblings: Siblings) -> None:
    cookie = visitor.cookie()
    answer = await visitor.send(siblings.my_page, ("action", "help"))
    page = parsed(await answer.text())
    assert (answer.status, await siblings.alerts(), visitor.cookie() == cookie) == (200, (1, 0), True)
    assert ("We have kept a note for staff that you asked" in page.text, OWN in page.text) == (True, True)
    assert ("/q" in page.links, page.hidden, "tel:08001111" in page.links) == (False, [], True)


@pytest.mark.parametrize("end", ["stop", "skip"])
async def test_so_it_is_from_a_page_after_the_end_or_a_stop(visitor: Visitor, service: Service, end: str) -> None:
    mine, theirs = await invite(service), await invite(service)
    page = await visitor.agree(mine.token)
    while page.kind:
        page = await visitor.answer(page, ("action", end))
    await visitor.agree(theirs.token)
    answer = await visitor.post("/q", [*page.hidden, ("action", "help")])
    calls = len(await mine.alerts()), len(await theirs.alerts())
    assert (answer.status, calls, "/help" in page.links) == (200, (1, 0), False)


async def test_so_it_is_where_the_other_link_has_closed_since(visitor: Visitor, siblings: Siblings) -> None:
    await Review.filter(id=siblings.theirs.review.id).update(status="cancelled")
    answer = await visitor.send(siblings.my_page, ("action", "help"))
    assert (answer.status, await siblings.alerts()) == (200, (1, 0))


async def test_so_it_is_where_nobody_s_link_is_open_any_more(visitor: Visitor, siblings: Siblings) -> None:
    await visitor.post("/leave")
    answer = await visitor.send(siblings.my_page, ("action", "help"))
    page = parsed(await answer.text())
    assert (answer.status, await siblings.alerts(), visitor.cookie()) == (200, (1, 0), "")
    assert ("We have kept a note for staff that you asked" in page.text, OWN in page.text) == (True, True)


@pytest.mark.parametrize(
    "given", [("value", "happy"), ("action", "skip"), ("action", "back"), ("action", "stop"), ("value", "nothing")]
)
async def test_nothing_else_is_taken_and_nothing_of_the_other_is_shown(
    visitor: Visitor, siblings: Siblings, given: tuple[str, str]
) -> None:
    answer = await visitor.send(siblings.my_page, given)
    page = parsed(await answer.text())
    assert (answer.status, ANOTHER in page.text, page.kind, "/help" in page.links) == (403, True, "", False)
    states = [(await each.status(), await each.answers()) for each in (siblings.mine, siblings.theirs)]
    assert (states, await siblings.alerts()) == ([("waiting", [])] * 2, (0, 0))
    called = await visitor.post("/q", [*page.hidden, ("action", "help")])
    assert (called.status, await siblings.alerts()) == (200, (1, 0))


async def test_a_page_whose_session_ended_in_this_browser_can_call_from_where_that_is_said(
    visitor: Visitor, siblings: Siblings
) -> None:
    await visitor.post("/leave")
    answer = await visitor.send(siblings.my_page, ("action", "skip"))
    page = parsed(await answer.text())
    assert (answer.status, ANOTHER in page.text, page.hidden) == (
        403, False, [("form", siblings.my_page.fields["form"])])  # fmt: skip


async def test_what_a_form_says_opens_nothing(visitor: Visitor, siblings: Siblings) -> None:
    form = siblings.my_page.fields["form"]
    await visitor.post("/leave")
    address = f"/q?{urlencode({'form': form, 'action': 'help'})}"
    by_address = [(await visitor.post(address)).status, (await visitor.client.get(address)).status]
    as_cookie = await visitor.client.get("/q", cookies={"q": form})
    bearer = {"Authorization": f"Bearer {form}"}
    api = [await visitor.client.get("/api/v1/session", headers=bearer)]
    api.append(await visitor.client.post("/api/v1/session/reply", json={"action": "help"}, headers=bearer))
    assert ([*by_address, as_cookie.status], [each.status for each in api]) == ([403, 403, 403], [401, 401])
    assert await siblings.alerts() == (0, 0)


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}])
async def test_not_from_another_site(visitor: Visitor, siblings: Siblings, headers: dict[str, str]) -> None:
    fields = [("form", siblings.my_page.fields["form"]), ("action", "help")]
    answer = await visitor.post("/q", fields, headers=headers)
    assert (answer.status, await siblings.alerts()) == (403, (0, 0))


@pytest.mark.parametrize("made_up", ["", "x", "{0}.", "{0}", "{0}.{2}", "{{{0}}}.{1}", "{1}.{0}", "{0}.{1}=", "\ud800"])
async def test_a_form_that_was_made_up_is_about_nobody_else(visitor: Visitor, siblings: Siblings, made_up: str) -> None:
    session, _, signed = siblings.my_page.fields["form"].partition(".")
    form = made_up.format(session, signed, "A" * len(signed))
    skipped = await visitor.post("/q", [("form", form), ("action", "skip")])
    called = await visitor.post("/q", [("form", form), ("action", "help")])
    assert (skipped.status, called.status, await siblings.alerts()) == (403, 303, (0, 1))
    await visitor.post("/leave")
    unheard = await visitor.post("/q", [("form", form), ("action", "help")])
    assert (unheard.status, await siblings.alerts()) == (403, (0, 1))


async def test_the_log_says_nothing_of_it(
    visitor: Visitor, siblings: Siblings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for action in ("skip", "help"):
        await visitor.send(siblings.my_page, ("action", action))
    logged = "\n".join(str(record.__dict__) for record in caplog.records)
    assert [part for part in siblings.my_page.fields["form"].split(".") if part in logged] == []
