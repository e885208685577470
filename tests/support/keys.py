"""Keys that open nothing but the tests' own databases, and the moment at which tests happen."""

from datetime import UTC, datetime

from surveys.storage.vault import Vault

DATA_KEY = bytes(range(32))
SECRET_KEY = "a secret that every test knows, of 32 or more"
BASE_URL = "http://mysay.example"
#: Ten in the morning of 28 March 2014: three days before the quarter ends.
NOW = datetime(2014, 3, 28, 10, tzinfo=UTC)


def vault() -> Vault:
    """The tests' keys, without the key of the lookups, which a database brings."""
    return Vault((("test", DATA_KEY),), SECRET_KEY)
