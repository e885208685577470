"""Finds what an id, as somebody types it or a file names it, stands for."""

import unicodedata
from collections.abc import Sequence
from typing import TypeVar

from tortoise.queryset import QuerySet

from surveys.errors import Refused
from surveys.roster.cells import normal
from surveys.storage.models import Child, Response, Review
from surveys.storage.statements import Row
from surveys.storage.vault import Vault

M = TypeVar("M", Child, Response, Review)


def hashes(vault: Vault, table: str, ref: str) -> Sequence[str]:
    """What an id may be found by: as it was typed, in the form ids have, and with its marks apart, as it may have been stored before."""
    if ref.isascii():
        return [vault.hash(table, ref)]
    forms = dict.fromkeys((ref, normal(ref), unicodedata.normalize("NFD", ref)))
    return [vault.hash(table, form) for form in forms]


async def called(rows: QuerySet[M], hashes: Sequence[str]) -> M | None:
    """The row of an id, the first of its hashes first."""
    found = {row.ref_hash: row for row in await rows.filter(ref_hash__in=hashes)}
    return next((found[each] for each in hashes if each in found), None)


def require_own(vault: Vault, row: Child | Review | Response) -> None:
    """Refuse a row that is found by the hash of an id and has another id sealed in it: it is somebody else's.

    Raises:
        Refused: with what to do.
        SealBroken: its id cannot be opened, so that nobody can tell.
    """
    if row.ref_hash and row.ref_sealed:
        opened(vault, (row.id, row.ref_hash, row.ref_sealed), table=type(row).__name__.lower(), column="ref")


def opened(vault: Vault, row: Row, *, table: str, column: str) -> str:
    """The id of (key, hash of the id, sealed id), which must be of each other; raises as :func:`require_own`."""
    ref = vault.open(row[2], table=table, row=row[0], column=column)
    if vault.hash(table, ref) != row[1]:
        raise Refused(
            f"The hash of an id in {table} leads to the record of another: it was changed or moved in the database. "
            "Look into it, and restore a backup."
        )
    return ref
