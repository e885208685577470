"""Sealed values: bound to their place, opened by the right keys only, and moved to a new key without a gap."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from surveys.errors import Refused
from surveys.service import rekeying
from surveys.service.context import Service
from surveys.storage import resealing, telegram
from surveys.storage.database import connected
from surveys.storage.keys import KeysDoNotFit, unlocked
from surveys.storage.models import Alert, Answer, Audit, Child, Response, Secret, Staff, TelegramAccount
from surveys.storage.refs import child_ref, staff_email
from surveys.storage.resealing import SealedColumn, sealed_columns
from surveys.storage.vault import SealBroken, Vault
from tests.support import keys, people
from tests.support.rekeying import NEW_KEY, rotated

TYPED = 450  # more than two batches


async def a_response(service: Service, child: Child) -> UUID:
    now = service.clock.now()
    row = await Response.create(
        id=uuid4(), questionnaire="consultation", child_id=child.id, status="waiting", channel="web", language="en",
        started_at=now, touched_at=now,
    )  # fmt: skip
    return row.id


async def typed_answers(service: Service, response: UUID) -> None:
    rows = [
        Answer(id=uuid4(), response_id=response, question="own_words", revision=number, state="answered")
        for number in range(TYPED)
    ]
    for row in rows:
        row.given_at = service.clock.now()
        row.text_sealed = service.vault.seal(f"words {row.revision}", table="answer", row=row.id, column="text")
    await Answer.bulk_create(rows)


async def words(vault: Vault) -> list[str]:
    rows = await Answer.all().order_by("revision")
    return [vault.open(str(row.text_sealed), table="answer", row=row.id, column="text") for row in rows]


def test_every_sealed_column_is_known_by_its_name(service: Service) -> None:
    assert [(place.table, place.column) for place in sealed_columns()] == [
        ("answer", "text_sealed"),
        ("audit", "reason_sealed"),
        ("child", "first_name_sealed"),
        ("child", "ref_sealed"),
        ("response", "ref_sealed"),
        ("review", "ref_sealed"),
        ("secret", "value_sealed"),
        ("staff", "email_sealed"),
        ("staff", "name_sealed"),
        ("telegram_account", "chat_sealed"),
    ]


async def test_a_value_moved_to_another_row_or_column_is_refused(service: Service) -> None:
    places = list(sealed_columns())
    here, there = uuid4(), uuid4()
    for place in places:
        sealed = service.vault.seal("mine", table=place.table, row=here, column=place.name)
        others = [(other, here) for other in places if other is not place] + [(place, there)]
        assert [opens(service.vault, sealed, other, row) for other, row in others] == [False] * len(places)
        assert opens(service.vault, sealed, place, here)


def opens(vault: Vault, sealed: str, place: SealedColumn, row: UUID) -> bool:
    try:
        return vault.open(sealed, table=place.table, row=row, column=place.name) == "mine"
    except SealBroken:
        return False


@pytest.mark.parametrize("spoilt", ["", "k1", "test:", "test:****", "test:AAAA", "gone:AAAA", "no colon"])
async def test_a_spoilt_value_is_refused_like_a_moved_one(service: Service, spoilt: str) -> None:
    with pytest.raises(SealBroken, match=r"^A sealed value in child\.ref cannot be opened"):
        service.vault.open(spoilt, table="child", row=uuid4(), column="ref")


async def _children(service: Service) -> object:
    return [child_ref(service.vault, each) for each in await Child.all()]


async def _addresses(service: Service) -> object:
    return [staff_email(service.vault, each) for each in await Staff.all()]


async def _chat(service: Service) -> object:
    accounts = [await telegram.account_of(service.vault, number) for number in (7001, 7002)]
    return [telegram.chat_number(service.vault, each) for each in accounts if each]


@pytest.mark.parametrize(
    ("model", "column", "read"),
    [(Child, "ref_sealed", _children), (Staff, "email_sealed", _addresses), (TelegramAccount, "chat_sealed", _chat)],
    ids=["child", "staff", "chat"],
)
async def test_a_value_swapped_in_the_database_is_not_believed(
    service: Service,
    model: type[Child | Staff | TelegramAccount],
    column: str,
    read: Callable[[Service], Awaitable[object]],
) -> None:
    for number in (1, 2):
        child = await people.child(service, f"C{number}")
        invitation = await people.invited(service, child, await people.review(service, child, f"R{number}"))
        await people.staff(service, f"duty.{number}@westmarsh.example", "duty")
        await telegram.bind(
            service.vault, 7000 + number, 7000 + number, child=child.id, invitation=invitation.id, now=keys.NOW
        )
        await Alert.create(response_id=await a_response(service, child), cause="help", raised_at=keys.NOW)
    assert await read(service)
    first, second = await model.all().order_by("id")
    await model.filter(id=first.id).update(**{column: getattr(second, column)})
    await model.filter(id=second.id).update(**{column: getattr(first, column)})
    with pytest.raises(SealBroken):
        await read(service)


@pytest.mark.parametrize(
    ("data_keys", "told"),
    [
        ((("test", NEW_KEY),), "sealed with key 'test', and MYSAY_DATA_KEYS has 'test'"),
        ((("new", NEW_KEY),), "sealed with key 'test', and MYSAY_DATA_KEYS has 'new'"),
    ],
    ids=["wrong", "missing"],
)
async def test_a_wrong_or_missing_key_opens_no_database(
    database_url: str, data_keys: tuple[tuple[str, bytes], ...], told: str
) -> None:
    async with connected(database_url):
        with pytest.raises(KeysDoNotFit, match=told):
            await unlocked(Vault(data_keys, keys.SECRET_KEY))


async def test_changing_the_key_seals_everything_anew_and_says_which_key_may_go(service: Service) -> None:
    child = await people.child(service, "C1")
    await typed_answers(service, await a_response(service, child))
    told: list[int] = []
    after = replace(service, vault=rotated().keyed(service.vault._hash_key))
    done = await rekeying.rekey(after, actor="admin", progress=told.append)
    assert (done.first, done.values, done.removable, done.still_used) == ("new", TYPED + 2, ("test",), {})
    assert sum(told) == TYPED + 2
    only_new = Vault((("new", NEW_KEY),), keys.SECRET_KEY)
    opened = await unlocked(only_new)
    assert opened.hash("child", "C1") == child.ref_hash == service.vault.hash("child", "C1")
    assert child_ref(opened, await Child.get()) == "C1"
    assert await words(opened) == [f"words {number}" for number in range(TYPED)]
    assert [(deed.action, deed.subject) for deed in await Audit.all()] == [("rekey", "key:new")]
    assert (await rekeying.rekey(after, actor="admin", progress=told.append)).values == 0


async def test_a_change_of_key_that_is_killed_half_way_goes_on_where_it_was(
    service: Service, database_url: str
) -> None:
    await typed_answers(service, await a_response(service, await people.child(service, "C1")))
    program = (sys.executable, "-m", "tests.support.rekeying", database_url, "1")
    killed = await asyncio.create_subprocess_exec(*program, stdin=asyncio.subprocess.DEVNULL)
    assert await killed.wait() == -signal.SIGKILL
    half = await resealing.keys_in_use()
    assert (half["new"], half["test"]) == (200, TYPED - 200 + 2)
    both = rotated()
    assert await words(await unlocked(both)) == [f"words {number}" for number in range(TYPED)]
    after = replace(service, vault=await unlocked(both))
    done = await rekeying.rekey(after, actor="admin", progress=lambda _: None)
    assert (done.values, done.removable) == (TYPED - 200 + 2, ("test",))
    assert await resealing.keys_in_use() == {"new": TYPED + 2}
    assert await words(await unlocked(Vault((("new", NEW_KEY),), keys.SECRET_KEY))) == [
        f"words {number}" for number in range(TYPED)
    ]


async def test_what_a_server_with_the_old_order_writes_meanwhile_is_said_to_need_its_key(service: Service) -> None:
    child = await people.child(service, "C1")
    await typed_answers(service, await a_response(service, child))
    after = replace(service, vault=rotated().keyed(service.vault._hash_key))
    done = await resealing.reseal(after.vault, progress=lambda _: None)
    late = service.vault.seal("C1", table="child", row=child.id, column="ref")
    await Child.filter(id=child.id).update(ref_sealed=late)
    assert (done, await resealing.keys_in_use()) == (TYPED + 2, {"new": TYPED + 1, "test": 1})
    assert (await rekeying.rekey(after, actor="admin", progress=lambda _: None)).values == 1


async def test_a_key_that_is_still_needed_and_not_there_is_named(service: Service) -> None:
    await people.child(service, "C1")
    without = replace(service, vault=Vault((("new", NEW_KEY),), keys.SECRET_KEY))
    with pytest.raises(Refused, match=r"^Values are stored that were sealed with key 'test'"):
        await rekeying.rekey(without, actor="admin", progress=lambda _: None)
    assert await Secret.filter(value_sealed__startswith="test:").count() == 1


@pytest.mark.parametrize("first", ["tes", "t_st"])
async def test_a_key_is_known_by_its_whole_id(service: Service, first: str) -> None:
    await people.child(service)
    vault = Vault(((first, NEW_KEY), ("test", keys.DATA_KEY)), keys.SECRET_KEY)
    await resealing.reseal(vault, progress=lambda _: None)
    assert set(await resealing.keys_in_use()) == {first}
