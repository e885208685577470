"""A child who is erased is gone: from tables, figures and files, and from a backup that is restored later."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from tortoise.connection import get_connection

from surveys.errors import Refused, UnknownInvitation
from surveys.period import Period
from surveys.service import erasing, opening, purging
from surveys.service.context import Service
from surveys.service.erasing import Erased, ErasedAgain
from surveys.storage.counting import recount
from surveys.storage.database import connected
from surveys.storage.models import Alert, Audit, Child, CountedAnswer, Erasure, Invitation, Response, Secret
from surveys.storage.resealing import sealed_columns
from surveys.storage.urls import is_sqlite
from tests.support import people, schema
from tests.support.held import Words, held
from tests.support.racing import service_of_its_own
from tests.support.remains import files_of, found, reading, stored

HERS, HIS = Words("Hers47110815"), Words("His47110816")
KEPT = {"code", "questionnaire_version", "received", "secret", "staff", "audit", "erasure", "printed_figure"}


async def opened(service: Service) -> list[str]:
    """Everything sealed that is stored, opened."""
    texts = []
    for place in sealed_columns():
        for row in await place.model.filter(**{f"{place.column}__isnull": False}).values(place.key, place.column):
            key = {"table": place.table, "row": row[place.key], "column": place.name}
            texts.append(service.vault.open(row[place.column], **key))
    return texts


async def counted() -> list[tuple[int, int, int]]:
    return sorted(await CountedAnswer.all().values_list("period", "question", "option"))


async def test_an_erased_child_leaves_nothing_in_tables_figures_or_sealed_words(service: Service) -> None:
    await held(service, HIS, number=7002)
    before, figures = await schema.contents(), await counted()
    hers = await held(service, HERS, number=7001)
    done = await erasing.erase(service, HERS("id"), reason="asked for", actor="qa")
    assert (done.reviews, done.invitations, done.responses, done.telegram) == (1, 1, 1, True)
    assert done.periods == (Period(2013, 4),)
    after = await schema.contents()
    differ = {table for table, rows in after.items() if rows != before[table]}
    assert differ - KEPT == set()
    assert await counted() == figures
    assert {text for text in await opened(service) if "Hers" in text} == set()
    assert HIS("name") in await opened(service)
    deeds = {deed.action: deed for deed in await Audit.filter(action="erase")}
    assert deeds["erase"].subject.startswith("erasure:")
    assert await Erasure.all().values_list() == [(hers.ref_hash, service.clock.today(), service.clock.now())]


async def test_not_even_the_files_remember_but_for_what_the_audit_says_was_done(
    service: Service, database_url: str
) -> None:
    hers = await held(service, HERS, number=7001)
    ids = [str(hers.id), *(str(row.id) for row in await Response.all())]
    gone = [hers.ref_sealed, str(hers.first_name_sealed), *ids]
    assert len(found(gone, stored(database_url))) == len(gone)
    await erasing.erase(service, HERS("id"), reason="asked for", actor="qa")
    left = stored(database_url)
    for deed in await Audit.all():
        left = left.replace(deed.subject.encode(), b"")
    assert found(gone, left) == []
    assert [path.stat().st_size for path in logs_of(database_url)] == [0] * len(logs_of(database_url))


def logs_of(url: str) -> list[Path]:
    """An SQLite database's write-ahead log; PostgreSQL's is its own affair, as docs/privacy.md says."""
    return [path for path in files_of(url) if path.name.endswith("-wal")] if is_sqlite(url) else []


async def test_what_is_deleted_is_overwritten_by_setting_and_not_by_luck(database_url: str, service: Service) -> None:
    asked = "PRAGMA secure_delete" if is_sqlite(database_url) else "SELECT 1 AS secure_delete"
    assert await get_connection("default").execute_query_dict(asked) == [{"secure_delete": 1}]


async def test_their_links_open_nothing_any_more(service: Service) -> None:
    hers = await held(service, HERS, number=7001)
    invitation = await Invitation.get(child_id=hers.id)
    await erasing.erase(service, HERS("id"), reason="asked for", actor="qa")
    for looking in (
        opening.open_link(service, service.vault.token(invitation.id, 1)),
        opening.open_code(service, service.vault.code(invitation.id, 1)),
        opening.open_payload(service, service.vault.telegram_payload(invitation.id, 1)),
    ):
        with pytest.raises(UnknownInvitation):
            await looking


async def test_erasing_needs_a_reason_a_child_and_nobody_waiting_for_help(service: Service) -> None:
    hers = await held(service, HERS, number=7001)
    with pytest.raises(Refused, match=r"^Say why with --reason"):
        await erasing.erase(service, HERS("id"), reason=" ", actor="qa")
    with pytest.raises(Refused, match=r"^There is no child 'WM-9'"):
        await erasing.erase(service, "WM-9", reason="asked for", actor="qa")
    await Alert.all().update(acknowledged_at=None)
    with pytest.raises(Refused, match=r"^This child has called for help and nobody has acknowledged it: see to call"):
        await erasing.erase(service, HERS("id"), reason="asked for", actor="qa")
    assert await Child.exists(id=hers.id)


async def test_whoever_is_on_the_list_and_there_again_is_erased_again(service: Service) -> None:
    await held(service, HERS, number=7001)
    await erasing.erase(service, HERS("id"), reason="asked for", actor="qa")
    again = await held(service, HERS, number=7001)
    await Alert.all().update(acknowledged_at=None)
    listed = [*await Erasure.all(), Erasure(ref_hash="0" * 64, erased_on=date(2014, 1, 1))]
    assert await erasing.erase_again(service, listed) == ErasedAgain(children=1, calls=1)
    assert (await Child.exists(id=again.id), await Erasure.all().count()) == (False, 2)
    assert {text for text in await opened(service) if "Hers" in text} == set()
    assert await erasing.erase_again(service, listed) == ErasedAgain()


async def test_a_recount_after_an_erasure_changes_nothing(service: Service) -> None:
    await held(service, HIS, number=7002)
    await held(service, HERS, number=7001)
    await erasing.erase(service, HERS("id"), reason="asked for", actor="qa")
    before = await schema.contents()
    await recount([row.id for row in await Response.all()])
    assert {table: len(rows) for table, rows in (await schema.contents()).items()} == {
        table: len(rows) for table, rows in before.items()
    }
    assert await Secret.all().count() == 1


async def test_the_quarters_whose_bases_change_are_named_too(service: Service) -> None:
    child = await people.child(service, "WM-1", care_ended=date(2013, 8, 1))
    await people.review(service, child, date=date(2013, 5, 1), status="held")
    done = await erasing.erase(service, "WM-1", reason="asked for", actor="qa")
    assert done.periods == (Period(2013, 1), Period(2013, 2))


async def test_a_child_of_whom_little_is_known_can_be_erased_too(service: Service) -> None:
    await people.child(service, "WM-1")
    done = await erasing.erase(service, "WM-1", reason="asked for", actor="qa")
    assert done == Erased(reviews=0, invitations=0, responses=0, answers=0, telegram=False, periods=())
    assert await Child.filter(id=uuid4()).count() == await Child.all().count() == 0


async def test_while_another_program_reads_what_was_there_traces_remain_and_a_purge_removes_them(
    database_url: str,
) -> None:
    async with connected(database_url, busy_timeout=100):
        service = await service_of_its_own()
        hers = await held(service, HERS, number=7001)
        with reading(database_url):
            done = await erasing.erase(service, HERS("id"), reason="asked for", actor="qa")
            again = await purging.purge(service, actor="nobody")
        assert (done.traces, again.traces) == (is_sqlite(database_url),) * 2
        assert not await Child.exists(id=hers.id)
        assert not (await purging.purge(service, actor="nobody")).traces
    assert found([hers.ref_sealed, str(hers.first_name_sealed)], stored(database_url)) == []
