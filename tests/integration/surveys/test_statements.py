"""Work without the ORM: all or nothing, each for itself, and shared commits that nobody can tell apart."""

import asyncio
from datetime import UTC, datetime

import pytest
from tortoise.exceptions import IntegrityError

from surveys.service.context import Service
from surveys.storage.database import transaction
from surveys.storage.models import Received
from surveys.storage.sessions import AlreadyApplied, LostRace, claim
from surveys.storage.statements import one, read, write
from surveys.storage.work import Chain, Many, Work

NOW = datetime(2014, 3, 28, 10, tzinfo=UTC)
INSERT = "INSERT INTO received (key, at) VALUES ($1, $2)"
KEYS = "SELECT key FROM received ORDER BY key"


async def kept() -> list[str]:
    return [key for (key,) in await read(KEYS)]


def lost(key: str) -> Work[None]:
    """Writes, and then finds that it should not have."""
    yield from claim(key, NOW)
    raise LostRace


def pair(first: str, second: str) -> Work[int]:
    yield from claim(first, NOW)
    yield from claim(second, NOW)
    ((number,),) = yield "SELECT COUNT(*) FROM received WHERE key IN ($1, $2)", (first, second)
    return int(number)


def chained(old: str, new: str, *more: str, whole: bool = True) -> Work[int]:
    """One key becomes another and brings more along; how many were renamed."""
    rename = "UPDATE received SET key = $2 WHERE key = $1 RETURNING key", (old, new)
    return len((yield Chain(rename, [(INSERT, (key, NOW)) for key in more], whole=whole)))


def chained_and_lost(old: str, new: str, *more: str) -> Work[None]:
    yield from chained(old, new, *more, whole=False)
    raise LostRace


async def test_what_comes_at_once_is_all_kept(service: Service) -> None:
    keys = [f"{number:02}" for number in range(30)]
    await asyncio.gather(*(write(claim(key, NOW)) for key in keys))
    assert await kept() == keys


async def test_work_sees_what_it_wrote_and_gives_its_result(service: Service) -> None:
    assert await write(pair("a", "b")) == 2


async def test_a_failure_undoes_its_own_work_and_nobody_elses(service: Service) -> None:
    await write(claim("z", NOW))
    works = [claim("a", NOW), lost("b"), claim("c", NOW), pair("d", "z"), claim("e", NOW)]
    came = await asyncio.gather(*map(write, works), return_exceptions=True)
    assert [type(each) for each in came] == [type(None), LostRace, type(None), AlreadyApplied, type(None)]
    assert await kept() == ["a", "c", "e", "z"]


async def test_work_by_itself_that_fails_leaves_nothing(service: Service) -> None:
    with pytest.raises(LostRace):
        await write(lost("a"))
    assert await kept() == []


async def test_a_key_that_is_taken_is_told_as_the_orm_tells_it(service: Service) -> None:
    await write(one(INSERT, "a", NOW))
    with pytest.raises(IntegrityError):
        await write(one(INSERT, "a", NOW))


async def test_one_input_many_times_at_once_is_claimed_once(service: Service) -> None:
    came = await asyncio.gather(*(write(claim("a", NOW)) for _ in range(10)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in came) == ["AlreadyApplied"] * 9 + ["NoneType"]


async def test_inside_a_transaction_of_the_orms_it_is_part_of_that(service: Service) -> None:
    seen: list[str] = []

    async def undone() -> None:
        async with transaction():
            await write(pair("a", "b"))
            seen.extend(await kept())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await undone()
    assert (seen, await kept()) == (["a", "b"], [])


async def test_the_orm_sees_what_was_written_and_the_other_way_round(service: Service) -> None:
    await write(claim("a", NOW))
    await Received.create(key="b", at=NOW)
    assert ([(row.key, row.at) for row in await Received.all().order_by("key")], await kept()) == (
        [("a", NOW), ("b", NOW)],
        ["a", "b"],
    )


async def test_many_rows_by_one_statement(service: Service) -> None:
    def work() -> Work[None]:
        yield Many(INSERT, [("a", NOW), ("b", NOW)])

    await write(work())
    assert await kept() == ["a", "b"]


async def test_whoever_stops_waiting_does_not_stop_the_others(service: Service) -> None:
    waiting = [asyncio.create_task(write(claim(key, NOW))) for key in "abc"]
    await asyncio.wait(waiting, timeout=0)
    waiting[1].cancel()
    came = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(each) for each in came] == [type(None), asyncio.CancelledError, type(None)]
    assert {"a", "c"} <= set(await kept())


@pytest.mark.parametrize("whole", [True, False])
async def test_a_chain_happens_where_its_first_statement_finds_something(service: Service, whole: bool) -> None:
    await write(claim("a", NOW))
    came = [await write(chained("a", "b", "c", "d", whole=whole)), await write(chained("a", "x", "y", whole=whole))]
    assert (came, await kept()) == ([1, 0], ["b", "c", "d"])


@pytest.mark.parametrize("whole", [True, False])
async def test_a_chain_that_fails_at_its_end_undoes_its_beginning(service: Service, whole: bool) -> None:
    await write(pair("a", "b"))
    with pytest.raises(IntegrityError):
        await write(chained("a", "x", "y", "b", whole=whole))
    assert await kept() == ["a", "b"]


async def test_a_chain_is_undone_with_what_follows_it(service: Service) -> None:
    await write(claim("a", NOW))
    with pytest.raises(LostRace):
        await write(chained_and_lost("a", "b", "c"))
    assert await kept() == ["a"]


async def test_of_two_chains_at_once_from_one_row_one_happens(service: Service) -> None:
    await write(claim("a", NOW))
    came = await asyncio.gather(*(write(chained("a", f"b{number}", f"c{number}")) for number in range(8)))
    assert (sum(came), len(await kept())) == (1, 2)


async def test_a_chain_inside_a_transaction_of_the_orms_is_part_of_that(service: Service) -> None:
    await write(claim("a", NOW))

    async def undone() -> None:
        async with transaction():
            await write(chained("a", "b", "c"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await undone()
    assert await kept() == ["a"]


async def test_work_without_a_statement_is_done(service: Service) -> None:
    def nothing() -> Work[str]:
        yield from ()
        return "done"

    assert await write(nothing()) == "done"


async def test_failures_use_up_no_connections(service: Service) -> None:
    came = [await asyncio.gather(write(lost("a")), read("SELECT nothing"), return_exceptions=True) for _ in range(20)]
    assert {tuple(isinstance(one, Exception) for one in each) for each in came} == {(True, True)}
    async with transaction():
        assert await kept() == []
