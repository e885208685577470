"""What the description allows, and what it does not, sent by a program that knows nothing else of us."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection

import web
from tests.support.invited import Client, Invited

SCHEMA = schemathesis.openapi.from_path(Path(web.__file__).parent / "openapi.json")
OPERATIONS = {each.ok().label: each.ok() for each in SCHEMA.get_all_operations() if isinstance(each, Ok)}


#: What can be sent to each, as described; and against the description, where there is a body to get wrong.
SENT = [(label, GenerationMode.POSITIVE) for label in OPERATIONS]
SENT += [(label, GenerationMode.NEGATIVE) for label in OPERATIONS if label.startswith("POST")]


@pytest.mark.parametrize(("label", "mode"), SENT)
async def test_whatever_is_sent_is_answered_as_described(
    client: Client, invited: Invited, label: str, mode: GenerationMode
) -> None:
    begun = await (await client.post("/api/v1/sessions", json={"token": invited.token})).json()
    known = {"to": begun["step"]["question"]["id"], "revision": 0, "token": invited.token}
    bearer = {"Authorization": f"Bearer {begun['session']}"}
    await asyncio.to_thread(_send, str(client.make_url("/")).rstrip("/"), label, mode, known, bearer)


def _send(base: str, label: str, mode: GenerationMode, known: dict[str, Any], bearer: dict[str, str]) -> None:
    """Half of what is sent is by somebody who has begun, and half of that to the question that is open."""
    turns = iter(range(1_000_000))

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(case=OPERATIONS[label].as_strategy(generation_mode=mode))
    def each(case: Any) -> None:
        turn = next(turns)
        if isinstance(case.body, dict) and turn % 4 == 0:
            case.body = {**case.body, **{name: known[name] for name in known if name in case.body}}
        response = case.call(base_url=base, headers=bearer if turn % 2 == 0 else {})
        assert response.status_code < 500
        # An answer that does not fit is no error: it is answered with the question again, and why.
        case.validate_response(response, excluded_checks=[negative_data_rejection])

    run: Callable[[], None] = each
    run()
