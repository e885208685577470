"""Ten lines are written and not sent: what becomes of them when somebody taps something else. With scripts and without."""

from contextlib import suppress

import pytest
from playwright.async_api import Browser, BrowserContext, Error, Page, expect

from surveys.service.context import Service
from tests.e2e.web.conftest import Site
from tests.support.browser import phone
from tests.support.browsing import skip_to
from tests.support.invited import Invited, invite

LINES = "\n".join(f"line {number}: <b>words</b> & 🎈" for number in range(1, 11))


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
async def context(request: pytest.FixtureRequest, browser: Browser) -> BrowserContext:
    return await phone(browser, scripts=bool(request.param))


@pytest.fixture
async def invited(service: Service) -> Invited:
    return await invite(service, age=9)


@pytest.fixture
async def page(context: BrowserContext, site: Site, invited: Invited) -> Page:
    page = await context.new_page()
    await page.goto(site.link(invited))
    await page.get_by_role("button", name="OK, let’s start").click()
    await skip_to(page, "text")  # the second question
    await page.get_by_role("textbox").fill(LINES)
    return page


async def test_help_shows_whom_to_ring_though_the_connection_is_gone(context: BrowserContext, page: Page) -> None:
    await context.set_offline(True)
    await page.get_by_role("link", name="I need help now").click()
    await expect(page.get_by_role("link", name="0800 1111")).to_be_visible()
    await expect(page.get_by_role("textbox")).to_be_hidden()


@pytest.mark.parametrize("way_back", ["the page's", "the phone's"])
async def test_it_is_there_after_help(page: Page, service: Service, invited: Invited, way_back: str) -> None:
    await page.get_by_role("link", name="I need help now").click()
    await expect(page.get_by_role("link", name="0800 1111")).to_be_visible()
    if way_back == "the page's":
        await page.get_by_role("link", name="Back to the questions").click()
    else:
        await page.go_back()
    await expect(page.get_by_role("link", name="0800 1111")).to_be_hidden()
    assert await page.get_by_role("textbox").input_value() == LINES
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert (await invited.texts(service), await invited.alerts()) == ([LINES], [])


async def test_it_is_there_after_asking_for_an_adult(page: Page, service: Service, invited: Invited) -> None:
    await page.get_by_role("link", name="I need help now").click()
    await page.get_by_role("button", name="Ask an adult to get in touch with me").click()
    await expect(page.get_by_role("status")).to_contain_text("We have kept a note for staff")
    await expect(page.get_by_role("button", name="Ask an adult")).to_have_count(0)
    assert (await invited.texts(service), [cause for cause, _ in await invited.alerts()]) == ([], ["help"])
    await page.get_by_role("link", name="Back to the questions").click()
    assert await page.get_by_role("textbox").input_value() == LINES
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert await invited.texts(service) == [LINES]


async def test_a_phone_that_is_handed_on_shows_nothing_of_it(page: Page, context: BrowserContext, site: Site) -> None:
    await page.get_by_role("link", name="I need help now").click()
    await page.get_by_role("button", name="Ask an adult to get in touch with me").click()
    await expect(page.get_by_role("status")).to_be_visible()
    await page.get_by_role("button", name="Leave this page").click()
    await page.wait_for_url(f"{site.address}/")
    assert await context.cookies() == []
    for step in (page.go_back, page.reload, page.go_back, page.go_back):
        with suppress(Error):  # what was posted is shown by no browser unless it is sent again
            await step()
        typed = [await field.input_value() for field in await page.get_by_role("textbox").all()]
        assert ("line 1" in await page.content(), [text for text in typed if text]) == (False, [])


@pytest.mark.parametrize(("button", "heading"), [("Stop for now", "Stopped for now"), ("Back", None)])
async def test_whoever_goes_without_sending_it_is_told_that_it_is_not_kept(
    page: Page, service: Service, invited: Invited, button: str, heading: str | None
) -> None:
    await expect(page.get_by_text("It is saved once you tap Next.")).to_be_visible()
    await page.get_by_role("button", name=button, exact=True).click()
    await expect(page.get_by_text("What you were just writing was not sent, and has not been kept.")).to_be_visible()
    if heading:
        await expect(page.get_by_role("heading", name=heading)).to_be_visible()
    assert (await invited.texts(service), "line 1" in await page.content()) == ([], False)


async def test_whoever_had_written_nothing_is_told_nothing(page: Page) -> None:
    await page.get_by_role("textbox").fill(" \n ")
    await page.get_by_role("button", name="Stop for now").click()
    await expect(page.get_by_role("heading", name="Stopped for now")).to_be_visible()
    await expect(page.get_by_role("status")).to_have_count(0)
