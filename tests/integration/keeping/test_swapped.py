"""Whoever can write to the database can let one id lead to the record of another: that is noticed before anything is done."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import pytest

from surveys.errors import Refused, UnknownInvitation
from surveys.service import answers, binding, erasing, inviting, opening, staffing, subject_access, voiding
from surveys.service.context import Service
from surveys.service.importing import import_files
from surveys.service.selecting import Selection
from surveys.storage.models import Child, Erasure, Invitation, Response, Review, Staff
from tests.support import schema
from tests.support.invited import invite

FILES = {
    "staff": "email,name,role\na@westmarsh.example,A,iro\nb@westmarsh.example,B,iro",
    "children": "child_id,date_of_birth,area\nZ-1,2001-06-01,North\nZ-2,2001-06-01,North",
    "reviews": "review_id,child_id,date,status\nR-1,Z-1,2014-03-31,planned\nR-2,Z-2,2014-03-31,planned",
    "responses": "response_id,questionnaire,completed_on,question,answer,child_id,review_id\n"
    "F-1,consultation,2014-03-20,understand_plan,some,Z-1,R-1\nF-2,consultation,2014-03-20,understand_plan,all,Z-2,R-2",
}
Do = Callable[[Service, Path], Awaitable[object]]


@pytest.fixture
async def files(service: Service, tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(f"{text}\n", encoding="utf-8")
    await import_files(service, [tmp_path])
    return tmp_path


async def swap(model: type[Child | Review | Response | Staff | Invitation], column: str) -> None:
    one, other = await model.all().order_by("id")
    await model.filter(id=one.id).update(**{column: "0" * 64})
    await model.filter(id=other.id).update(**{column: getattr(one, column)})
    await model.filter(id=one.id).update(**{column: getattr(other, column)})


async def _no_bot() -> None:
    """Telegram is off."""


DONE: list[tuple[type[Child | Review | Response | Staff], Do]] = [
    (Child, lambda service, _: erasing.erase(service, "Z-1", reason="asked for", actor="qa")),
    (Child, lambda service, _: erasing.erase_again(service, [_of("Z-1", service)])),
    (Child, lambda service, _: subject_access.everything_about(service, "Z-1", actor="qa")),
    (Child, lambda service, _: staffing.unbind(service, "Z-1", actor="qa")),
    (Child, lambda service, files: import_files(service, [files / "children.csv"])),
    (Child, lambda service, files: import_files(service, [files / "reviews.csv"])),
    (Review, lambda service, files: import_files(service, [files / "reviews.csv"])),
    (Review, lambda service, _: inviting.invite(service, Selection(reviews=("R-1",)), bot_name=_no_bot)),
    (Review, lambda service, _: answers.read(service, "R-1", actor="iro")),
    (Response, lambda service, files: import_files(service, [files / "responses.csv"])),
    (Response, lambda service, _: voiding.void(service, "F-1", reason="a trial", actor="qa")),
    (Staff, lambda service, files: import_files(service, [files / "staff.csv"])),
    (Staff, lambda service, _: staffing.disable(service, "a@westmarsh.example", actor="qa")),
]


@pytest.mark.parametrize(("model", "do"), DONE)
async def test_nothing_is_done_to_one_in_the_name_of_another(
    service: Service, files: Path, model: type[Child | Review | Response | Staff], do: Do
) -> None:
    await swap(model, "email_hash" if model is Staff else "ref_hash")
    before = await schema.contents()
    told = f"^The hash of an id in {model.__name__.lower()} leads to the record of another: it was changed or moved"
    with pytest.raises(Refused, match=told):
        await do(service, files)
    assert await schema.contents() == before


OPENED: list[tuple[str, Callable[[Service, UUID], Awaitable[object]]]] = [
    ("token_hash", lambda service, one: opening.open_link(service, service.vault.token(one, 1))),
    ("code_hash", lambda service, one: opening.open_code(service, service.vault.code(one, 1))),
    ("telegram_hash", lambda service, one: binding.bind(service, _payload(service, one), number=7, chat=7)),
]


@pytest.mark.parametrize(("column", "opened"), OPENED)
async def test_a_link_that_leads_to_another_childs_invitation_is_unknown_and_the_log_says_so(
    service: Service,
    caplog: pytest.LogCaptureFixture,
    column: str,
    opened: Callable[[Service, UUID], Awaitable[object]],
) -> None:
    one, other = await invite(service, age=17), await invite(service, age=17)
    await opened(service, one.id)
    await swap(Invitation, column)
    before = await schema.contents()
    with pytest.raises(UnknownInvitation):
        await opened(service, one.id)
    assert await schema.contents() == before
    told = [(record.levelname, record.getMessage(), vars(record)["invitation"]) for record in caplog.records]
    assert told == [("ERROR", "the hash of a link or code leads to another's invitation", str(other.id))]


def _payload(service: Service, invitation: UUID) -> str:
    return service.vault.telegram_payload(invitation, 1)


def _of(child: str, service: Service) -> Erasure:
    return Erasure(ref_hash=service.vault.hash("child", child), erased_on=service.clock.today())
