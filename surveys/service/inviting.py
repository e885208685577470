"""Inviting: everybody who is due gets a link and a code; the same ones again when asked again."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from surveys.age import age_on
from surveys.service.context import Service
from surveys.service.selecting import UNREADABLE, Case, Selection, select
from surveys.storage import invitations
from surveys.storage.models import Child, Invitation

log = logging.getLogger(__name__)

#: Asks Telegram for the bot's name; None when Telegram is off or does not answer.
BotName = Callable[[], Awaitable[str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """One invitation to hand over. No link and no code in a dry run, where it would be made now."""

    child_id: str
    review_id: str | None
    questionnaire: str
    link: str | None
    code: str | None
    telegram_link: str | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who is not invited, and why."""

    child_id: str
    review_id: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Round:
    """What one run of inviting came to."""

    invited: tuple[Invited, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def unreadable(self) -> bool:
        """Whether somebody is left out because the database was tampered with."""
        return any(each.reason == UNREADABLE for each in self.left_out)


async def invite(
    service: Service, selection: Selection, *, bot_name: BotName, renew: bool = False, dry_run: bool = False
) -> Round:
    """Invite everybody selected who is due, and say who is not and why.

    Raises:
        Refused: a review named in the selection does not exist, or nobody can be asked about it.
    """
    cases = await select(service, selection, renew=renew)
    going = [case for case in cases if case.reason is None]
    rows = await _rows(service, going, renew=renew, dry_run=dry_run)
    name = await bot_name() if any(_old_enough(service, case.child) for case in going) else None
    log.info("invited", extra={"invited": len(going), "left_out": len(cases) - len(going), "dry_run": dry_run})
    return Round(
        tuple(_invited(service, case, rows.get(case.wanted.subject), name) for case in going),
        tuple(
            LeftOut(case.child_id(service.vault), case.review_id(service.vault), case.reason)
            for case in cases
            if case.reason is not None
        ),
    )


async def _rows(service: Service, going: Sequence[Case], *, renew: bool, dry_run: bool) -> Mapping[str, Invitation]:
    """The invitations by subject as they stand after this run, or as they would keep standing."""
    today, wanted = service.clock.today(), [case.wanted for case in going]
    before = await invitations.issued([each.subject for each in wanted])
    if dry_run:
        return {} if renew else before
    rows = await invitations.issue(service.vault, wanted, today=today, known=before)
    if renew and before:
        await invitations.renew(service.vault, [row.id for row in before.values()], today=today)
        rows = await invitations.issued(list(rows))
    return rows


def _old_enough(service: Service, child: Child) -> bool:
    return age_on(child.date_of_birth, service.clock.today()) >= service.telegram_age


def _invited(service: Service, case: Case, row: Invitation | None, bot: str | None) -> Invited:
    key = (row.id, row.generation) if row else None
    telegram = key if bot and _old_enough(service, case.child) else None
    return Invited(
        child_id=case.child_id(service.vault),
        review_id=case.review_id(service.vault),
        questionnaire=case.wanted.questionnaire,
        link=service.link(*key) if key else None,
        code=service.vault.code(*key) if key else None,
        telegram_link=f"https://t.me/{bot}?start={service.vault.telegram_payload(*telegram)}" if telegram else None,
    )
