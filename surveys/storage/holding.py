"""Rows that are held, so that nobody else changes them or counts by them until the transaction ends."""

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from surveys.storage.database import on_one_file
from surveys.storage.parts import IMPORTED, parts
from surveys.storage.statements import read
from surveys.storage.work import marks


async def hold(
    table: Literal["response", "invitation", "review"],
    ids: Iterable[UUID],
    lock: Literal["FOR UPDATE", "FOR NO KEY UPDATE"],
) -> None:
    """Wait for whoever holds one of these rows, and hold them all, always in the same order.

    Where a transaction holds the whole database anyway (SQLite), there is nothing to do.
    """
    if on_one_file():
        return
    for part in parts(sorted(ids), IMPORTED):
        await read(f"SELECT id FROM {table} WHERE id IN ({marks(len(part))}) ORDER BY id {lock}", *part)  # noqa: S608  # our own names only
