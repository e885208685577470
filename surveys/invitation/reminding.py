"""When somebody who has not finished is reminded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from surveys.invitation.calendar import is_working_day, working_day_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """What has been sent for an invitation so far: how many, and when last."""

    issued_on: date
    count: int = 0
    last_on: date | None = None


def number_by_calendar(reminded: Reminded, reminder_days: Iterable[int], *, today: date) -> int | None:
    """The number of the reminder that the authority's reminder days ask for today; None when they ask for none.

    A reminder falls on a working day: an answer that needs somebody should find somebody there. Days
    missed while nothing ran are made up by one reminder, not by several.
    """
    passed = sum(working_day_from(reminded.issued_on + timedelta(days=days)) <= today for days in reminder_days)
    due = passed > reminded.count and is_working_day(today)
    return passed if due and not _reminded_on(reminded, today) else None


def number_by_hand(reminded: Reminded, *, today: date) -> int | None:
    """The number of the reminder that a person asks for; None when one went out today already."""
    return None if _reminded_on(reminded, today) else reminded.count + 1


def _reminded_on(reminded: Reminded, today: date) -> bool:
    return reminded.last_on is not None and reminded.last_on >= today
