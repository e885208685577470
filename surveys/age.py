"""Ages in completed years."""

from datetime import date


def age_on(born: date, day: date) -> int:
    """Completed years on a day; one born on 29 February has a birthday on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
