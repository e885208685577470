"""What time it is: handed in, so that a demonstration can stand in 2014 and a test anywhere."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Clock:
    """The authority's clock. A fixed one stands still."""

    zone: ZoneInfo
    fixed: datetime | None = None

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        return self.fixed or datetime.now(UTC)

    def today(self) -> date:
        """The date in the authority's zone: it decides the day and the quarter."""
        return self.day_of(self.now())

    def day_of(self, moment: datetime) -> date:
        """The date of a moment in the authority's zone."""
        return moment.astimezone(self.zone).date()
