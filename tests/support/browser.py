"""Chromium, driven as a young person's phone drives it."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, BrowserContext, async_playwright

#: Nothing that calls home: tests stay on this machine.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 390, "height": 844}


@asynccontextmanager
async def running() -> AsyncIterator[Browser]:
    """A fresh Chromium for the length of the block."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_program(), args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


async def phone(browser: Browser, *, scripts: bool = True) -> BrowserContext:
    """A private window of a phone's size; without scripts where the phone has none."""
    return await browser.new_context(
        viewport={"width": PHONE["width"], "height": PHONE["height"]},
        device_scale_factor=2,
        has_touch=True,
        java_script_enabled=scripts,
        locale="en-GB",
        timezone_id="Europe/London",
    )


def _program() -> str:
    named = os.environ.get("MYSAY_TEST_CHROMIUM")
    found = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        raise RuntimeError("The browser tests need Chromium and found none: run 'make test', which installs it.")
    return found
