"""The pseudonymous long table: a row per answer of the responses that count in a period.

It holds no name, id, date of birth or typed words. The pseudonym of a response is a keyed hash: the
same in every export of this house, and nothing to anybody without its keys.
"""

import csv
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TextIO
from uuid import UUID

from surveys.period import Period
from surveys.service.auditing import Deed, about, remember
from surveys.service.context import Service
from surveys.service.private_files import private_file
from surveys.spreadsheets import harmless
from surveys.storage.given import WITHDRAWN
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
    found = await Response.filter(period__in=period.numbers, voided_at=None).order_by("id").values_list("id", flat=True)
    ids = [UUID(str(each)) for each in found]
    if isinstance(output, Path):
        with private_file(output) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as file:
            await _write(service, ids, file)
    else:
        await _write(service, ids, output)
    await remember(service, Deed(actor, "export responses", about("period", period.id)))
    return len(ids)


async def _write(service: Service, ids: list[UUID], file: TextIO) -> None:
    table = csv.writer(file)
    table.writerow(COLUMNS)
    for part in parts(ids):
        async for row in _rows(service, part):
            table.writerow([harmless(cell) for cell in row])


async def _rows(service: Service, ids: list[UUID]) -> AsyncIterator[Row]:
    responses = {row.id: row for row in await Response.filter(id__in=ids)}
    latest: dict[tuple[UUID, str], Answer] = {}
    for answer in await Answer.filter(response_id__in=ids).order_by("revision"):
        latest[answer.response_id, answer.question] = answer
    for key, answer in sorted(latest.items()):
        if answer.state != WITHDRAWN:
            yield _row(service, responses[key[0]], answer)


def _row(service: Service, response: Response, answer: Answer) -> Row:
    return (
        pseudonym(service.vault, response.id),
        response.questionnaire,
        Period.from_number(response.period or 0).id,
        response.area or "",
        response.age_band or "",
        response.channel,
        response.language,
        answer.question,
        "typed" if answer.text_sealed else answer.state,
        answer.codes,
    )
