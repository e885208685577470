"""What monitoring is told: ready or not, and what waits; with the database away as well."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tortoise.connection import get_connection

from surveys.clock import Clock
from surveys.conversation.replies import Action, Reply
from surveys.meters import ANSWERS, DATABASE, EVERYWHERE, REPLIES
from surveys.service import answering
from surveys.service.context import Service
from surveys.storage import migrations, outgoing
from surveys.storage.failing import failed
from surveys.storage.models import Alert
from surveys.storage.outgoing import Queued, Sort, State
from surveys.storage.standing import KNOWN_MIGRATIONS, Queue, Standing, ready, standing
from tests.support.invited import Client, Invited, invite, visiting
from tests.support.source import ROOT

_SAMPLE = re.compile(r'[a-z_]+(?:\{[a-z_]+="[^"]*"(?:,[a-z_]+="[^"]*")*\})? [0-9.e+-]+')
NOTHING = Standing(outgoing={}, alerts=Queue(0, 0.0))


@pytest.fixture
async def invited(service: Service) -> Invited:
    return await invite(service)


@pytest.fixture
async def client(service: Service) -> AsyncIterator[Client]:
    async with visiting(service) as visitor:
        yield visitor


async def metrics(client: Client) -> dict[str, float]:
    """Every sample by its name and labels."""
    response = await client.get("/metrics")
    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = [line for line in (await response.text()).splitlines() if not line.startswith("# ")]
    assert [line for line in lines if not _SAMPLE.fullmatch(line)] == []
    return {name: float(number) for name, _, number in (line.rpartition(" ") for line in lines)}


def test_every_migration_is_known() -> None:
    files = {path.stem for path in Path(migrations.__path__[0]).glob("0*.py")}
    assert files == KNOWN_MIGRATIONS


async def test_it_is_ready_until_a_migration_is_missing_and_when_its_table_is_gone(service: Service) -> None:
    del service
    found, connection = [await ready()], get_connection("default")
    for statement in ("DELETE FROM tortoise_migrations WHERE name LIKE '0002%'", "DROP TABLE tortoise_migrations"):
        await connection.execute_script(statement)
        found.append(await ready())
    assert found == [True, False, False]


async def test_a_call_that_somebody_sees_to_waits_no_more(service: Service, invited: Invited) -> None:
    turn = await answering.agree(service, invited.id, "web")
    help_now = Reply(None, 0, action=Action.HELP)
    await answering.reply(service, turn.session.id, help_now, channel="web")
    now = service.clock.now()
    before = await standing(now)
    await Alert.all().update(acknowledged_at=now)
    assert (before, await standing(now)) == (replace(NOTHING, alerts=Queue(1, 0.0)), NOTHING)


async def test_what_waits_is_told_by_length_and_age(service: Service, invited: Invited, clock: Clock) -> None:
    now = clock.now()
    assert await standing(now) == NOTHING
    await outgoing.queue(Sort.REMINDER, [Queued("a", invited.id), Queued("b", invited.id)], now=now)
    await outgoing.queue(Sort.ALERT, [Queued("c", invited.id)], now=now - timedelta(minutes=1))
    (sent,) = await outgoing.waiting(Sort.ALERT, now=now)
    assert await standing(now + timedelta(seconds=30)) == Standing(
        outgoing={"alert waiting": Queue(1, 90.0), "reminder waiting": Queue(2, 30.0)}, alerts=Queue(0, 0.0)
    )
    await outgoing.settle(sent.id, State.SENT)
    assert (await standing(now)) == Standing(outgoing={"reminder waiting": Queue(2, 0.0)}, alerts=Queue(0, 0.0))


async def test_inputs_that_failed_are_told(service: Service, clock: Clock) -> None:
    del service
    await failed("4242:1", clock.now())
    await failed("4242:1", clock.now())
    assert await standing(clock.now()) == replace(NOTHING, failing=1)


async def test_replies_answers_and_a_call_for_help_are_counted(client: Client, invited: Invited) -> None:
    before = (REPLIES.count("web", "taken"), REPLIES.count("web", "stale"), ANSWERS.count("web"))
    begun = await (await client.post("/api/v1/sessions", json={"token": invited.token})).json()
    bearer = {"Authorization": f"Bearer {begun['session']}"}
    first = begun["step"]["question"]
    answer = {"to": first["id"], "revision": 0, "value": first["options"][0]["code"], "action": "answer"}
    for reply in (answer, answer, {"to": "", "revision": 1, "action": "help"}):
        await client.post("/api/v1/session/reply", json=reply, headers=bearer)
    told = await metrics(client)
    assert (REPLIES.count("web", "taken"), REPLIES.count("web", "stale"), ANSWERS.count("web")) == (
        before[0] + 1,
        before[1] + 2,
        before[2] + 1,
    )
    assert told['mysay_answers_total{channel="web"}'] == ANSWERS.count("web")
    assert (told["mysay_database_up"], told["mysay_alerts_waiting"]) == (1, 1)
    assert told['mysay_http_request_seconds_count{route="/api/v1/session/reply"}'] == 3
    assert told["process_resident_memory_bytes"] > 0
    assert any(line.startswith(f'{DATABASE.name}_count{{work="write"}}') for line in told)


async def test_with_the_database_away_monitoring_is_still_answered(client: Client) -> None:
    await get_connection("default").execute_script("DROP TABLE outgoing")
    told = await metrics(client)
    assert (told["mysay_database_up"], [name for name in told if "waiting" in name or "outgoing" in name]) == (0, [])


def test_every_figure_is_described_for_whoever_watches() -> None:
    described = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert [meter.name for meter in EVERYWHERE if f"`{meter.name}" not in described] == []
