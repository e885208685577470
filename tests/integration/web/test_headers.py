"""What every answer carries, word for word, and what the cookies are, with https in front and on one's own machine."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from surveys.service.context import Service
from tests.support.invited import Client, Invited, always_ready
from web.access import ROUTES, Access, Route
from web.app import application

CARRIED = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Server": "mysay",
}
#: Whatever a browser would carry out though it stands in the page itself.
INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", re.IGNORECASE)


async def fails(_request: web.Request) -> web.Response:
    raise RuntimeError


async def not_telegram(_request: web.Request) -> web.Response:
    return web.Response(status=401)


MORE = (
    Route("GET", "/fails", fails, Access.PUBLIC),
    Route("POST", "/api/v1/fails", fails, Access.PUBLIC),
    Route("POST", "/telegram/webhook", not_telegram, Access.TELEGRAM),
)


@pytest.fixture(params=["https://mysay.example", "http://127.0.0.1:8080"])
def base_url(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def fronted(service: Service, base_url: str) -> AsyncIterator[Client]:
    app = application(replace(service, base_url=base_url), ready=always_ready, more=MORE)
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_every_route_carries_every_header_whatever_becomes_of_the_request(
    fronted: Client, invited: Invited, base_url: str
) -> None:
    carried = {**CARRIED, "Strict-Transport-Security": "max-age=31536000" if base_url.startswith("https") else None}
    routes = [(route.method, route.pattern.replace("{token}", invited.token)) for route in fronted.app[ROUTES]]
    heads = [("HEAD", path) for method, path in routes if method == "GET"]
    strays = [("GET", "/nothing"), ("PUT", "/q"), ("GET", "/s/unknown"), ("OPTIONS", "/api/v1/session"), ("TRACE", "/")]
    statuses = set()
    for method, path in [*routes, *heads, *strays]:
        for sent in (b"", b"\xff" * 70_000):
            answer = await fronted.request(method, path, data=sent or None, allow_redirects=False)
            assert {name: answer.headers.get(name) for name in carried} == carried, (method, path, answer.status)
            statuses.add(answer.status)
    assert statuses >= {200, 303, 400, 401, 403, 404, 405, 413, 500}


async def test_no_page_has_a_script_or_a_style_in_itself(fronted: Client, invited: Invited) -> None:
    link = f"/s/{invited.token}"
    for path in ("/", "/code", "/help", link, f"{link}/declined", "/s/unknown", "/q", "/nothing", "/fails"):
        answer = await fronted.get(path)
        text = await answer.text()
        assert (path, "<html" in text, INLINE.findall(text)) == (path, True, [])


async def test_cookies_are_pinned_to_the_host_where_there_is_https_and_never_within_reach(
    fronted: Client, invited: Invited, base_url: str
) -> None:
    agreed = await fronted.post(f"/s/{invited.token}", allow_redirects=False)
    name, secure = ("__Host-q", "; Secure") if base_url.startswith("https") else ("q", "")
    (session,) = [morsel.value for morsel in agreed.cookies.values() if morsel.key == name]
    shown = {"Cookie": f"{name}={session}"}
    page = await (await fronted.get("/q", headers=shown)).text()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    answered = await fronted.post("/q", data={**fields, "action": "help"}, headers=shown, allow_redirects=False)
    left = await fronted.post("/leave", headers=shown, allow_redirects=False)
    note = name.replace("q", "n")
    lines = [line for answer in (agreed, answered, left) for line in answer.headers.getall("Set-Cookie", [])]
    assert {line.partition("=")[0] for line in lines} == {name, note}
    for line in lines:
        rest = line.partition("; ")[2]
        attributes = re.sub(r"Max-Age=\d+; |expires=[^;]+; ", "", rest, flags=re.IGNORECASE)
        assert attributes == f"HttpOnly; Path=/; SameSite=Strict{secure}", line


async def test_a_cookie_without_the_pin_opens_nothing_where_there_is_https(
    fronted: Client, invited: Invited, base_url: str
) -> None:
    agreed = await fronted.post(f"/s/{invited.token}", allow_redirects=False)
    (session,) = [morsel.value for morsel in agreed.cookies.values() if morsel.key.endswith("q")]
    fronted.session.cookie_jar.clear()
    named = {
        name: (await fronted.get("/q", headers={"Cookie": f"{name}={session}"})).status for name in ("q", "__Host-q")
    }
    right = "__Host-q" if base_url.startswith("https") else "q"
    assert named == {"q": 403, "__Host-q": 403, right: 200}
