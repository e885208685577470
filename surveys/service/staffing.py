"""Staff by hand, one at a time, and the Telegram accounts that staff unbind."""

from dataclasses import dataclass
from typing import Literal
from uuid import uuid4

from config.addresses import is_plain
from surveys.errors import Refused
from surveys.roster import cells
from surveys.roster.cells import Unreadable
from surveys.service.auditing import Deed, about, remember
from surveys.service.context import Service
from surveys.storage.called import called, hashes, opened, require_own
from surveys.storage.database import transaction
from surveys.storage.models import Child, Staff, TelegramAccount

Role = Literal["iro", "qa", "duty", "admin"]
ROLES: tuple[Role, ...] = ("iro", "qa", "duty", "admin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of staff to be. Without a name a stored one stays."""

    email: str
    role: Role
    name: str | None = None


async def add(service: Service, member: Member, *, actor: str) -> bool:
    """Add a member of staff, or bring one up to date; a disabled one may sign in again. True when new.

    Raises:
        Refused: that is no email address, or one of somebody on duty that many mail servers would not take.
    """
    if member.role == "duty" and not is_plain(_address(member.email)):
        raise Refused(
            f"Calls for help are mailed to staff on duty, and many mail servers refuse '{member.email}': write an address "
            "that has only the letters a to z, digits and the usual marks."
        )
    async with transaction():
        row = await _find(service, member.email)
        known = row or _new(service, member.email)
        known.role, known.disabled_at = member.role, None
        if member.name:
            known.name_sealed = service.vault.seal(member.name, table="staff", row=known.id, column="name")
        await known.save(force_create=row is None)
        await remember(service, Deed(actor, "add staff" if row is None else "change staff", about("staff", known.id)))
    return row is None


async def disable(service: Service, email: str, *, actor: str) -> None:
    """Shut a member of staff out; what they did stays theirs, and alerts are mailed to them no more.

    Raises:
        Refused: nobody has that address, or they are disabled already.
    """
    async with transaction():
        row = await _find(service, email)
        if row is None or row.disabled_at is not None:
            raise Refused(f"Nobody with the address {email} is active; check how it is spelt.")
        await Staff.filter(id=row.id).update(disabled_at=service.clock.now())
        await remember(service, Deed(actor, "disable staff", about("staff", row.id)))


async def unbind(service: Service, child_id: str, *, actor: str) -> None:
    """Take a child's Telegram account off them: the next one that opens their link is theirs instead.

    Raises:
        Refused: there is no such child, or no account is bound.
    """
    child = await called(Child.all(), hashes(service.vault, "child", child_id))
    if child is None:
        raise Refused(f"There is no child '{child_id}'; check the id.")
    require_own(service.vault, child)
    async with transaction():
        if not await TelegramAccount.filter(child_id=child.id).delete():
            raise Refused(f"No Telegram account is bound to child '{child_id}'.")
        await remember(service, Deed(actor, "unbind", about("child", child.id)))


async def _find(service: Service, email: str) -> Staff | None:
    row = await Staff.get_or_none(email_hash=service.vault.hash("staff", _address(email)))
    if row:
        opened(service.vault, (row.id, row.email_hash, row.email_sealed), table="staff", column="email")
    return row


def _new(service: Service, email: str) -> Staff:
    key, address = uuid4(), _address(email)
    sealed = service.vault.seal(address, table="staff", row=key, column="email")
    return Staff(id=key, email_hash=service.vault.hash("staff", address), email_sealed=sealed)


def _address(email: str) -> str:
    try:
        return cells.email(email.strip())
    except Unreadable as problem:
        raise Refused(f"'{email}' {problem}; write for instance a.name@council.example.") from problem
