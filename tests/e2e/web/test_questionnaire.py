"""A whole questionnaire in Chromium, and everything a browser can do in the middle of one."""

import asyncio

import pytest
from playwright.async_api import Browser, Response, expect

from surveys.service.context import Service
from tests.e2e.web.conftest import Site
from tests.support.browser import phone
from tests.support.browsing import TYPED, answer, kind_of, sideways, skip_to, too_small
from tests.support.invited import invite


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_a_whole_questionnaire_on_a_phone(
    service: Service, site: Site, browser: Browser, *, scripts: bool
) -> None:
    invited = await invite(service, age=17)
    page = await (await phone(browser, scripts=scripts)).new_page()
    wrong: list[object] = []
    requests: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(error.message))
    page.on("request", lambda request: requests.append(request.url))
    await page.goto(site.link(invited))
    await page.get_by_role("button", name="OK, let’s start").click()
    kinds = set()
    while kind := await kind_of(page):
        kinds.add(kind)
        assert (await sideways(page), await too_small(page), page.url) == (0, [], f"{site.address}/q")
        assert TYPED not in await page.content()
        await answer(page)
    await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert (kinds, await invited.outcome()) == ({"scale", "choice", "choices", "text", "date"}, "completed")
    assert await invited.texts(service) == ["2014-03-02", TYPED]
    assert (wrong, [url for url in requests if not url.startswith(site.address)]) == ([], [])


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_the_back_button_and_refresh_show_nothing_and_change_nothing(
    service: Service, site: Site, browser: Browser, *, scripts: bool
) -> None:
    invited = await invite(service, age=9)
    page = await (await phone(browser, scripts=scripts)).new_page()
    await page.goto(site.link(invited))
    await page.get_by_role("button", name="OK, let’s start").click()
    await skip_to(page, "text")
    await answer(page)
    now = await page.get_by_role("heading", level=1).inner_text()
    held = await invited.answers()
    await page.reload()
    for _ in range(3):
        await page.go_back()
        typed = [await field.input_value() for field in await page.get_by_role("textbox").all()]
        assert (TYPED in await page.content(), TYPED in typed) == (False, False)
    await page.goto(f"{site.address}/q")
    assert (await page.get_by_role("heading", level=1).inner_text(), await invited.answers()) == (now, held)


async def test_going_back_in_the_browser_and_answering_again_is_harmless(
    service: Service, site: Site, browser: Browser
) -> None:
    invited = await invite(service)
    page = await (await phone(browser)).new_page()
    await page.goto(site.link(invited))
    await page.get_by_role("button", name="OK, let’s start").click()
    await answer(page)
    await expect(page.get_by_text("1 of 16 done")).to_be_visible()  # only then is there a page to go back from
    await page.go_back()
    await page.goto(f"{site.address}/q")
    await answer(page)
    assert [question for question, _, _ in await invited.answers()] == ["feel_today", "home_feel"]


async def test_two_tabs_on_one_questionnaire(service: Service, site: Site, browser: Browser) -> None:
    invited = await invite(service)
    context = await phone(browser)
    one, two = await context.new_page(), await context.new_page()
    await one.goto(site.link(invited))
    await one.get_by_role("button", name="OK, let’s start").click()
    await two.goto(f"{site.address}/q")
    await answer(one)
    await answer(two)
    await expect(two.get_by_text("You had already moved on from that question")).to_be_visible()
    assert [question for question, _, _ in await invited.answers()] == ["feel_today"]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_a_double_tap_answers_once(service: Service, site: Site, browser: Browser, *, scripts: bool) -> None:
    invited = await invite(service)
    page = await (await phone(browser, scripts=scripts)).new_page()
    await page.goto(site.link(invited))
    await page.get_by_role("button", name="OK, let’s start").click()
    await page.locator("button.option").nth(1).dblclick()
    await expect(page.get_by_text("1 of 16 done")).to_be_visible()
    assert await invited.answers() == [("feel_today", "answered", "happy")]


async def test_stopping_and_coming_back_in_another_browser(service: Service, site: Site, browser: Browser) -> None:
    invited = await invite(service)
    page = await (await phone(browser)).new_page()
    await page.goto(site.link(invited))
    await page.get_by_role("button", name="OK, let’s start").click()
    await answer(page)
    await page.get_by_role("button", name="Stop for now").click()
    await expect(page.get_by_role("heading", name="Stopped for now")).to_be_visible()
    other = await (await phone(browser, scripts=False)).new_page()
    await other.goto(site.link(invited))
    await other.get_by_role("button", name="Carry on").click()
    await expect(other.get_by_text("Welcome back")).to_be_visible()
    await expect(other.get_by_text("1 of 16 done")).to_be_visible()


