"""Every kind of page in Chromium: axe finds nothing, nothing runs off a small phone, everything can be tapped."""

from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from surveys.service.context import Service
from tests.e2e.web.conftest import Site
from tests.support.browsing import answer, kind_of, sideways, too_small
from tests.support.invited import invite

Colours = Literal["light", "dark"]

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


async def faults(page: Page) -> list[object]:
    """What is wrong with a page."""
    results = (await Axe().run(page, options=RULES)).response
    found: list[object] = [
        (rule["id"], node["target"], node["html"]) for rule in results["violations"] for node in rule["nodes"]
    ]
    return [*found, *await too_small(page), *[f"{await sideways(page)} px off"] * (await sideways(page) > 0)]


@pytest.mark.parametrize(("width", "colours"), [(320, "light"), (390, "dark"), (768, "light"), (1280, "dark")])
async def test_pages_around_the_questions(
    service: Service, site: Site, browser: Browser, width: int, colours: Colours
) -> None:
    invited = await invite(service, age=5)
    page = await browser.new_page(viewport={"width": width, "height": 700}, color_scheme=colours)
    addresses = [
        "",
        "/code",
        "/help",
        "/q",
        "/nothing",
        "/s/unknown",
        f"/s/{invited.token}",
        f"/s/{invited.token}/declined",
    ]
    found = {}
    for address in addresses:
        await page.goto(f"{site.address}{address}")
        found[address] = await faults(page)
    await page.goto(f"{site.address}/code")
    await page.get_by_role("button", name="Go").click()
    found["wrong code"] = await faults(page)
    assert found == {name: [] for name in found}


@pytest.mark.parametrize(("age", "colours"), [(5, "light"), (17, "dark")])
async def test_pages_with_a_session(service: Service, site: Site, browser: Browser, age: int, colours: Colours) -> None:
    invited = await invite(service, age=age)
    page = await browser.new_page(viewport={"width": 320, "height": 640}, color_scheme=colours)
    await page.goto(site.link(invited))
    await page.locator("button.main").click()
    await page.locator("a.help").click()
    found = {"help on the page": await faults(page)}
    await page.get_by_role("link", name="Back to the questions").click()
    while kind := await kind_of(page):
        found[kind] = await faults(page)
        if kind not in {"scale", "choice"}:
            await page.locator("form.question button.main").click()
            found[f"{kind} that does not fit"] = await faults(page)
        if "safe" in await page.get_by_role("heading", level=1).inner_text() and kind == "scale":
            await page.locator("button.option").last.click()
            found["concern"] = await faults(page)
        else:
            await answer(page)
    found["finished"] = await faults(page)
    await page.goto(f"{site.address}/help")
    found["help"] = await faults(page)
    await page.locator("button.urgent").click()
    found["asked"] = await faults(page)
    assert found == {name: [] for name in found}


async def test_the_page_of_a_pause(service: Service, site: Site, browser: Browser) -> None:
    page = await browser.new_page(viewport={"width": 320, "height": 640})
    await page.goto(site.link(await invite(service)))
    await page.locator("button.main").click()
    await page.get_by_role("button", name="Stop for now").click()
    assert await faults(page) == []


@pytest.mark.parametrize("age", [5, 9, 17])
async def test_nothing_runs_off_a_small_phone_with_letters_twice_as_large(
    service: Service, site: Site, browser: Browser, age: int
) -> None:
    page = await browser.new_page(viewport={"width": 320, "height": 640})
    await page.goto(site.link(await invite(service, age=age)))
    await page.locator("button.main").click()
    found: dict[str, int] = {}
    while kind := await kind_of(page):
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        found[kind] = max(found.get(kind, 0), await sideways(page))
        await page.get_by_role("button", name="Skip").click()
    assert found == dict.fromkeys(found, 0)
