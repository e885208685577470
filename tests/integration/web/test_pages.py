"""A young person's pages, without a browser."""

import asyncio

import pytest

from surveys.service.context import Service
from surveys.storage.models import Response, Review
from tests.support.invited import Invited, invite
from tests.support.paging import Page, Visitor

TYPED = '<b>my own words</b> & "more" 🎈\nsecond line'


def fitting(page: Page) -> list[tuple[str, str]]:
    """Something that fits the question on a page."""
    match page.kind:
        case "text":
            return [("value", TYPED.replace("\n", "\r\n"))]
        case "date":
            return [("day", "2"), ("month", "3"), ("year", "2014")]
        case "choices":
            return [("value", code) for code in page.codes[:2]]
        case _:
            return [("value", page.codes[0])]


async def test_a_link_shows_the_introduction_and_uses_nothing_up(visitor: Visitor, invited: Invited) -> None:
    address = f"/s/{invited.token}"
    for _ in range(3):
        await visitor.client.head(address)
        status, page = await visitor.get(address)
        assert (status, page.text.count("You can skip any question")) == (200, 1)
    assert "about 16 questions" in page.text
    assert (await invited.outcome(), await Response.all().count()) == ("invited", 0)


@pytest.mark.parametrize("behind", [".", ",", ")", ").", "%3E", "%E2%80%9D"])
async def test_what_a_message_puts_behind_a_link_does_no_harm(visitor: Visitor, invited: Invited, behind: str) -> None:
    assert (await visitor.get(f"/s/{invited.token}{behind}"))[0] == 200
    await visitor.agree(f"{invited.token}{behind}")
    assert await invited.outcome() == "started"


async def test_agreeing_gives_the_browser_a_session_that_scripts_and_other_sites_cannot_reach(
    visitor: Visitor, invited: Invited
) -> None:
    response = await visitor.post(f"/s/{invited.token}")
    cookie = response.cookies["q"]
    held = (cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["path"], cookie["secure"])
    assert (response.status, response.headers["Location"]) == (303, "/q")
    assert held == (True, "Strict", "7200", "/", "")
    assert await invited.outcome() == "started"


async def test_a_whole_questionnaire_on_which_no_page_shows_what_was_given(visitor: Visitor, service: Service) -> None:
    invited = await invite(service, age=17)
    page, given = await visitor.agree(invited.token), []
    while page.kind:
        given.append(page.kind)
        page = await visitor.answer(page, *fitting(page))
    assert "You have finished" in page.text
    assert (await invited.outcome(), set(given)) == ("completed", {"scale", "choice", "choices", "text", "date"})
    assert await invited.texts(service) == ["2014-03-02", TYPED]
    assert [html for html in visitor.seen if "my own words" in html] == []
    again = [await visitor.get(address) for address in ("/q", f"/s/{invited.token}")]
    assert [status for status, _ in again] == [200, 200]
    assert "You have finished" in again[0][1].text
    assert "already finished" in again[1][1].text


async def test_saved_is_said_once_and_only_after_it_is_saved(visitor: Visitor, invited: Invited) -> None:
    first = await visitor.agree(invited.token)
    second = await visitor.answer(first, ("value", "happy"))
    _, refreshed = await visitor.get("/q")
    assert ["Saved" in page.text for page in (first, second, refreshed)] == [False, True, False]


async def test_posting_twice_at_once_changes_things_once(visitor: Visitor, invited: Invited) -> None:
    page = await visitor.agree(invited.token)
    both = await asyncio.gather(*(visitor.send(page, ("value", "happy")) for _ in range(2)))
    assert [response.status for response in both] == [303, 303]
    assert await invited.answers() == [("feel_today", "answered", "happy")]


async def test_a_page_left_behind_leads_to_where_things_stand(visitor: Visitor, invited: Invited) -> None:
    old = await visitor.agree(invited.token)
    await visitor.answer(old, ("value", "happy"))
    now = await visitor.answer(old, ("value", "ok"))
    assert ("already moved on" in now.text, now.fields["to"]) == (True, "home_feel")
    assert await invited.answers() == [("feel_today", "answered", "happy")]


@pytest.mark.parametrize("bad", ["", "  ", "<i>\0</i>", "x" * 2001, "\ud800"])
async def test_what_does_not_fit_comes_back_with_the_reason_to_be_mended(
    visitor: Visitor, invited: Invited, bad: str
) -> None:
    page = await visitor.agree(invited.token)
    while page.kind != "text":
        page = await visitor.answer(page, ("action", "skip"))
    response = await visitor.send(page, ("value", bad))
    html = await response.text()
    assert (response.status, "<i>" in html, 'role="alert"' in html) == (422, False, True)
    assert {state for _, state, _ in await invited.answers()} == {"skipped"}


