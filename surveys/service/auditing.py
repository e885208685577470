"""The audit: who did what to what, without content. A reason is sealed, because it may name somebody."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from surveys.service.context import Service
from surveys.storage.models import Audit


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to be remembered. ``subject`` is a kind and our own row id, such as ``review:UUID``."""

    actor: str
    action: str
    subject: str
    reason: str | None = None


def about(kind: str, row: UUID | int | str) -> str:
    """The subject of a deed."""
    return f"{kind}:{row}"


async def remember(service: Service, deed: Deed) -> None:
    """Store a deed; call it inside the transaction of the deed itself where there is one."""
    key = uuid4()
    sealed = service.vault.seal(deed.reason, table="audit", row=key, column="reason") if deed.reason else None
    await Audit.create(
        id=key, at=service.clock.now(), actor=deed.actor, action=deed.action, subject=deed.subject, reason_sealed=sealed
    )
