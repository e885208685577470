"""The authority's own ids of children, reviews and responses, opened for a reader who may see them."""

from surveys.storage.models import Child, Review
from surveys.storage.vault import Vault


def child_ref(vault: Vault, child: Child) -> str:
    """The id by which the authority knows a child."""
    return vault.open(child.ref_sealed, table="child", row=child.id, column="ref")


def review_ref(vault: Vault, review: Review) -> str:
    """The id by which the authority knows a review."""
    return vault.open(review.ref_sealed, table="review", row=review.id, column="ref")
