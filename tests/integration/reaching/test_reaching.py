"""A URL that PostgreSQL does not take is told with what is wrong in it, whichever command finds out; never with its password."""

from collections.abc import Iterator

import pytest

from mysay.leadership import serving
from surveys.errors import Refused
from surveys.storage.database import connected
from surveys.storage.keys import unlocked
from surveys.storage.migrating import migrate
from surveys.storage.vault import Vault
from tests.support import keys
from tests.support.postgresql import Cluster, running

_RULES = "host all secret 127.0.0.1/32 scram-sha-256\nhost all shut 127.0.0.1/32 reject\n"
_NOT_TAKEN = r"^PostgreSQL does not take what stands after the '\?' in MYSAY_DATABASE_URL "
_WRONG = "^PostgreSQL refuses that user or password: "


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A server with a database, one user who needs a password, and one whom it lets in from nowhere."""
    with running() as made:
        rules = made.folder / "data" / "pg_hba.conf"
        rules.write_text(_RULES + rules.read_text())
        made.sql("CREATE ROLE secret LOGIN PASSWORD 'p@ss/word'")
        made.sql("CREATE ROLE stranger LOGIN")
        made.sql("SELECT pg_reload_conf()")
        made.create("full")
        yield made


async def _serve(url: str, _: Vault) -> None:
    async with serving(url):
        pass


@pytest.mark.parametrize(
    ("user", "name", "told"),
    [
        ("mysay", "full?bogus=1", rf'{_NOT_TAKEN}\(unrecognized configuration parameter "bogus"\): '),
        ("mysay", "full?maxsize=2", _NOT_TAKEN),
        ("mysay", "full?ssl=true", _NOT_TAKEN),
        ("mysay", "full?sslmode=require", "^PostgreSQL has no TLS, and sslmode in MYSAY_DATABASE_URL asks for it: "),
        ("mysay", "full?sslmode=bogus", "^MYSAY_DATABASE_URL is not as PostgreSQL's are written: "),
        ("mysay", "none", "^PostgreSQL has no database of that name: "),
        ("nobody", "full", r'^PostgreSQL does not let that user in \(role "nobody" does not exist\): '),
        ("shut", "full", r"^PostgreSQL does not let that user in \(pg_hba.conf rejects "),
        ("secret", "full", _WRONG),
        ("secret:p@ss/wor", "full", "^The host in MYSAY_DATABASE_URL is not known here: "),
        ("secret:p%40ss%2Fwor", "full", _WRONG),
    ],
)
async def test_what_is_wrong_with_a_url_is_told(cluster: Cluster, user: str, name: str, told: str) -> None:
    url = f"postgres://{user}@127.0.0.1:{cluster.port}/{name}"
    for trying in (migrate, _serve):
        with pytest.raises(Refused, match=told) as refused:
            await trying(url, keys.vault())
        assert "wor" not in str(refused.value).replace("password", "")


async def test_the_password_of_a_url_is_percent_encoded(cluster: Cluster) -> None:
    async with connected(f"postgres://secret:p%40ss%2Fword@127.0.0.1:{cluster.port}/full"):
        pass


async def test_a_user_who_may_not_use_the_tables_is_told_apart_from_no_database(cluster: Cluster) -> None:
    owned, strange = (f"postgres://{user}@127.0.0.1:{cluster.port}/owned" for user in ("mysay", "stranger"))
    cluster.create("owned")
    told = r"^PostgreSQL does not let that user into the database \(permission denied for "
    with pytest.raises(Refused, match=told):
        await migrate(strange, keys.vault())
    await migrate(owned, keys.vault())
    with pytest.raises(Refused, match=told):
        async with connected(strange):
            await unlocked(keys.vault())
