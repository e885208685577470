"""Looks, inside the transaction that writes, whether a review and what there is about it have come to be of two children."""

from collections.abc import Collection
from typing import Literal
from uuid import UUID

from surveys.storage.parts import IMPORTED, parts
from surveys.storage.statements import read
from surveys.storage.work import marks


async def misplaced(
    table: Literal["response", "invitation"], column: Literal["id", "review_id"], ids: Collection[UUID]
) -> bool:
    """Whether one of these is of another child than the review that it is about.

    To be sure that none comes to be, whoever hands a review on holds it FOR UPDATE first, for which whoever writes about it
    waits, and is waited for; and both look.
    """
    about = f"SELECT 1 FROM {table} AS o JOIN review AS r ON r.id = o.review_id AND r.child_id <> o.child_id"  # noqa: S608  # our own names only
    for part in parts(ids, IMPORTED):
        if await read(f"{about} WHERE o.{column} IN ({marks(len(part))}) LIMIT 1", *part):
            return True
    return False
