"""The pseudonymous long table: a row per answer of the responses that count in a period.

It holds no name, id, date of birth or typed words. The pseudonym of a response is a keyed hash: the
same in every export of this house, and nothing to anybody without its keys.
"""

import csv
from operator import itemgetter
from pathlib import Path
from typing import TextIO
from uuid import UUID

from surveys.period import Period
from surveys.service.auditing import Deed, about, remember
from surveys.service.context import Service
from surveys.service.private_files import private_file
from surveys.spreadsheets import harmless
from surveys.storage.database import one_moment
from surveys.storage.given import ANSWERED, WITHDRAWN
from surveys.storage.models import Answer, Response
from surveys.storage.parts import parts
from surveys.storage.vault import Vault

COLUMNS = (
    "response", "questionnaire", "period", "area", "age_band", "channel", "language", "question", "state", "answer",
)  # fmt: skip

Row = tuple[str, ...]


def pseudonym(vault: Vault, response: UUID) -> str:
    """What a response is called outside this house."""
    return vault.hash("export", str(response))[:20]


async def export_responses(service: Service, period: Period, output: Path | TextIO, *, actor: str) -> int:
    """Write the table as CSV to a file that only its owner may read, or to one that is open. How many responses are in it.

    Raises:
        Refused: the file cannot be written.
    """
    deed = Deed(actor, "export responses", about("period", period.id))
    if isinstance(output, Path):
        with private_file(output) as unfinished:
            with unfinished.open("w", encoding="utf-8", newline="") as file:
                number = await _write(service, period, file)
            await remember(service, deed)  # before there is anything to be read
        return number
    number = await _write(service, period, output)
    await remember(service, deed)
    return number


async def _write(service: Service, period: Period, file: TextIO) -> int:
    table = csv.writer(file)
    table.writerow(COLUMNS)
    async with one_moment():
        responses = await _responses(service.vault, period)
        for part in parts(responses):
            rows = sorted((*responses[answer.response_id], *_given(answer)) for answer in await _answers(part))
            table.writerows([harmless(cell) for cell in row] for row in rows)
    return len(responses)


async def _responses(vault: Vault, period: Period) -> dict[UUID, Row]:
    """How the rows of each response begin, in the order of their pseudonyms: that of their ids tells who came first."""
    begins = {
        UUID(str(id_)): (
            pseudonym(vault, id_),
            questionnaire,
            Period.from_number(number).id,
            *(word or "" for word in about),
        )
        for id_, questionnaire, number, *about in await Response.filter(
            period__in=period.numbers, voided_at=None
        ).values_list("id", "questionnaire", "period", "area", "age_band", "channel", "language")
    }
    return dict(sorted(begins.items(), key=itemgetter(1)))


async def _answers(responses: list[UUID]) -> list[Answer]:
    """What holds for each question: its latest answer, unless that was withdrawn."""
    rows = await Answer.filter(response_id__in=responses).order_by("revision")
    latest = {(row.response_id, row.question): row for row in rows}
    return [row for row in latest.values() if row.state != WITHDRAWN]


def _given(answer: Answer) -> Row:
    """What was answered without an option was typed, and still was when retention has deleted the words."""
    typed = answer.state == ANSWERED and not answer.codes
    return answer.question, "typed" if typed else answer.state, answer.codes
