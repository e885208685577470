"""A young person with a review and an invitation, and the web application put up for them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from surveys.service.context import Service
from surveys.storage.models import Alert, Answer, Child, Invitation, Response, Review
from web.app import application
from web.evenly import Pace

Client = TestClient[web.Request, web.Application]

REVIEW_DAY = date(2014, 3, 31)
BORN_AT = {5: date(2009, 1, 1), 9: date(2005, 1, 1), 13: date(2001, 1, 1), 17: date(1997, 1, 1)}


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as its letter has it."""

    id: UUID
    token: str
    code: str
    review: Review

    async def outcome(self) -> str:
        """What has become of it."""
        return (await Invitation.get(id=self.id)).outcome

    async def answers(self) -> list[tuple[str, str, str]]:
        """Question, state and codes of every answer row, oldest first."""
        rows = Answer.filter(response__invitation_id=self.id).order_by("revision")
        return [(row.question, row.state, row.codes) for row in await rows]

    async def texts(self, service: Service) -> list[str]:
        """What was typed, oldest first."""
        rows = await Answer.filter(response__invitation_id=self.id, text_sealed__isnull=False).order_by("revision")
        return [service.vault.open(str(row.text_sealed), table="answer", row=row.id, column="text") for row in rows]

    async def alerts(self) -> list[tuple[str, str | None]]:
        """Cause and question of every alert."""
        return [(alert.cause, alert.question) for alert in await Alert.filter(response__invitation_id=self.id)]

    async def status(self) -> str:
        """Where the response stands."""
        return (await Response.get(invitation_id=self.id)).status


async def invite(
    service: Service,
    *,
    age: int = 13,
    questionnaire: str = "consultation",
    day: date = REVIEW_DAY,
    easy_read: bool = False,
) -> Invited:
    """Store a child of an age with a planned review, and invite them."""
    child = await Child.create(
        ref_hash=uuid4().hex * 2, ref_sealed="", date_of_birth=BORN_AT[age], area="North", easy_read=easy_read
    )
    review = await Review.create(ref_hash=uuid4().hex * 2, ref_sealed="", child=child, date=day, status="planned")
    id_, vault = uuid4(), service.vault
    token, code = vault.token(id_, 1), vault.code(id_, 1)
    await Invitation.create(
        id=id_, questionnaire=questionnaire, child=child, review=review, subject=f"review:{review.id}", generation=1,
        token_hash=vault.hash("token", token), code_hash=vault.hash("code", code),
        telegram_hash=vault.hash("telegram", vault.telegram_payload(id_, 1)), outcome="invited", issued_on=service.clock.today(),
    )  # fmt: skip
    return Invited(id_, token, code, review)


async def always_ready() -> bool:
    """A database that answers."""
    return True


async def never_ready() -> bool:
    """A database that does not."""
    return False


async def at_once(_due: float) -> None:
    """A time that has come."""


@asynccontextmanager
async def visiting(service: Service, *, pace: Pace | None = None) -> AsyncIterator[Client]:
    """A visitor of the application, with cookies of their own, who does not follow redirects by themselves."""
    async with TestClient(
        TestServer(application(service, ready=always_ready, pace=pace or Pace(until=at_once)))
    ) as client:
        yield client
