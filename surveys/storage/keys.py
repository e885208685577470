"""Whether the keys in the settings are those that the open database was sealed, and its links made, with."""

from tortoise.exceptions import OperationalError

from surveys.errors import Refused
from surveys.storage.database import SchemaOutdated
from surveys.storage.models import Invitation, Secret
from surveys.storage.outages import is_forbidden, is_outage
from surveys.storage.vault import SealBroken, Vault


class KeysDoNotFit(Refused):
    """The data keys are not those that the database was sealed with, or the secret key not that of its links."""


async def unlocked(vault: Vault) -> Vault:
    """The vault with the key of the lookups read from the open database.

    Raises:
        KeysDoNotFit: the data keys are not the ones this database was sealed with.
        SchemaOutdated: the database has not been made yet.
    """
    try:
        secret = await Secret.get_or_none(name="lookup")
    except OperationalError as error:
        if is_outage(error) or is_forbidden(error):
            raise
        raise SchemaOutdated("There is no mysay database there yet: run 'mysay migrate' first.") from error
    if secret is None:
        raise SchemaOutdated("There is no mysay database there yet: run 'mysay migrate' first.")
    return with_lookups(vault, secret.value_sealed)


def with_lookups(vault: Vault, sealed: str) -> Vault:
    """The vault with the key of the lookups opened.

    Raises:
        KeysDoNotFit: the data keys cannot open it.
    """
    try:
        return vault.keyed(vault.open(sealed, table="secret", row="lookup", column="value").encode())
    except SealBroken as error:
        name, tried = sealed.partition(":")[0], ", ".join(f"'{each}'" for each in vault.key_ids)
        raise KeysDoNotFit(
            f"The data keys do not fit this database: it was sealed with key '{name}', and MYSAY_DATA_KEYS has {tried}. "
            "Put back the key that belongs to it; two keys may not share an id."
        ) from error


async def require_links(vault: Vault) -> None:
    """Refuse a secret key that the stored links were not made with. All are of one key, so any of them tells.

    Raises:
        KeysDoNotFit: with what to do.
    """
    for row in await Invitation.all().order_by("id").limit(1).values("id", "generation", "token_hash"):
        if vault.hash("token", vault.token(row["id"], row["generation"])) != row["token_hash"]:
            raise KeysDoNotFit(
                "MYSAY_SECRET_KEY is not the one that this database's links were made with: put the old one back. If it was "
                "changed on purpose, run 'mysay rekey --links': it ends every link that was given out, and 'mysay invite' "
                "prints the new ones."
            )
