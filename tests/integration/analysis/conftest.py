"""Records as an import would leave them, written straight into the tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest

from surveys.service.context import Service
from surveys.storage.counting import recount
from surveys.storage.models import Answer, Child, Invitation, PrintedFigure, Response, Review
from surveys.storage.vault import Vault

AT = datetime(2014, 3, 1, 12, tzinfo=UTC)
TODAY = AT.date()
TEENAGER = date(2000, 1, 1)


@dataclass
class Records:
    """Adds children, reviews and responses; ``settle`` counts the responses, as whatever adds them must."""

    vault: Vault
    numbers: Iterator[int] = field(default_factory=count)
    responses: list[UUID] = field(default_factory=list)

    def _hash(self) -> str:
        return f"{next(self.numbers):064d}"

    async def child(self, born: date = TEENAGER, ended: date | None = None, code: str | None = None) -> Child:
        return await Child.create(
            ref_hash=self._hash(), ref_sealed="", date_of_birth=born, area="North", care_ended=ended, leaving_code=code
        )

    async def review(self, day: date, *, child: Child | None = None, status: str = "held") -> Review:
        child = child or await self.child()
        return await Review.create(ref_hash=self._hash(), ref_sealed="", child=child, date=day, status=status)

    async def reviews(self, day: date, number: int) -> list[Review]:
        return [await self.review(day) for _ in range(number)]

    async def invitation(self, review: Review) -> Invitation:
        return await Invitation.create(
            questionnaire="consultation", child_id=review.child_id, review=review, subject=f"review:{review.id}",
            token_hash=self._hash(), code_hash=self._hash(), telegram_hash=self._hash(), outcome="invited",
            issued_on=review.date,
        )  # fmt: skip

    async def response(
        self, questionnaire: str, answers: Mapping[str, str], *, review: Review | None = None,
        child: Child | None = None, status: str = "finished", day: date = TODAY, void: bool = False,
    ) -> Response:  # fmt: skip
        """``answers``: codes by question; "" is a skip; a leading '=' is typed text."""
        child_id = review.child_id if review else child.id if child else None
        response = await Response.create(
            questionnaire=questionnaire, child_id=child_id, review=review, status=status, channel="paper",
            language="en", started_at=AT, touched_at=AT, completed_on=day if status == "finished" else None,
            voided_at=AT if void else None,
        )  # fmt: skip
        for revision, (question, given) in enumerate(answers.items()):
            await self.answer(response, question, given, revision)
        self.responses.append(response.id)
        return response

    async def answer(self, response: Response, question: str, given: str, revision: int) -> None:
        row = uuid4()
        typed = given.startswith("=")
        text = self.vault.seal(given[1:], table="answer", row=row, column="text") if typed else None
        await Answer.create(
            id=row, response=response, question=question, revision=revision, given_at=AT + timedelta(minutes=revision),
            state="answered" if given else "skipped", codes="" if typed else given, text_sealed=text,
        )  # fmt: skip

    async def printed(self, period: int, indicator: str, *, year: bool = False, **row: Any) -> None:
        await PrintedFigure.create(period=period, indicator=indicator, year=year, **row)

    async def settle(self) -> None:
        await recount(self.responses)


@pytest.fixture
def records(service: Service) -> Records:
    return Records(service.vault)
