"""The people of a test, bound to its database: shorter to ask for than :mod:`tests.support.people`."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from surveys.service.context import Service
from surveys.storage.models import Child, Review, Staff
from tests.support import people


@dataclass(frozen=True, slots=True)
class People:
    """Makes rows in the database of a service that is open. Children are 9 on the tests' day."""

    service: Service

    async def child(
        self,
        ref: str,
        born: date = date(2004, 6, 1),
        *,
        ended: date | None = None,
        code: str | None = None,
        iro: Staff | None = None,
    ) -> Child:
        """A child with the authority's id ``ref``."""
        return await people.child(
            self.service, ref, date_of_birth=born, care_ended=ended, leaving_code=code, iro_id=iro.id if iro else None
        )

    async def review(
        self, ref: str, child: Child, day: date, *, status: str = "planned", iro: Staff | None = None
    ) -> Review:
        """A review, planned unless said otherwise."""
        return await people.review(self.service, child, ref, date=day, status=status, iro_id=iro.id if iro else None)

    async def staff(self, email: str, role: str = "iro", name: str | None = None) -> Staff:
        """A member of staff, with a name where one is wanted."""
        key, vault = uuid4(), self.service.vault
        return await Staff.create(
            id=key,
            email_hash=vault.hash("staff", email),
            email_sealed=vault.seal(email, table="staff", row=key, column="email"),
            name_sealed=vault.seal(name, table="staff", row=key, column="name") if name else None,
            role=role,
        )
