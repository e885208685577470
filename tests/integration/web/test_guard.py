"""What stands before every handler."""

import logging
from dataclasses import replace
from http import HTTPStatus

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from tortoise.connection import get_connection

from surveys.service.context import Service
from tests.support.invited import Client, Invited, always_ready, invite, never_ready
from tests.support.paging import Visitor
from web.access import ROUTES, Access, Route
from web.app import application
from web.guard import HEADERS

SECRET = "what a child wrote"


async def fails(_request: web.Request) -> web.Response:
    raise RuntimeError(SECRET)


@pytest.fixture
def failing() -> list[Route]:
    return [Route("GET", "/fails/{token}", fails, Access.PUBLIC), Route("POST", "/api/v1/fails", fails, Access.PUBLIC)]


def test_every_route_that_answers_says_who_may_use_it(service: Service) -> None:
    app = application(service, ready=always_ready)
    answering = {(route.method, route.resource.canonical) for route in app.router.routes() if route.resource}
    declared = {(route.method, route.pattern) for route in app[ROUTES]}
    heads = {("HEAD", pattern) for method, pattern in declared if method == "GET"}
    assert answering == declared | heads


async def test_every_answer_carries_the_headers(client: Client, invited: Invited) -> None:
    routes = [(route.method, route.pattern.replace("{token}", invited.token)) for route in client.app[ROUTES]]
    strays = [("GET", "/nothing"), ("PUT", "/q"), ("POST", "/s/unknown"), ("GET", "/api/v1/nothing")]
    for method, path in [*routes, *strays]:
        response = await client.request(method, path, allow_redirects=False)
        carried = {name: response.headers.get(name) for name in HEADERS}
        assert (method, path, carried, response.headers["Cache-Control"]) == (method, path, HEADERS, "no-store")


async def test_only_what_changes_its_address_with_its_content_is_kept_by_browsers(client: Client) -> None:
    html = await (await client.get("/code")).text()
    address = html.split('rel="stylesheet" href="')[1].split('"')[0]
    style = await client.get(address)
    old = await client.get("/static/000000000000/page.css")
    assert (style.status, style.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert (style.headers["Content-Type"], old.status) == ("text/css; charset=utf-8", 404)


async def test_a_first_page_without_script_is_under_25_kilobytes(client: Client, invited: Invited) -> None:
    html = await (await client.get(f"/s/{invited.token}")).text()
    address = html.split('rel="stylesheet" href="')[1].split('"')[0]
    async with client.get(address) as style:
        assert len(html.encode()) + int(style.headers["Content-Length"]) < 25_000


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_what_another_site_sends_is_refused(visitor: Visitor, invited: Invited, headers: dict[str, str]) -> None:
    page = await visitor.agree(invited.token)
    fields = [*page.fields.items(), ("value", "happy")]
    for address in ("/q", f"/s/{invited.token}", f"/s/{invited.token}/decline", "/leave", "/code"):
        assert (await visitor.post(address, fields, headers=headers)).status == HTTPStatus.FORBIDDEN
    assert (await invited.answers(), await invited.outcome()) == ([], "started")


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": "null"}, {"Origin": "http://mysay.example"}],
)
async def test_our_own_forms_are_taken(visitor: Visitor, invited: Invited, headers: dict[str, str]) -> None:
    assert (await visitor.post(f"/s/{invited.token}", headers=headers)).status == HTTPStatus.SEE_OTHER


async def test_over_https_the_cookie_is_pinned_to_this_host(service: Service, invited: Invited) -> None:
    app = application(replace(service, base_url="https://mysay.example"), ready=always_ready)
    async with TestClient(TestServer(app)) as client:
        response = await client.post(f"/s/{invited.token}", allow_redirects=False)
    cookie = response.cookies["__Host-q"]
    assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")


@pytest.mark.parametrize(("ready", "status", "again"), [(always_ready, 500, None), (never_ready, 503, "30")])
async def test_a_fault_is_a_page_with_help_lines_and_no_details(
    service: Service, failing: list[Route], ready: object, status: int, again: str | None
) -> None:
    assert callable(ready)
    async with TestClient(TestServer(application(service, ready=ready, more=failing))) as client:
        page, program = await client.get("/fails/token"), await client.post("/api/v1/fails")
        text, plain = await page.text(), await program.json()
    assert (page.status, page.headers.get("Retry-After"), program.status) == (status, again, status)
    assert ("0800 1111" in text, SECRET in text, "Traceback" in text, list(plain)) == (
        True,
        False,
        False,
        ["error", "says"],
    )


async def test_with_the_database_gone_help_and_health_are_there(service: Service) -> None:
    invited = await invite(service)
    async with TestClient(TestServer(application(service, ready=never_ready))) as client:
        visitor = Visitor(client)
        page = await visitor.agree(invited.token)
        await get_connection("default").execute_script("DROP TABLE answer")
        sent = await visitor.send(page, ("value", "happy"))
        statuses = [(await visitor.get(address))[0] for address in ("/help", "/healthz", "/readyz", "/q", "/code")]
        lines = "0800 1111" in await sent.text()
    assert (sent.status, lines, statuses) == (503, True, [200, 200, 503, 503, 200])


async def test_logs_and_figures_hold_no_token_and_no_word(
    service: Service, failing: list[Route], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    invited = await invite(service)
    async with TestClient(TestServer(application(service, ready=always_ready, more=failing))) as client:
        visitor = Visitor(client)
        page = await visitor.agree(invited.token)
        token = visitor.cookie()
        await visitor.answer(page, ("value", "very_unhappy"))
        await client.get(f"/fails/{invited.token}?{SECRET}")
        await visitor.post("/code", [("code", invited.code)])
        figures = await (await client.get("/metrics")).text()
    logged = "\n".join(
        f"{record.getMessage()} {record.__dict__}" for record in caplog.records if record.name != "aiohttp.access"
    )
    found = [word for word in (invited.token, invited.code, token, SECRET, "very_unhappy") if word in logged + figures]
    assert found == []
    assert 'mysay_http_requests_total{method="POST",route="/s/{token}",status="303"} 1' in figures
    assert {"route": "/q", "status": 303} in [
        {"route": record.__dict__["route"], "status": record.__dict__["status"]}
        for record in caplog.records
        if record.getMessage() == "answered"
    ]
