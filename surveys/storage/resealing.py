"""Sealing what is stored anew with the first data key, so that an older key can be taken away.

How far it has got is in the rows themselves (every sealed value names its key), so that it can be
stopped at any moment and run again.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.models import Model

from surveys.storage.database import on_one_file, transaction
from surveys.storage.vault import Vault

_SEALED = "_sealed"
_BATCH = 200


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of sealed values, and what they are bound to: ``table``, the row's ``key``, and ``name``."""

    model: type[Model]
    table: str
    key: str
    column: str

    @property
    def name(self) -> str:
        """The column as the values are bound to it: without its ending."""
        return self.column.removesuffix(_SEALED)


def sealed_columns() -> list[SealedColumn]:
    """Every column of every table that holds sealed values: those whose names say so."""
    described = [(model, model.describe()) for model in Tortoise.apps["surveys"].values()]
    found = [
        SealedColumn(model, table["table"], table["pk_field"]["name"], field["db_column"])
        for model, table in described
        for field in table["data_fields"]
        if field["db_column"].endswith(_SEALED)
    ]
    return sorted(found, key=lambda place: (place.table, place.column))


async def reseal(vault: Vault, *, progress: Callable[[int], None]) -> int:
    """Seal everything anew that the first key has not sealed; returns how many values that was.

    Batches are transactions of their own, told of by ``progress``; nobody who answers waits longer than one.

    Raises:
        SealBroken: a value was sealed with a key that is not there, or was moved.
    """
    done = 0
    for place in sealed_columns():
        last = None
        while batch := await _batch(vault, place, after=last):
            last = batch[-1]
            done += len(batch)
            progress(len(batch))
    return done


async def keys_in_use() -> Counter[str]:
    """How many values each key has sealed, by its id."""
    used: Counter[str] = Counter()
    for place in sealed_columns():
        rows = await get_connection("default").execute_query_dict(
            f"SELECT {_key_of(place)} AS key, COUNT(*) AS sealed FROM {place.table} "  # noqa: S608  # names of our own
            f"WHERE {place.column} IS NOT NULL GROUP BY {_key_of(place)}"
        )
        used.update({row["key"]: row["sealed"] for row in rows})
    return used


async def _batch(vault: Vault, place: SealedColumn, *, after: object) -> list[object]:
    """One batch, as the row ids it was about; what somebody else writes in the meantime stays theirs."""
    async with transaction():
        rows = await _others(vault, place, after)
        for row in rows:
            text = vault.open(row[place.column], table=place.table, row=row[place.key], column=place.name)
            anew = vault.seal(text, table=place.table, row=row[place.key], column=place.name)
            unchanged = {place.key: row[place.key], place.column: row[place.column]}
            await place.model.filter(**unchanged).update(**{place.column: anew})
    return [row[place.key] for row in rows]


async def _others(vault: Vault, place: SealedColumn, after: object) -> list[dict[str, Any]]:
    """Values of the column that other keys have sealed, as many as make a batch, in the order of their rows."""
    beyond = {} if after is None else {f"{place.key}__gt": after}
    stored = place.model.filter(**{f"{place.column}__isnull": False}, **beyond)
    by_others = stored.exclude(**{f"{place.column}__startswith": f"{vault.first}:"})
    rows = by_others.order_by(place.key).limit(_BATCH).select_for_update()
    return await rows.values(place.key, place.column)


def _key_of(place: SealedColumn) -> str:
    """The id of the key, which stands before the first colon: SQLite and PostgreSQL say it differently."""
    place_of = "INSTR" if on_one_file() else "STRPOS"
    end = f"{place_of}({place.column}, ':')"
    return f"SUBSTR({place.column}, 1, {end} - 1)"