async def test_back_at_the_first_question_says_so(visitor: Visitor, invited: Invited) -> None:
    page = await visitor.agree(invited.token)
    after = await visitor.answer(page, ("action", "back"))
    assert "This is the first question" in after.text


async def test_an_earlier_answer_can_be_corrected(visitor: Visitor, invited: Invited) -> None:
    page = await visitor.answer(await visitor.agree(invited.token), ("value", "happy"))
    back = await visitor.answer(page, ("action", "back"))
    assert back.fields["to"] == "feel_today"
    await visitor.answer(back, ("value", "ok"))
    assert await invited.answers() == [("feel_today", "answered", "happy"), ("feel_today", "answered", "ok")]


async def test_stopping_and_coming_back_by_the_same_link(visitor: Visitor, invited: Invited) -> None:
    page = await visitor.answer(await visitor.agree(invited.token), ("value", "happy"))
    stopped = await visitor.answer(page, ("action", "stop"))
    assert ("Stopped for now" in stopped.text, await invited.outcome()) == (True, "stopped")
    again = await visitor.answer(page, ("value", "ok"))
    assert ("Stopped for now" in again.text, len(await invited.answers())) == (True, 1)
    _, door = await visitor.get(f"/s/{invited.token}")
    assert "Carry on" in door.text
    resumed = await visitor.agree(invited.token)
    assert (resumed.fields["to"], "Welcome back" in resumed.text) == ("home_feel", True)


async def test_no_thanks_is_recorded_and_leaves_a_way_back(visitor: Visitor, invited: Invited) -> None:
    response = await visitor.post(f"/s/{invited.token}/decline")
    status, page = await visitor.get(response.headers["Location"])
    assert (response.status, status, await invited.outcome()) == (303, 200, "declined")
    assert f"/s/{invited.token}" in page.links
    await visitor.agree(invited.token)
    assert await invited.outcome() == "started"


async def test_an_answer_that_needs_a_person_is_met_with_help_lines(visitor: Visitor, invited: Invited) -> None:
    page = await visitor.agree(invited.token)
    while page.fields["to"] != "feel_safe":
        page = await visitor.answer(page, ("action", "skip"))
    after = await visitor.answer(page, ("value", "never"))
    assert ("Thank you for telling us" in after.text, "tel:08001111" in after.links) == (True, True)
    assert await invited.alerts() == [("answer", "feel_safe")]


async def test_unknown_expired_and_cancelled_links_look_alike(visitor: Visitor, service: Service) -> None:
    expired, cancelled = [await invite(service) for _ in range(2)]
    await Review.filter(id=expired.review.id).update(date=service.clock.today().replace(day=27))
    await Review.filter(id=cancelled.review.id).update(status="cancelled")
    tokens = ("unknown", "%ff%00", expired.token, cancelled.token)
    statuses = {(await visitor.get(f"/s/{token}"))[0] for token in tokens}
    posts = {(await visitor.post(f"/s/{token}{more}")).status for token in tokens for more in ("", "/decline")}
    assert (statuses, posts, len(set(visitor.seen))) == ({404}, {404}, 1)


async def test_two_children_on_one_phone_are_never_crossed(visitor: Visitor, service: Service) -> None:
    mine, theirs = await invite(service), await invite(service)
    my_page = await visitor.agree(mine.token)
    await visitor.agree(theirs.token)
    response = await visitor.send(my_page, ("value", "very_unhappy"))
    assert (response.status, await mine.answers(), await theirs.answers()) == (403, [], [])


async def test_without_a_session_a_question_is_not_shown(visitor: Visitor) -> None:
    for name in ("/q", "/q?x=1"):
        status, page = await visitor.get(name)
        assert (status, "open your link again" in page.text) == (403, True)
    assert (await visitor.post("/q", [("action", "help")])).status == 403


async def test_leaving_forgets_the_session(visitor: Visitor, invited: Invited) -> None:
    await visitor.agree(invited.token)
    assert visitor.cookie() != ""
    response = await visitor.post("/leave")
    assert (response.status, response.headers["Location"], visitor.cookie()) == (303, "/", "")
    assert (await visitor.get("/q"))[0] == 403


async def test_no_thanks_after_the_end_changes_nothing(visitor: Visitor, invited: Invited) -> None:
    page = await visitor.agree(invited.token)
    while page.kind:
        page = await visitor.answer(page, ("action", "skip"))
    response = await visitor.post(f"/s/{invited.token}/decline", [])
    assert (response.status, response.headers["Location"]) == (303, f"/s/{invited.token}")
    assert (await invited.outcome(), await invited.status()) == ("completed", "finished")
