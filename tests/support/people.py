"""Made-up children, reviews and invitations, put straight into a test's database."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from surveys.service.context import Service
from surveys.storage.models import Child, Invitation, Review, Staff

BORN_12 = date(2001, 6, 1)


async def staff(service: Service, email: str = "iro.one@westmarsh.example", role: str = "iro") -> Staff:
    """A member of staff."""
    row = uuid4()
    sealed = service.vault.seal(email, table="staff", row=row, column="email")
    return await Staff.create(id=row, email_hash=service.vault.hash("staff", email), email_sealed=sealed, role=role)


async def child(service: Service, ref: str = "WM-1", **fields: Any) -> Child:
    """A child of twelve in the north, unless told otherwise."""
    row = uuid4()
    sealed = service.vault.seal(ref, table="child", row=row, column="ref")
    known: dict[str, Any] = {"date_of_birth": BORN_12, "area": "North", **fields}
    return await Child.create(id=row, ref_hash=service.vault.hash("child", ref), ref_sealed=sealed, **known)


async def review(service: Service, of: Child, ref: str = "R-1", **fields: Any) -> Review:
    """A review planned for 31 March 2014, unless told otherwise."""
    row = uuid4()
    sealed = service.vault.seal(ref, table="review", row=row, column="ref")
    known: dict[str, Any] = {"date": date(2014, 3, 31), "status": "planned", **fields}
    return await Review.create(
        id=row, ref_hash=service.vault.hash("review", ref), ref_sealed=sealed, child_id=of.id, **known
    )


async def invited(service: Service, of: Child, about: Review | None = None) -> Invitation:
    """An invitation to a consultation about a review, or (no review) to an exit interview."""
    row, vault = uuid4(), service.vault
    return await Invitation.create(
        id=row,
        questionnaire="consultation" if about else "exit_interview",
        child_id=of.id,
        review_id=about.id if about else None,
        subject=f"review:{about.id}" if about else f"leaving:{of.id}",
        token_hash=vault.hash("token", vault.token(row, 1)),
        code_hash=vault.hash("code", vault.code(row, 1)),
        telegram_hash=vault.hash("telegram", vault.telegram_payload(row, 1)),
        outcome="invited",
        issued_on=service.clock.today(),
    )


def token(service: Service, invitation: UUID) -> str:
    """The token of an invitation's first link."""
    return service.vault.token(invitation, 1)
