"""A visitor of the pages without a browser: posts what a page's form holds, and reads what a page shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

from aiohttp import ClientResponse

from tests.support.invited import Client

_HIDDEN = ("form", "to", "revision")


@dataclass
class Page(HTMLParser):
    """What is on a page: its text, its elements, and the fields and buttons of its forms.

    The links of the part that opens when help is asked for are apart from those that are there at once.
    """

    text: str = ""
    elements: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    help: list[str] = field(default_factory=list)
    kind: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._in_help = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        held = {name: value or "" for name, value in attrs}
        self.elements.append(tag)
        if tag == "form" and "question" in held.get("class", ""):
            self.kind = held["class"].split()[1]
        if tag == "input" and held.get("type") == "hidden":
            self.fields[held["name"]] = held["value"]
            self.hidden.append((held["name"], held["value"]))
        if tag == "button" or held.get("type") == "checkbox":
            self.buttons.append((held.get("name", ""), held.get("value", "")))
        if tag == "section":
            self._in_help = held.get("id") == "help"
        if tag == "a":
            (self.help if self._in_help else self.links).append(held["href"])

    def handle_endtag(self, tag: str) -> None:
        """Note the end of one."""
        self._in_help = self._in_help and tag != "section"

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data

    @property
    def codes(self) -> list[str]:
        """The options that can be chosen."""
        return [value for name, value in self.buttons if name == "value"]


def parsed(html: str) -> Page:
    """A page as its reader meets it."""
    page = Page()
    page.feed(html)
    page.close()
    return page


@dataclass
class Visitor:
    """Somebody with a browser that runs no scripts."""

    client: Client
    seen: list[str] = field(default_factory=list)

    async def get(self, address: str) -> tuple[int, Page]:
        """Open a page."""
        response = await self.client.get(address, allow_redirects=False)
        html = await response.text()
        self.seen.append(html)
        return response.status, parsed(html)

    async def post(
        self, address: str, fields: Sequence[tuple[str, str]] = (), *, headers: dict[str, str] | None = None
    ) -> ClientResponse:
        """Send a form, and stay where it leads to."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(list(fields), errors="surrogatepass")
        return await self.client.post(address, data=body, headers=form | (headers or {}), allow_redirects=False)

    async def agree(self, token: str) -> Page:
        """Tap the button that agrees, and see the first question."""
        response = await self.post(f"/s/{token}")
        assert (response.status, response.headers["Location"]) == (303, "/q")
        return (await self.get("/q"))[1]

    async def send(self, page: Page, *fields: tuple[str, str]) -> ClientResponse:
        """Send the form of a question page with these fields added."""
        return await self.post("/q", [*((name, page.fields[name]) for name in _HIDDEN), *fields])

    async def answer(self, page: Page, *fields: tuple[str, str]) -> Page:
        """Send a question's form and follow to the page after it."""
        response = await self.send(page, *fields)
        assert (response.status, response.headers["Location"]) == (303, "/q")
        return (await self.get("/q"))[1]

    def cookie(self, name: str = "q") -> str:
        """The value of a cookie that the browser holds; empty for none."""
        held = self.client.session.cookie_jar.filter_cookies(self.client.make_url("/"))
        return held[name].value if name in held else ""
