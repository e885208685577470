"""What is held about a child, as a file: a page to read and print, or JSON for another system."""

import json
from collections.abc import Mapping
from datetime import date, datetime

from mysay.pages import template
from surveys.service.subject_access import Held

#: What a reader calls what is kept under another name; the rest are called by their names.
_LABELS = {
    "child_id": "id", "uasc": "unaccompanied asylum-seeking child", "easy_read": "asks for easy read",
    "notified_on": "the service was told on", "care_ended": "left care on", "care_started": "came into care on",
    "leaving_code": "reason for leaving (SSDA903 code)", "legal_status": "legal status (SSDA903 code)",
    "placement": "placement (SSDA903 code)", "iro": "independent reviewing officer", "review_id": "id",
    "participation": "took part (SSDA903 code)", "child_chaired": "chaired by the child", "due_by": "was due by",
    "chaired_by_iro": "chaired by the independent reviewing officer", "outcome": "what has become of it",
    "before_paper": "what had, before a form came", "issued_on": "sent on",
    "reminders": "reminders sent", "reminded_on": "last reminder on", "response_id": "id",
    "channel": "given", "touched_at": "last touched", "started_at": "begun", "completed_on": "finished on",
    "counts_in": "counts in the figures of", "voided_at": "taken out of the figures",
    "does_not_count_because": "does not count, because", "given": "chosen", "given_at": "when", "state": "what it is",
    "holds": "the answer that holds", "queued_at": "when", "raised_at": "when", "acknowledged_at": "somebody saw to it",
    "bound_at": "connected", "blocked_at": "blocked us", "at": "when", "by": "who did it", "made_at": "made",
}  # fmt: skip  # two lists of words side by side
_OUTCOMES = {"partial": "begun, and not finished", "reached": "the link was opened", "lapsed": "the time ran out"}
#: What a reader calls a value, by the name it is kept under.
_VALUES: Mapping[str, Mapping[str, str]] = {
    "questionnaire": {"consultation": "before a review", "exit_interview": "on leaving care"},
    "channel": {"web": "on a web page", "telegram": "on Telegram", "paper": "on paper"},
    "child_chaired": {"part": "in part", "whole": "the whole of it"},
    "status": {"waiting": "begun, and not finished", "closed": "replaced by a paper form"},
    "state": {"withdrawn": "no longer applied", "skipped": "passed over", "waiting": "waiting to be sent"},
    "outcome": _OUTCOMES,
    "before_paper": _OUTCOMES,
    "kind": {"alert": "a mail about a call for help"},
}


def page(held: Held) -> str:
    """One self-contained page; everything is escaped."""
    return template("held.html", label=_label, worded=_worded).render(held=held)


def structure(held: Held) -> str:
    """The same as JSON, under the names of ``mysay-subject-access/1``; days and moments as ISO."""
    return json.dumps(held, ensure_ascii=False, indent=2, default=_iso) + "\n"


def _label(name: str) -> str:
    words = _LABELS.get(name, name.replace("_", " "))
    return words[:1].upper() + words[1:]


def _worded(value: object, name: str) -> object:
    """A value as a reader of the page expects it: 28 March 2014, 10:05."""
    match value:
        case datetime():
            return f"{value.day} {value:%B %Y, %H:%M}"
        case date():
            return f"{value.day} {value:%B %Y}"
        case str():
            return _VALUES.get(name, {}).get(value, value)
        case _:
            return value


def _iso(value: date | datetime) -> str:
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()
