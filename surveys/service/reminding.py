"""Reminding those who have not finished: by Telegram where an account is bound, else on a list for a person."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from surveys.crashpoint import crashpoint
from surveys.invitation.reminding import Reminded, number_by_calendar, number_by_hand
from surveys.service.context import Service
from surveys.storage import invitations, outgoing
from surveys.storage.database import transaction
from surveys.storage.models import Invitation, TelegramAccount
from surveys.storage.outgoing import Queued, Sort
from surveys.storage.refs import UNREAD, child_ref, review_ref, shown

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """Somebody to remind, with the link and the code they were given before."""

    child_id: str
    review_id: str | None
    questionnaire: str
    link: str
    code: str


@dataclass(frozen=True, slots=True)
class Reminding:
    """Who is reminded by Telegram now, and who only a person can remind."""

    by_telegram: tuple[Reminder, ...]
    by_hand: tuple[Reminder, ...]

    @property
    def unreadable(self) -> bool:
        """Whether an id of somebody here was changed or moved in the database."""
        return any(UNREAD in {each.child_id, each.review_id} for each in (*self.by_telegram, *self.by_hand))


async def remind(service: Service, *, telegram: bool, dry_run: bool = False) -> Reminding:
    """Remind everybody who has not finished, because a person asks for it.

    ``telegram`` says whether Telegram is on; nobody gets two reminders a day by it.
    """
    open_ones = await invitations.unfinished(service.clock.today())
    bound = await _accounts() if telegram else set()
    today = service.clock.today()
    numbers = {row.id: number_by_hand(_reminded(row), today=today) for row in open_ones if row.child_id in bound}
    going = [row for row in open_ones if numbers.get(row.id)]
    if not dry_run:
        await _queue(service, going, numbers)
    rest = [row for row in open_ones if row.child_id not in bound]
    return Reminding(tuple(_reminder(service, row) for row in going), tuple(_reminder(service, row) for row in rest))


async def remind_on_the_day(service: Service) -> int:
    """What the clock does: let lapse what has closed, and queue what the authority's reminder days ask for.

    Only accounts already bound to Telegram are written to. Returns how many other invitations are past
    the first reminder day; a person reminds those, from the list that ``mysay remind`` prints.
    """
    today, days = service.clock.today(), service.authority.reminder_days
    lapsed = await invitations.lapse(today)
    rows = await invitations.unfinished(today, by_telegram=True)
    numbers = {row.id: number_by_calendar(_reminded(row), days, today=today) for row in rows}
    going = [row for row in rows if numbers[row.id]]
    await _queue(service, going, numbers)
    waiting = await invitations.unreminded(today, after=min(days)) if days else 0
    if going or lapsed:
        log.info("the day's invitations", extra={"reminded": len(going), "lapsed": lapsed, "for_a_person": waiting})
    return waiting


async def _accounts() -> set[UUID]:
    """The children with a Telegram account that lets itself be written to."""
    return {account.child_id for account in await TelegramAccount.filter(blocked_at=None).only("id", "child_id")}


async def _queue(service: Service, rows: Sequence[Invitation], numbers: dict[UUID, int | None]) -> None:
    """Queue reminders and count them, together. The key has the generation: a new link is reminded of anew."""
    if not rows:
        return
    async with transaction():
        things = [Queued(f"reminder:{row.id}:{row.generation}:{numbers[row.id]}", row.id) for row in rows]
        await outgoing.queue(Sort.REMINDER, things, now=service.clock.now())
        for row in rows:
            row.reminders, row.reminded_on = numbers[row.id] or row.reminders, service.clock.today()
        await invitations.keep_reminders(rows)
        crashpoint("reminder-queued")


def _reminded(row: Invitation) -> Reminded:
    return Reminded(issued_on=row.issued_on, count=row.reminders, last_on=row.reminded_on)


def _reminder(service: Service, row: Invitation) -> Reminder:
    vault, review = service.vault, row.review
    return Reminder(
        child_id=shown(lambda: child_ref(vault, row.child)),
        review_id=shown(lambda: review_ref(vault, review)) if review else None,
        questionnaire=row.questionnaire,
        link=service.link(row.id, row.generation),
        code=vault.code(row.id, row.generation),
    )
