"""Finds what an id, as somebody types it or a file names it, stands for."""

import unicodedata
from collections.abc import Sequence
from typing import TypeVar

from tortoise.queryset import QuerySet

from surveys.roster.cells import normal
from surveys.storage.models import Child, Response, Review
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
