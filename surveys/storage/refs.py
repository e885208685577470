"""The authority's own ids and names, opened for a reader who may see them."""

from collections.abc import Callable

from surveys.storage.models import Child, Response, Review, Staff
from surveys.storage.vault import SealBroken, Vault

#: What stands in a list for an id that could not be opened.
UNREAD = "(cannot be read)"


def child_ref(vault: Vault, child: Child) -> str:
    """The id by which the authority knows a child."""
    return vault.open(child.ref_sealed, table="child", row=child.id, column="ref")


def review_ref(vault: Vault, review: Review) -> str:
    """The id by which the authority knows a review."""
    return vault.open(review.ref_sealed, table="review", row=review.id, column="ref")


def response_ref(vault: Vault, response: Response) -> str:
    """The id by which a response is known: of a form the authority's, of one given online our own."""
    if response.ref_sealed is None:
        return str(response.id)
    return vault.open(response.ref_sealed, table="response", row=response.id, column="ref")


def staff_email(vault: Vault, staff: Staff) -> str:
    """The email address of a member of staff."""
    return vault.open(staff.email_sealed, table="staff", row=staff.id, column="email")


def staff_name(vault: Vault, staff: Staff) -> str:
    """The name of a member of staff, or the address of one without a name."""
    if staff.name_sealed is None:
        return staff_email(vault, staff)
    return vault.open(staff.name_sealed, table="staff", row=staff.id, column="name")


def if_readable(read: Callable[[], str]) -> str | None:
    """What opens; None of what was changed or moved in the database. One broken value hides no other row of a list."""
    try:
        return read()
    except SealBroken:
        return None


def shown(read: Callable[[], str]) -> str:
    """What opens, or :data:`UNREAD` in its place."""
    return if_readable(read) or UNREAD
