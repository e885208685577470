"""Deriving every link anew after a change of the secret key, so that none of the old ones opens anything."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from surveys.storage.invitations import derived
from surveys.storage.statements import uuid_of
from surveys.storage.vault import Vault
from surveys.storage.work import Many, Work

_LOCK = "UPDATE invitation SET generation = generation"
_ALL = "SELECT id, generation, code_hash FROM invitation"
_ANEW = "UPDATE invitation SET generation = $1, token_hash = $2, code_hash = $3, telegram_hash = $4 WHERE id = $5"


def relinked(vault: Vault) -> Work[int]:
    """Keep what the vault's secret key gives each invitation; outcomes, dates and answers stay. How many there are."""
    yield _LOCK, ()
    rows = yield _ALL, ()
    taken = {str(code_hash) for _, _, code_hash in rows}
    yield Many(_ANEW, list(_anew(vault, ((uuid_of(id_), generation) for id_, generation, _ in rows), taken)))
    return len(rows)


def _anew(vault: Vault, rows: Iterable[tuple[UUID, int]], taken: set[str]) -> Iterator[tuple[object, ...]]:
    """What is kept of each, in a generation whose code nobody else has or had."""
    for invitation, generation in rows:
        kept = derived(vault, invitation, generation)
        while kept["code_hash"] in taken:
            kept = derived(vault, invitation, int(kept["generation"]) + 1)
        taken.add(str(kept["code_hash"]))
        yield *kept.values(), invitation
