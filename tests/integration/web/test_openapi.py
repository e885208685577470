"""The description is valid OpenAPI 3.1, and what the API answers is what it describes."""

from typing import Any

from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from tests.support.invited import Client, Invited
from web.api import ROUTES


async def described(client: Client) -> dict[str, Any]:
    response = await client.get("/api/v1/openapi.json")
    assert response.status == 200
    description: dict[str, Any] = await response.json()
    return description


def problems(description: dict[str, Any], path: str, method: str, status: int, answer: Any) -> list[str]:
    """Where an answer differs from its description."""
    response = description["paths"][path][method]["responses"][str(status)]
    if "$ref" in response:
        response = description["components"]["responses"][response["$ref"].rpartition("/")[2]]
    schema = response["content"]["application/json"]["schema"]
    checker = OAS31Validator({**schema, "components": description["components"]})
    return [error.message for error in checker.iter_errors(answer)]


async def test_the_description_is_valid_and_names_every_route(client: Client) -> None:
    description = await described(client)
    validate(description)
    named = {(method.upper(), path) for path, methods in description["paths"].items() for method in methods}
    assert named == {(route.method, route.pattern) for route in ROUTES}


async def test_what_is_answered_is_what_is_described(client: Client, invited: Invited) -> None:
    description = await described(client)
    begun = await client.post("/api/v1/sessions", json={"token": invited.token})
    plain = await begun.json()
    bearer = {"Authorization": f"Bearer {plain['session']}"}
    found = problems(description, "/api/v1/sessions", "post", begun.status, plain)
    step, seen = plain["step"], {begun.status}
    while step["kind"] == "question":
        body = {"to": step["question"]["id"], "revision": step["revision"], "action": "skip"}
        for _ in range(2):
            response = await client.post("/api/v1/session/reply", json=body, headers=bearer)
            plain = await response.json()
            found += problems(description, "/api/v1/session/reply", "post", response.status, plain)
            seen.add(response.status)
        step = plain["step"]
    assert (found, seen) == ([], {200, 201, 409})


async def test_refusals_are_described(client: Client, invited: Invited) -> None:
    description = await described(client)
    sent: list[tuple[str, str, dict[str, Any], int]] = [
        ("post", "/api/v1/sessions", {"json": {"token": "unknown"}}, 404),
        ("post", "/api/v1/sessions", {"data": b"{"}, 400),
        ("post", "/api/v1/sessions", {"data": b"x" * 70_000}, 413),
        ("post", "/api/v1/sessions", {"json": {}, "headers": {"Sec-Fetch-Site": "cross-site"}}, 403),
        ("get", "/api/v1/session", {}, 401),
        ("post", "/api/v1/session/reply", {"json": {}}, 401),
        ("post", "/api/v1/session/reply", {"json": {"action": "help"}}, 401),
    ]
    for method, path, request, status in sent:
        response = await client.request(method, path, **request)
        answer = await response.json()
        assert (response.status, problems(description, path, method, status, answer)) == (status, [])