async def test_no_thanks_and_a_change_of_mind(service: Service, site: Site, browser: Browser) -> None:
    invited = await invite(service)
    page = await (await phone(browser, scripts=False)).new_page()
    await page.goto(site.link(invited))
    await page.get_by_role("button", name="No thanks").click()
    await expect(page.get_by_role("heading", name="That’s fine")).to_be_visible()
    assert await invited.outcome() == "declined"
    await page.get_by_role("link", name="I have changed my mind").click()
    await page.get_by_role("button", name="OK, let’s start").click()
    assert (await kind_of(page), await invited.outcome()) == ("scale", "started")


async def test_help_from_the_middle_of_a_question_and_back_to_it(
    service: Service, site: Site, browser: Browser
) -> None:
    invited = await invite(service)
    page = await (await phone(browser, scripts=False)).new_page()
    await page.goto(site.link(invited))
    await page.get_by_role("button", name="OK, let’s start").click()
    await page.get_by_role("link", name="I need help now").click()
    await expect(page.get_by_role("link", name="0800 1111")).to_be_visible()
    await page.get_by_role("button", name="Ask an adult to get in touch with me").click()
    await expect(page.get_by_role("status")).to_contain_text("We have kept a note for staff")
    await page.get_by_role("link", name="Back to the questions").click()
    assert (await kind_of(page), await invited.alerts()) == ("scale", [("help", "feel_today")])


async def test_leaving_quickly_leaves_nothing_in_the_browser(service: Service, site: Site, browser: Browser) -> None:
    invited = await invite(service)
    context = await phone(browser)
    page = await context.new_page()
    await page.goto(site.link(invited))
    await page.get_by_role("button", name="OK, let’s start").click()
    await page.get_by_role("button", name="Leave this page").click()
    await page.wait_for_url(f"{site.address}/")
    kept = await page.evaluate("[localStorage.length, sessionStorage.length]")
    assert (await context.cookies(), kept) == ([], [0, 0])
    await page.go_back()
    await expect(page.get_by_role("heading", name="Please open your link again.")).to_be_visible()


async def test_without_a_connection_nothing_is_said_to_be_saved_and_what_was_typed_stays(
    service: Service, site: Site, browser: Browser
) -> None:
    invited = await invite(service, age=9)
    context = await phone(browser)
    page = await context.new_page()
    await page.goto(site.link(invited))
    await page.get_by_role("button", name="OK, let’s start").click()
    await skip_to(page, "text")
    await context.set_offline(True)
    await answer(page)
    await expect(page.get_by_text("You are not connected just now")).to_be_visible()
    assert await page.get_by_role("textbox").input_value() == TYPED
    await context.set_offline(False)
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert await invited.texts(service) == [TYPED]


async def test_everything_can_be_done_with_a_keyboard(service: Service, site: Site, browser: Browser) -> None:
    invited = await invite(service, age=5)
    page = await browser.new_page(viewport={"width": 1280, "height": 900})
    await page.goto(site.link(invited))
    await page.get_by_role("button", name="Let’s go!").press("Enter")
    while kind := await kind_of(page):
        if kind == "choices":
            await page.get_by_role("checkbox").first.press("Space")
            await page.get_by_role("button", name="Done").press("Enter")
        elif kind == "text":
            await page.get_by_role("textbox").press_sequentially("a dog")
            await page.get_by_role("button", name="Next").press("Enter")
        else:
            await page.locator("button.option").last.press("Enter")
    assert (await invited.outcome(), await invited.texts(service)) == ("completed", ["a dog"])


async def test_a_link_from_a_message_works_though_cookies_are_strict(
    service: Service, site: Site, browser: Browser
) -> None:
    invited = await invite(service)
    page = await (await phone(browser)).new_page()
    await page.route("https://mail.example/", lambda route: route.fulfill(
        body=f'<a href="{site.link(invited)}">open</a>', content_type="text/html"))  # fmt: skip
    await page.goto("https://mail.example/")
    await page.get_by_role("link").click()
    await page.get_by_role("button", name="OK, let’s start").click()
    await expect(page.get_by_text("0 of 16 done")).to_be_visible()


async def test_a_preview_that_opens_the_link_many_times_uses_nothing_up(
    service: Service, site: Site, browser: Browser
) -> None:
    invited = await invite(service)
    context = await phone(browser, scripts=False)

    async def look() -> Response | None:
        return await (await context.new_page()).goto(site.link(invited))

    seen = await asyncio.gather(*(look() for _ in range(5)))
    assert ([response and response.status for response in seen], await invited.outcome()) == ([200] * 5, "invited")
