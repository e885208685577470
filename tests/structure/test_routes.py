"""Every door of the web application says who may use it, and is written down."""

import ast
import re

import pytest
from aiohttp import web

from config.authority import Authority
from surveys.clock import Clock
from surveys.questionnaire.library import Library
from surveys.service.context import Service
from surveys.storage.vault import Vault
from tests.support import source
from tests.support.source import ROOT
from web.access import ROUTES, Access
from web.app import application

INTERFACE = (ROOT / "docs/interface.md").read_text(encoding="utf-8")


@pytest.fixture
def app(vault: Vault, library: Library, authority: Authority, clock: Clock) -> web.Application:
    async def ready() -> bool:
        return True

    service = Service(vault=vault, library=library, authority=authority, clock=clock, base_url="http://mysay.example")
    return application(service, ready=ready)


def test_no_route_is_reachable_without_naming_who_may_use_it(app: web.Application) -> None:
    named = {(route.method, route.pattern) for route in app[ROUTES]}
    reachable = {
        (route.method, route.resource.canonical if route.resource else "")
        for route in app.router.routes()
        if route.method != "HEAD"
    }
    assert reachable == named
    assert {type(route.access) for route in app[ROUTES]} == {Access}


def test_only_reading_routes_and_doors_with_a_key_change_nothing_unasked(app: web.Application) -> None:
    changing = {route.pattern for route in app[ROUTES] if route.method != "GET" and route.access is Access.PUBLIC}
    assert changing == {"/code", "/leave"}  # typing a code from a letter; forgetting who used this browser


def test_every_route_is_documented(app: web.Application) -> None:
    written = set(re.findall(r"`(?:(?:GET|POST) )?(/[^`\s]*)", INTERFACE))
    assert {route.pattern for route in app[ROUTES]} - written == set()


def test_links_and_codes_are_opened_in_the_one_place_that_refuses_them_evenly() -> None:
    opening = {
        module.name
        for module in source.production()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and {"open_link", "open_code"} & {each.name for each in node.names}
    }
    assert opening == {"web/evenly.py"}
