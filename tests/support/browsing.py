"""What a young person does with a page of questions in a real browser."""

from playwright.async_api import Page

TYPED = "Mine alone: <b>words</b> & 🎈"


async def kind_of(page: Page) -> str:
    """The kind of the question on the page; empty when there is none."""
    form = page.locator("form.question")
    return ((await form.get_attribute("class")) or "").split()[1] if await form.count() else ""


async def answer(page: Page) -> None:
    """Answer the question on the page with something that fits."""
    match await kind_of(page):
        case "text":
            await page.get_by_role("textbox").fill(TYPED)
            await page.get_by_role("button", name="Next").click()
        case "date":
            for part, value in (("Day", "2"), ("Month", "3"), ("Year", "2014")):
                await page.get_by_label(part).fill(value)
            await page.get_by_role("button", name="Next").click()
        case "choices":
            await page.locator("label.option").nth(0).click()
            await page.locator("label.option").nth(1).click()
            await page.get_by_role("button", name="Done").click()
        case _:
            await page.locator("button.option").first.click()


async def skip_to(page: Page, kind: str) -> None:
    """Skip until a question of this kind."""
    while await kind_of(page) != kind:
        await page.get_by_role("button", name="Skip").click()


async def sideways(page: Page) -> int:
    """How many pixels of the page are beyond its edge."""
    return int(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


async def too_small(page: Page) -> list[str]:
    """What can be tapped and is less than 48 pixels high or wide."""
    found = await page.evaluate(
        """() => [...document.querySelectorAll("button, a, label.option, textarea, input:not([type])")]
            .filter(each => each.checkVisibility())
            .map(each => [each.textContent.trim() || each.name, each.getBoundingClientRect()])
            .filter(([name, box]) => box.height < 48 || box.width < 48)
            .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)"""
    )
    return [str(each) for each in found]
