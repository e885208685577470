"""The authority: its names, its help lines, its rules. One TOML file (``AUTHORITY_FILE``)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from config import retention
from config.retention import Retention
from config.settings import SettingsError

ResponseBase = Literal["reviews_held", "offered", "children_reviewed"]
SHIPPED = Path(__file__).parent
_ESCALATE_MINUTES = [15, 30, 60]

_KNOWN = {
    "name",
    "short_name",
    "service",
    "pledge",
    "help_lines",
    "response_base",
    "suppression_threshold",
    "sending_hours",
    "reminder_days",
    "questionnaires",
    "wording",
    "alert_emails",
    "escalate_minutes",
    "escalation_emails",
    "mail_from",
    "retention",
}


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Someone a young person can ring, and the day somebody last checked that the number is right."""

    name: str
    contact: str
    note: str
    checked: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Local names and rules. Folders are absolute; ``sending_hours`` are local times, end excluded.

    A call for help that nobody acknowledges is mailed again ``escalate_minutes`` after the first mail, to
    ``escalation_emails`` too.
    """

    name: str
    short_name: str
    service: str
    pledge: str
    help_lines: tuple[HelpLine, ...]
    response_base: ResponseBase
    suppression_threshold: int
    sending_hours: tuple[time, time]
    reminder_days: tuple[int, ...]
    questionnaires: Path
    wording: Path
    alert_emails: tuple[str, ...]
    escalate_minutes: tuple[int, ...]
    escalation_emails: tuple[str, ...]
    mail_from: str
    retention: Retention

    @property
    def names(self) -> Mapping[str, str]:
        """The arguments that every text may use."""
        return {"authority": self.name, "short_name": self.short_name, "service": self.service, "pledge": self.pledge}


def read(path: Path) -> Authority:
    """Read the authority's file.

    Raises:
        SettingsError: with every problem in it.
    """
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError((f"{path.name}: cannot be read: {error}",)) from error
    problems = [f"{path.name}: {problem}" for problem in _problems(written)]
    if problems:
        raise SettingsError(tuple(problems))
    return _authority(written, path.parent)


def _authority(written: dict[str, Any], beside: Path) -> Authority:
    start, end = written.get("sending_hours", ["09:00", "19:00"])
    return Authority(
        name=written["name"],
        short_name=written.get("short_name", written["name"]),
        service=written.get("service", "Independent Reviewing Officer Service"),
        pledge=written.get("pledge", "Pledge"),
        help_lines=tuple(HelpLine(**line) for line in written["help_lines"]),
        response_base=written.get("response_base", "reviews_held"),
        suppression_threshold=written.get("suppression_threshold", 10),
        sending_hours=(time.fromisoformat(start), time.fromisoformat(end)),
        reminder_days=tuple(written.get("reminder_days", [3, 7])),
        questionnaires=_folder(written.get("questionnaires"), beside, SHIPPED / "questionnaires"),
        wording=_folder(written.get("wording"), beside, SHIPPED / "wording"),
        alert_emails=tuple(written.get("alert_emails", [])),
        escalate_minutes=tuple(written.get("escalate_minutes", _ESCALATE_MINUTES)),
        escalation_emails=tuple(written.get("escalation_emails", [])),
        mail_from=written.get("mail_from", "mysay@localhost"),
        retention=Retention(**written.get("retention", {})),
    )


def _folder(named: str | None, beside: Path, shipped: Path) -> Path:
    return (beside / named).resolve() if named else shipped


def _problems(written: dict[str, Any]) -> list[str]:
    checks = (
        (not isinstance(written.get("name"), str), "'name' is missing: the authority's name, in quotes."),
        (
            not _help_lines_fit(written.get("help_lines")),
            "'help_lines' needs at least one [[help_lines]] with name, contact, note and checked (a date such as 2026-11-01).",
        ),
        (
            written.get("response_base", "reviews_held") not in ("reviews_held", "offered", "children_reviewed"),
            "'response_base' is reviews_held, offered or children_reviewed.",
        ),
        (
            not _whole_from(written.get("suppression_threshold", 10), 1),
            "'suppression_threshold' is a whole number from 1.",
        ),
        (
            not _hours_fit(written.get("sending_hours", ["09:00", "19:00"])),
            '\'sending_hours\' is a pair of times such as ["09:00", "19:00"], the first earlier.',
        ),
        (
            not all(_whole_from(day, 1) for day in written.get("reminder_days", [])),
            "'reminder_days' is a list of whole numbers of days.",
        ),
        (
            not _rising(written.get("escalate_minutes", _ESCALATE_MINUTES)),
            "'escalate_minutes' is a list of rising whole numbers of minutes such as [15, 30, 60]; [] for never.",
        ),
    )
    unknown = (
        f"'{name}' is not a known setting; known are {', '.join(sorted(_KNOWN))}."
        for name in written
        if name not in _KNOWN
    )
    kept = retention.problem(written.get("retention", {}))
    return [problem for wrong, problem in checks if wrong] + ([kept] if kept else []) + list(unknown)


def _help_lines_fit(lines: object) -> bool:
    return (
        isinstance(lines, list)
        and bool(lines)
        and all(
            isinstance(line, dict)
            and set(line) == {"name", "contact", "note", "checked"}
            and isinstance(line["checked"], date)
            for line in lines
        )
    )


def _whole_from(value: object, low: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= low


def _rising(minutes: object) -> bool:
    return (
        isinstance(minutes, list)
        and all(_whole_from(each, 1) for each in minutes)
        and all(one < next_ for one, next_ in pairwise(minutes))
    )


def _hours_fit(hours: object) -> bool:
    try:
        start, end = (time.fromisoformat(each) for each in hours)  # type: ignore[attr-defined]  # shape is what is tested
    except (TypeError, ValueError):
        return False
    return start < end
