"""The report as a page, in a real browser."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from analysis.render import rendered
from tests.support import browser
from tests.unit.analysis.reports import report


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    file = tmp_path / "views.html"
    file.write_text(rendered(report(), "html"), encoding="utf-8")
    async with browser.running() as chromium:
        context = await browser.phone(chromium)
        opened = await context.new_page()
        await opened.goto(file.as_uri())
        yield opened


async def test_axe_finds_nothing_wrong(page: Page) -> None:
    results = await Axe().run(page)
    assert [each["id"] for each in results.response["violations"]] == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
async def test_no_width_makes_the_page_scroll_sideways(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    assert await page.evaluate("document.documentElement.scrollWidth") == width
