"""What can be wrong in an authority's file: every entry, what fits it, and what to write."""

from collections.abc import Callable, Mapping
from datetime import date, time
from itertools import pairwise

from config import retention
from config.addresses import is_plain

_BASES = ("reviews_held", "offered", "children_reviewed")
_LINE = {"name", "contact", "note", "checked"}
_NEEDED = {"name", "help_lines"}
_LONGEST_DAYS = 365


def problems(written: Mapping[str, object]) -> list[str]:
    """A sentence for everything that is wrong; none when it can be used."""
    wrong = [
        sentence
        for name, (fits, sentence) in _ENTRIES.items()
        if (name in written or name in _NEEDED) and not fits(written.get(name))
    ]
    kept = retention.problem(written.get("retention", {}))
    known = ", ".join(sorted({*_ENTRIES, "retention"}))
    unknown = [name for name in written if name not in _ENTRIES and name != "retention"]
    return [
        *wrong,
        *([kept] if kept else []),
        *(f"'{name}' is not a known setting; known are {known}." for name in unknown),
    ]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_base(value: object) -> bool:
    return value in _BASES


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _are_days(values: object) -> bool:
    return isinstance(values, list) and all(_is_number(each) and each <= _LONGEST_DAYS for each in values)


def _are_rising(minutes: object) -> bool:
    return (
        isinstance(minutes, list)
        and all(_is_number(each) for each in minutes)
        and all(one < next_ for one, next_ in pairwise(minutes))
    )


def _are_addresses(values: object) -> bool:
    return isinstance(values, list) and all(is_plain(each) for each in values)


def _are_hours(hours: object) -> bool:
    if not isinstance(hours, list) or len(hours) != 2:
        return False
    try:
        start, end = (time.fromisoformat(each) for each in hours)
    except (TypeError, ValueError):
        return False
    return start.tzinfo is end.tzinfo is None and start < end


def _are_help_lines(lines: object) -> bool:
    return isinstance(lines, list) and bool(lines) and all(_is_help_line(each) for each in lines)


def _is_help_line(line: object) -> bool:
    if not isinstance(line, dict) or set(line) != _LINE:
        return False
    return type(line["checked"]) is date and all(_is_text(line[name]) for name in _LINE - {"checked"})


def _words(name: str, what: str) -> str:
    return f"'{name}' is {what}, in quotes."


def _addresses(name: str) -> str:
    return f"'{name}' is a list of plain addresses such as [\"duty@council.example\"]; [] for none."


_ENTRIES: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "name": (_is_text, "'name' is missing: the authority's name, in quotes."),
    "short_name": (_is_text, _words("short_name", "the authority's name in short")),
    "service": (_is_text, _words("service", "what the service of the reviewing officers is called")),
    "pledge": (_is_text, _words("pledge", "what your promise to children in care is called")),
    "help_lines": (
        _are_help_lines,
        "'help_lines' needs at least one [[help_lines]] with name, contact, note and checked (a date such as 2026-11-01).",
    ),
    "response_base": (_is_base, f"'response_base' is {', '.join(_BASES[:-1])} or {_BASES[-1]}."),
    "suppression_threshold": (_is_number, "'suppression_threshold' is a whole number from 1."),
    "sending_hours": (
        _are_hours,
        '\'sending_hours\' is a pair of local times such as ["09:00", "19:00"], the first earlier.',
    ),
    "reminder_days": (
        _are_days,
        "'reminder_days' is a list of whole numbers of days such as [3, 7], up to 365; [] for none.",
    ),
    "questionnaires": (_is_text, _words("questionnaires", "the folder of your questionnaires")),
    "wording": (_is_text, _words("wording", "the folder of your texts")),
    "alert_emails": (_are_addresses, _addresses("alert_emails")),
    "escalate_minutes": (
        _are_rising,
        "'escalate_minutes' is a list of rising whole numbers of minutes such as [15, 30, 60]; [] for never.",
    ),
    "escalation_emails": (_are_addresses, _addresses("escalation_emails")),
    "mail_from": (is_plain, "'mail_from' is a plain address such as \"mysay@council.example\"."),
}
