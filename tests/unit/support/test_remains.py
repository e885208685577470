"""The search for secrets finds them in every spelling and in no other place: else finding none proves nothing."""

import base64
import json
import os
from urllib.parse import quote

import pytest

from tests.support.remains import found

SECRETS = ("Zoë Ångström-4711", "ABCD-EFGH", "739102844001", "https://x.example/s/a+b/c=")


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("before", range(11))
def test_a_secret_is_found_however_it_is_spelt_and_wherever_it_stands(secret: str, before: int) -> None:
    noise, raw = os.urandom(1000 + before), secret.encode()
    spelt = (
        raw,
        secret.encode("utf-16-le"),
        secret.encode("utf-16-be"),
        base64.b64encode(os.urandom(before) + raw + os.urandom(5)),
        base64.urlsafe_b64encode(os.urandom(before) + raw),
        quote(secret, safe="").encode(),
        raw.hex().encode(),
        raw.hex().upper().encode(),
        json.dumps(secret).encode(),
    )
    assert [found(SECRETS, noise + each + noise) for each in spelt] == [[secret]] * len(spelt)


def test_nothing_is_found_where_nothing_is() -> None:
    assert found(SECRETS, os.urandom(1 << 20), b"", b"short", b"ABCD-EFG") == []
