"""Changing keys: everything is sealed anew with another data key, or every link derived anew from another secret key."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from surveys.errors import Refused
from surveys.service.auditing import Deed, about, remember
from surveys.service.context import Service
from surveys.storage import resealing
from surveys.storage.database import transaction
from surveys.storage.keys import KeysDoNotFit, require_links
from surveys.storage.relinking import relinked
from surveys.storage.statements import write
from surveys.storage.vault import SealBroken


@dataclass(frozen=True, slots=True, kw_only=True)
class Rekeyed:
    """What a change of key came to. ``still_used`` has the values that other keys than ``first`` sealed meanwhile."""

    first: str
    values: int
    removable: tuple[str, ...]
    still_used: Mapping[str, int]


async def rekey(service: Service, *, actor: str, progress: Callable[[int], None]) -> Rekeyed:
    """Seal everything with the first key. Whatever stops it, running it again goes on from there.

    The key of the lookups is sealed anew like everything else and stays the same, so nothing is blinded.

    Raises:
        Refused: something was sealed with a key that is not among the data keys, or was moved.
    """
    vault = service.vault
    missing = sorted((await resealing.keys_in_use()).keys() - set(vault.key_ids))
    if missing:
        raise Refused(
            f"Values are stored that were sealed with {_named(missing)}, which MYSAY_DATA_KEYS does not have: add it "
            "behind the others and run this again."
        )
    try:
        values = await resealing.reseal(vault, progress=progress)
    except SealBroken as error:
        raise Refused(f"{error} What was sealed anew before it stays so. Run 'mysay doctor'.") from error
    await remember(service, Deed(actor, "rekey", about("key", vault.first)))
    left = {name: count for name, count in (await resealing.keys_in_use()).items() if name != vault.first}
    removable = tuple(name for name in vault.key_ids[1:] if name not in left)
    return Rekeyed(first=vault.first, values=values, removable=removable, still_used=left)


async def relink(service: Service, *, actor: str) -> int:
    """End every link, code and session, and derive new ones from the secret key that is set now. How many there are.

    All of it or nothing.

    Raises:
        Refused: the secret key is the one they were made with.
    """
    with suppress(KeysDoNotFit):
        await require_links(service.vault)
        raise Refused(
            "MYSAY_SECRET_KEY is the one that the links were made with: set the new one first. Nothing was changed."
        )
    async with transaction():
        links = await write(relinked(service.vault))
        await remember(service, Deed(actor, "rekey", about("links", links)))
    return links


def _named(keys: list[str]) -> str:
    return "key " + ", ".join(f"'{key}'" for key in keys)
