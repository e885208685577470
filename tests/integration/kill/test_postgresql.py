"""What can befall a PostgreSQL server, and a replica of ours, under load."""

import signal
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from surveys.service.context import Service
from surveys.storage.database import connected
from surveys.storage.migrating import migrate
from tests.support import keys
from tests.support.kill.cutting import Cutter, cutting_commits
from tests.support.kill.killing import a_while
from tests.support.kill.world import Posting, World, world
from tests.support.postgresql import ENDS_EVERYBODY, Cluster, following, running
from tests.support.racing import service_of_its_own

LOSE_TOUCH = "SELECT pg_terminate_backend(pid) FROM pg_stat_replication"


@pytest.fixture
async def both(environ: dict[str, str], tmp_path: Path) -> AsyncIterator[tuple[World, Cluster, Cluster]]:
    """Two replicas on a server of PostgreSQL with a standby, and a URL that names both."""
    with running() as first, following(first) as standby:
        url = first.create("mysay").replace(f":{first.port}", f":{first.port},127.0.0.1:{standby.port}")
        await migrate(url, keys.vault())
        async with connected(url):
            service = await service_of_its_own()
            async with world(service, environ, tmp_path, replicas=2, DATABASE_URL=url) as crowd:
                yield crowd, first, standby


async def test_failed_over_to_a_standby_under_load(both: tuple[World, Cluster, Cluster]) -> None:
    crowd, first, standby = both
    await crowd.stock(200)
    async with crowd.busy():
        crowd.counts_prompts = False  # who asks one replica asks the other as well, and both answer in the end
        await crowd.up(0)
        await crowd.up(1)
        await a_while(2)
        before = crowd.given
        for _ in range(2):  # it comes back at once the first time, and some seconds later the second
            first.sql(LOSE_TOUCH)
            await a_while(0.5)
        await a_while(1)  # nothing is acknowledged that is not on both
        first.stop("immediate")
        await a_while(1)
        standby.promote()
        await a_while(4)
    account = await crowd.account()
    assert (account.wrongs, account.finished > 0, crowd.given > before > 0) == ([], True, True)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
async def test_stopped_or_crashed_and_started_again(crowd: World, cluster: Cluster, mode: str) -> None:
    await crowd.stock(150)
    async with crowd.busy():
        await crowd.up()
        for _ in range(3):
            await a_while(0.7)
            crowd.kills += 1
            cluster.stop(mode)
            await a_while(0.7)
            cluster.start()
        await a_while(1)
    account = await crowd.account()
    assert (account.wrongs, account.finished > 0) == ([], True)


async def test_every_connection_ended_again_and_again(crowd: World, cluster: Cluster) -> None:
    await crowd.stock(150)
    async with crowd.busy():
        await crowd.up()
        for _ in range(12):
            await a_while(0.3)
            crowd.kills += 1
            cluster.sql(ENDS_EVERYBODY)
        await a_while(1)
    account = await crowd.account()
    assert (account.wrongs, account.finished > 0) == ([], True)


async def test_connections_cut_after_the_commit_was_sent(
    service: Service, environ: dict[str, str], tmp_path: Path, cluster: Cluster
) -> None:
    async with cutting_commits(cluster.port) as cutter:
        through = environ["MYSAY_DATABASE_URL"].replace(f":{cluster.port}/", f":{cutter.port}/")
        async with world(service, environ, tmp_path, DATABASE_URL=through) as crowd:
            async with crowd.busy():
                await crowd.up()
                crowd.counts_prompts = False  # what a chat is shown again is not what this is about
                await a_while(8)
                await crowd.until(lambda: _cut_often(cutter))
                cutter.every = 0
            account = await crowd.account()
    assert (account.wrongs, account.finished > 0) == ([], True)


async def _cut_often(cutter: Cutter) -> bool:
    return cutter.cuts > 10


async def test_two_replicas_and_every_update_up_to_five_times(
    service: Service, environ: dict[str, str], tmp_path: Path
) -> None:
    async with world(service, environ, tmp_path, replicas=2) as crowd:
        assert isinstance(crowd.delivery, Posting)
        crowd.delivery.times = lambda: crowd.chance.randint(1, 5)
        crowd.delivery.old = lambda: crowd.chance.random() < 0.2
        crowd.counts_prompts = False  # each replica answers a duplicate for itself
        async with crowd.busy():
            await crowd.up(0)
            await crowd.up(1)
            await a_while(6)
        account = await crowd.account()
    assert (account.wrongs, account.finished > 0) == ([], True)


async def test_a_leader_that_is_frozen_is_followed_by_another(
    service: Service, environ: dict[str, str], tmp_path: Path
) -> None:
    async with world(service, environ, tmp_path, replicas=2) as crowd:
        leader = await crowd.up(0)
        await crowd.until(lambda: _led(tmp_path, 1))
        await crowd.up(1)
        leader.signal(signal.SIGSTOP)
        await crowd.until(lambda: _led(tmp_path, 2))
        leader.signal(signal.SIGCONT)
        await crowd.until(lambda: _gave_up(tmp_path))


async def _led(folder: Path, times: int) -> bool:
    return (folder / "servers.log").read_text().count('"message": "leading"') == times


async def _gave_up(folder: Path) -> bool:
    return "leading was interrupted" in (folder / "servers.log").read_text()


async def _goes_on(crowd: World, before: int) -> bool:
    return crowd.given > before


async def test_a_replica_frozen_while_it_holds_work(service: Service, environ: dict[str, str], tmp_path: Path) -> None:
    async with world(service, environ, tmp_path, replicas=2, patience=2) as crowd:
        async with crowd.busy():
            crowd.counts_prompts = False  # who asked the frozen one asks the other as well, and both answer in the end
            frozen, _ = await crowd.up(0), await crowd.up(1)
            for _ in range(2):
                await a_while(1)
                frozen.signal(signal.SIGSTOP)
                before = crowd.given
                await a_while(6)
                await crowd.until(partial(_goes_on, crowd, before))
                frozen.signal(signal.SIGCONT)
        account = await crowd.account()
    assert (account.wrongs, account.finished > 0) == ([], True)
