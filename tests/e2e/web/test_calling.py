"""A call for help goes out of the page, whatever was sent before it and whatever the browser believes of its connection."""

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from surveys.service.context import Service
from tests.e2e.web.conftest import Site
from tests.support.browser import phone
from tests.support.browsing import TYPED, skip_to
from tests.support.invited import Invited, invite

#: A browser that is sure to have no connection, and has one.
WRONG = "Object.defineProperty(navigator, 'onLine', {get: () => false})"
ADULT = "Ask an adult to get in touch with me"
TOLD = "You are not connected just now"


@pytest.fixture
async def context(browser: Browser) -> BrowserContext:
    return await phone(browser)


@pytest.fixture
async def invited(service: Service) -> Invited:
    return await invite(service, age=9)


@pytest.fixture
async def page(context: BrowserContext, site: Site, invited: Invited) -> Page:
    page = await context.new_page()
    await page.goto(site.link(invited))
    await page.get_by_role("button", name="OK, let’s start").click()
    return page


async def test_while_an_answer_is_on_its_way(page: Page, invited: Invited) -> None:
    buttons = ["button.option", "a.help", "button.urgent"]
    await page.evaluate("buttons => buttons.forEach(each => document.querySelector(each).click())", buttons)
    await expect(page.get_by_role("status")).to_contain_text("We have kept a note for staff")
    assert await invited.alerts() == [("help", "feel_today")]


async def test_though_the_browser_is_wrong_about_its_connection(page: Page, service: Service, invited: Invited) -> None:
    await skip_to(page, "text")
    await page.evaluate(WRONG)
    await page.get_by_role("textbox").fill(TYPED)
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_text(TOLD)).to_be_visible()
    await page.get_by_role("link", name="I need help now").click()
    await page.get_by_role("button", name=ADULT).click()
    await expect(page.get_by_role("status")).to_contain_text("We have kept a note for staff")
    assert ([cause for cause, _ in await invited.alerts()], await invited.texts(service)) == (["help"], [])
    await page.get_by_role("link", name="Back to the questions").click()
    assert await page.get_by_role("textbox").input_value() == TYPED


async def test_whoever_has_no_connection_is_told_first(context: BrowserContext, page: Page, invited: Invited) -> None:
    await page.get_by_role("link", name="I need help now").click()
    await context.set_offline(True)
    await page.get_by_role("button", name=ADULT).click()
    await expect(page.get_by_text(TOLD)).to_be_visible()
    await expect(page.get_by_role("link", name="0800 1111")).to_be_visible()
    await context.set_offline(False)
    await page.get_by_role("button", name=ADULT).click()
    await expect(page.get_by_role("status")).to_contain_text("We have kept a note for staff")
    assert await invited.alerts() == [("help", "feel_today")]


async def test_a_choice_is_let_through_when_it_is_made_again_and_typed_words_stay(page: Page, invited: Invited) -> None:
    await page.evaluate(WRONG)
    await page.locator("button.option").first.click()
    await expect(page.get_by_text(TOLD)).to_be_visible()
    assert await invited.answers() == []
    await page.locator("button.option").first.click()
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    await skip_to(page, "text")
    await page.evaluate(WRONG)
    await page.get_by_role("textbox").fill(TYPED)
    for _ in range(3):
        await page.get_by_role("button", name="Next").click()
    assert (await page.get_by_role("textbox").input_value(), len(await invited.answers())) == (TYPED, 1)
