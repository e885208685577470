"""The made-up county's import files: what a council would export, in the columns that mysay takes."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path

from mysay.demo import county, history, statutory
from mysay.demo.children import Child
from mysay.demo.responses import Response
from mysay.demo.reviews import Review
from mysay.demo.sample import Sample

Row = Mapping[str, str]


def write(folder: Path, sample: Sample) -> None:
    """Write the county's files into a folder, which is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    _csv(folder / "staff.csv", (asdict(worker) for worker in county.STAFF))
    _csv(folder / "children.csv", (_child(each) for each in sample.children))
    _csv(folder / "reviews.csv", (_review(each) for each in sample.reviews))
    _csv(folder / "responses.csv", (row for each in sample.responses for row in _response(each)))
    _csv(folder / "history.csv", (asdict(each) for each in history.everything()))


def write_return(folder: Path, sample: Sample) -> None:
    """Write the county's SSDA903 return into a folder, which is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in statutory.tables(sample).items():
        _csv(folder / name, rows)


def _csv(path: Path, rows: Iterable[Row]) -> None:
    first, *others = rows
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(first), lineterminator="\n")
        writer.writeheader()
        writer.writerows([first, *others])


def _child(child: Child) -> Row:
    return {
        "child_id": child.id,
        "first_name": child.first_name,
        "date_of_birth": _british(child.born),
        "area": child.area,
        "service": child.service,
        "uasc": _yes_no(child.uasc),
        "language": child.language,
        "easy_read": _yes_no(child.easy_read),
        "iro": child.iro,
        "care_started": _british(child.started),
        "notified_on": _british(child.notified),
        "care_ended": _british(child.ended),
        "leaving_code": child.leaving_code,
        "legal_status": child.legal_status,
        "placement": child.placement,
    }


def _review(review: Review) -> Row:
    return {
        "review_id": review.id,
        "child_id": review.child.id,
        "date": _british(review.day),
        "iro": review.child.iro,
        "status": review.status,
        "participation": review.participation,
        "child_chaired": review.child_chaired,
        "chaired_by_iro": "" if review.chaired_by_iro is None else _yes_no(review.chaired_by_iro),
        "due_by": _british(review.due_by),
    }


def _response(response: Response) -> Iterable[Row]:
    """One row per question that was shown."""
    for question, answer in response.answers.items():
        yield {
            "response_id": response.id,
            "questionnaire": response.questionnaire,
            "child_id": response.child.id,
            "review_id": response.review.id if response.review else "",
            "completed_on": response.completed_on.isoformat(),
            "channel": response.channel,
            "question": question,
            "answer": answer,
        }


def _british(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"
