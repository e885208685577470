"""What the council's commands do to one young person's papers, by the ids that the test's rows go by."""

import asyncio
from pathlib import Path

from surveys.service.context import Service
from surveys.service.importing import Imported, import_files

_FORM = "response_id,questionnaire,completed_on,question,answer,review_id\n{},consultation,28/03/2014,{},{},{}\n"
_REVIEW = "review_id,child_id,date,status\n{},{},{},{}\n"


async def keys_a_paper_form(
    service: Service, folder: Path, ref: str, *, about: str, question: str = "know_pledge", answer: str = "know"
) -> Imported:
    """A form on paper about a review, typed in by a worker and imported."""
    return await _imports(service, folder / f"{ref}.csv", _FORM.format(ref, question, answer, about))


async def changes_a_review(
    service: Service, folder: Path, ref: str, *, child: str, day: str, status: str = "planned"
) -> Imported:
    """A review put on another day, cancelled, or held after all."""
    return await _imports(service, folder / f"{ref}.csv", _REVIEW.format(ref, child, day, status))


async def _imports(service: Service, file: Path, text: str) -> Imported:
    await asyncio.to_thread(file.write_text, text, encoding="utf-8")
    return await import_files(service, [file])
