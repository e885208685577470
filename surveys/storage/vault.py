"""Sealing and hashing: what stands between the database and a name.

Fields are sealed with AES-256-GCM-SIV (RFC 8452: safe even if a nonce repeats, as after a restored
snapshot), bound to table, row and column, so that a value moved elsewhere is refused. Lookups go
through keyed hashes whose key is itself kept sealed, so that rotating the data keys blinds nothing.
"""

import base64
import hmac
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from surveys.errors import SurveyError

#: Letters and digits of a typed code: none that is easily mistaken for another.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_NONCE = 12


class SealBroken(SurveyError):
    """A sealed value cannot be opened: wrong key, moved, or changed."""


class Vault:
    """The keys, and everything done with them. Never logged, never stored.

    ``data_keys`` are (id, 32 bytes); the first seals, all open. ``hash_key`` keys the lookups.
    """

    def __init__(self, data_keys: tuple[tuple[str, bytes], ...], secret_key: str, hash_key: bytes = b"") -> None:
        self._ciphers = {name: AESGCMSIV(key) for name, key in data_keys}
        self._first = data_keys[0][0]
        self._keys = data_keys
        self._secret = secret_key
        self._hash_key = hash_key

    @property
    def first(self) -> str:
        """The id of the key that seals."""
        return self._first

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The ids of all keys that open, the one that seals first."""
        return tuple(name for name, _ in self._keys)

    def keyed(self, hash_key: bytes) -> "Vault":
        """The same vault with the key of the lookups, once it has been read from the database."""
        return Vault(self._keys, self._secret, hash_key)

    def seal(self, text: str, *, table: str, row: object, column: str) -> str:
        """Seal text for one place; the result names the key that sealed it."""
        nonce = os.urandom(_NONCE)
        sealed = self._ciphers[self._first].encrypt(nonce, text.encode(), _place(self._first, table, row, column))
        return f"{self._first}:{base64.b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, *, table: str, row: object, column: str) -> str:
        """Open what was sealed for this very place.

        Raises:
            SealBroken: no key fits, or it was sealed for another place.
        """
        name, _, encoded = sealed.partition(":")
        try:
            raw = base64.b64decode(encoded, validate=True)
            return self._ciphers[name].decrypt(raw[:_NONCE], raw[_NONCE:], _place(name, table, row, column)).decode()
        except (KeyError, InvalidTag, ValueError) as error:  # ValueError: cut short, or not even base64
            raise SealBroken(
                f"A sealed value in {table}.{column} cannot be opened with the keys in MYSAY_DATA_KEYS; "
                f"it was sealed with key '{name}'."
            ) from error

    def hash(self, purpose: str, text: str) -> str:
        """A keyed hash for looking up what is sealed: hex, 64 characters. What cannot be stored has one, too, that is found nowhere."""
        return hmac.digest(self._hash_key, f"{purpose}\0{text}".encode(errors="surrogatepass"), "sha256").hex()

    def token(self, invitation: UUID, generation: int) -> str:
        """The 128-bit token of an invitation's link; derived, so that it can be printed again."""
        return _text_of(self._derived("link", invitation, generation)[:16])

    def telegram_payload(self, invitation: UUID, generation: int) -> str:
        """The 128-bit payload of an invitation's Telegram deep link; not the web link's token."""
        return _text_of(self._derived("telegram", invitation, generation)[:16])

    def code(self, invitation: UUID, generation: int) -> str:
        """The short code of an invitation's letter, ABCD-EFGH."""
        number = int.from_bytes(self._derived("code", invitation, generation)[:16], "big")
        letters = "".join(
            CODE_ALPHABET[number // len(CODE_ALPHABET) ** place % len(CODE_ALPHABET)] for place in range(8)
        )
        return f"{letters[:4]}-{letters[4:]}"

    def signature(self, purpose: str, message: bytes) -> bytes:
        """32 bytes that only the holder of the secret key can make: bearer tokens, callback data."""
        return hmac.digest(self._secret.encode(), purpose.encode() + b"\0" + message, "sha256")

    def vouch(self, message: bytes) -> str:
        """A mark that only a holder of the data keys can make, for what is kept outside the database; names its key."""
        return self._mark(self._first, message)

    def vouched(self, mark: str, message: bytes) -> bool:
        """Whether a mark was made of this very message, with a key that is here."""
        name = mark.partition(":")[0]
        return name in self.key_ids and hmac.compare_digest(mark.encode(), self._mark(name, message).encode())

    def _mark(self, name: str, message: bytes) -> str:
        key = hmac.digest(dict(self._keys)[name], b"vouching for what is kept outside", "sha256")
        return f"{name}:{hmac.digest(key, message, 'sha256').hex()}"

    def _derived(self, purpose: str, invitation: UUID, generation: int) -> bytes:
        return self.signature(purpose, invitation.bytes + generation.to_bytes(4, "big"))


def new_hash_key() -> str:
    """A fresh key for the lookups, as text to be sealed."""
    return base64.b64encode(os.urandom(32)).decode()


def normal_code(typed: str) -> str:
    """A typed code as it was printed: case, spaces and dashes do not matter."""
    letters = "".join(letter for letter in typed.upper() if letter in CODE_ALPHABET)
    return f"{letters[:4]}-{letters[4:]}"


def _place(key: str, table: str, row: object, column: str) -> bytes:
    return "\0".join((key, table, str(row), column)).encode()


def _text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
