"""Words that files say of children go with the last child they were said of."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from surveys.roster.records import Change, Given, ResponseRecord
from surveys.service import erasing, purging, voiding
from surveys.service.context import Service
from surveys.service.importing import import_files
from surveys.storage import tallying
from surveys.storage.codes import WordsForgotten, numbers, require_standing
from surveys.storage.database import connected
from surveys.storage.forgetting import forget
from surveys.storage.models import Code
from surveys.storage.roster_counting import lay_ready
from surveys.storage.roster_staging import transaction_over
from surveys.storage.statements import write
from surveys.storage.urls import is_sqlite
from tests.support.racing import service_of_its_own
from tests.support.remains import reading

HEAD = "response_id,questionnaire,completed_on,question,answer,area,child_id,review_id"
FORMS = (
    "F-1,consultation,2014-03-20,understand_plan,some,Hers,Z-1,R-1",
    "F-2,consultation,2014-03-20,understand_plan,all,Theirs,Z-2,R-2",
    "F-3,consultation,2014-03-20,understand_plan,all,Theirs,,",
)
FILES = {
    "children": "child_id,date_of_birth,area\nZ-1,2001-06-01,North\nZ-2,2001-06-01,North",
    "reviews": "review_id,child_id,date,status\nR-1,Z-1,2014-03-31,held\nR-2,Z-2,2014-03-31,held",
    "responses": "\n".join((HEAD, *FORMS)),
}


@pytest.fixture
async def files(service: Service, tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(f"{text}\n", encoding="utf-8")
    await import_files(service, [tmp_path])
    return tmp_path


async def areas() -> list[str]:
    return sorted(row.word for row in await Code.filter(kind="area"))


async def test_an_area_goes_with_the_last_who_had_it(service: Service, files: Path) -> None:
    before = {row.word: row.id for row in await Code.all()}
    assert await areas() == ["Hers", "Theirs"]
    await erasing.erase(service, "Z-1", reason="asked for", actor="qa")
    assert await areas() == ["Theirs"]
    await erasing.erase(service, "Z-2", reason="asked for", actor="qa")
    assert await areas() == ["Theirs"]  # of the form that is nobody's
    gone = {"Hers", "12-15"}
    left = {row.word: row.id for row in await Code.all()}
    assert left == {word: number for word, number in before.items() if word not in gone}
    assert await tallying.amiss() == 0


async def test_a_purge_forgets_the_words_of_what_was_voided(service: Service, files: Path) -> None:
    await voiding.void(service, "F-1", reason="a trial", actor="qa")
    assert await areas() == ["Hers", "Theirs"]
    await purging.purge(service, actor="qa", dry_run=True)
    assert await areas() == ["Hers", "Theirs"]
    await purging.purge(service, actor="qa")
    assert await areas() == ["Theirs"]


async def test_a_number_that_was_given_out_and_forgotten_is_not_used(service: Service) -> None:
    given = await write(numbers({"area": ["Hers"], "question": ["consultation.feel_safe"]}))
    await write(require_standing(given))
    assert (await forget(), await areas()) == (True, [])
    with pytest.raises(WordsForgotten):
        await write(require_standing(given))
    again = await write(numbers({"area": ["Hers"]}))
    assert again["area", "Hers"] != given["area", "Hers"]


@asynccontextmanager
async def about_to_count(url: str) -> AsyncIterator[None]:
    """Somebody in the midst of a transaction in which they have read the words."""
    if is_sqlite(url):
        with reading(url):
            yield
        return
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("BEGIN; SELECT id FROM code")
        yield
    finally:
        await connection.close()


async def test_who_is_about_to_count_keeps_the_words_they_have_read(database_url: str) -> None:
    async with connected(database_url, busy_timeout=100):
        await service_of_its_own()
        await write(numbers({"area": ["Hers"]}))
        async with about_to_count(database_url):
            assert await forget() is False
        assert (await forget(), await areas()) == (True, [])


async def test_an_import_whose_words_were_forgotten_while_it_was_laid_ready_counts_nothing_by_them(
    service: Service,
) -> None:
    record = ResponseRecord(
        ref="F-9", questionnaire="consultation", completed_on=date(2014, 3, 20), area="Hers",
        answers={"understand_plan": Given("all")},
    )  # fmt: skip
    sheet, laid = await lay_ready([Change(uuid4(), record)])
    await forget()
    with pytest.raises(WordsForgotten):
        async with transaction_over([sheet]):
            await write(laid.counted())
    assert await areas() == []
