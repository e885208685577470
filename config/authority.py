"""The authority: its names, its help lines, its rules. One TOML file (``MYSAY_AUTHORITY_FILE``)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any, Literal

from config import authority_problems
from config.retention import Retention
from config.settings import SettingsError

ResponseBase = Literal["reviews_held", "offered", "children_reviewed"]
SHIPPED = Path(__file__).parent
_ESCALATE_MINUTES = [15, 30, 60]


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
    ``escalation_emails`` too. ``suppression_threshold`` is kept for public reports: nothing asks for it until those are
    built.
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
    problems = [f"{path.name}: {problem}" for problem in authority_problems.problems(written)]
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
