"""Deleting what has been kept as long as the authority allows: every night, by ``mysay purge``."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from surveys.service.auditing import Deed, about, remember
from surveys.service.context import Service
from surveys.storage import outdated
from surveys.storage.forgetting import forget


@dataclass(frozen=True, slots=True)
class Purged:
    """How many of what went, or (dry run) would go. ``traces``: as of an erasure."""

    lines: tuple[tuple[int, str], ...]
    traces: bool = False

    @property
    def total(self) -> int:
        """How many things in all."""
        return sum(count for count, _ in self.lines)


async def purge(service: Service, *, actor: str, dry_run: bool = False) -> Purged:
    """Delete what is older than the authority's retention. Days begin at midnight where the authority is.

    What was deleted before, and could not be forgotten or overwritten then, is now.
    """
    purged = await _Pass(service, dry_run).everything()
    if dry_run:
        return purged
    if purged.total:
        await remember(service, Deed(actor, "purge", about("rows", purged.total)))
    return replace(purged, traces=not await forget())


@dataclass(frozen=True, slots=True)
class _Pass:
    service: Service
    dry_run: bool

    async def everything(self) -> Purged:
        kept, now, dry = self.service.authority.retention, self.service.clock.now(), self.dry_run
        today = self.service.clock.today()
        linked, left = months_before(today, kept.linked_months), months_before(today, kept.children_months)
        lines = (
            (await outdated.drop_voided(self._days(kept.voided_days), dry_run=dry), "voided responses"),
            (
                await outdated.unlink(linked, on=today, dry_run=dry),
                "responses cut loose from their child, with what was typed in them",
            ),
            (await outdated.drop_unfinished(self._midnight(linked), dry_run=dry), "questionnaires never finished"),
            (await outdated.unbind_leavers(linked, dry_run=dry), "Telegram accounts of young people who left care"),
            (
                await outdated.drop_children(left, now=now, dry_run=dry),
                "children who left care, with their reviews and invitations",
            ),
            (await outdated.drop_alerts(self._months(kept.alerts_months), dry_run=dry), "acknowledged calls for help"),
            (await outdated.drop_messages(self._days(kept.messages_days), dry_run=dry), "messages sent or dropped"),
            (await outdated.drop_received(self._days(kept.received_days), dry_run=dry), "keys of inputs received"),
            (
                await outdated.drop_erasures(months_before(today, kept.erasures_months), dry_run=dry),
                "entries of the list of erasures",
            ),
            (await outdated.drop_audit(self._months(kept.audit_months), dry_run=dry), "lines of the audit"),
        )
        return Purged(lines)

    def _months(self, months: int) -> datetime:
        return self._midnight(months_before(self.service.clock.today(), months))

    def _days(self, days: int) -> datetime:
        return self._midnight(self.service.clock.today() - timedelta(days=days))

    def _midnight(self, day: date) -> datetime:
        """When a day begins where the authority is, summer time or not; in UTC, as moments are stored."""
        return datetime.combine(day, time(), self.service.clock.zone).astimezone(UTC)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last of that month where it has no such day."""
    count = day.year * 12 + day.month - 1 - months
    first = date(count // 12, count % 12 + 1, 1)
    following = date((count + 1) // 12, (count + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))
