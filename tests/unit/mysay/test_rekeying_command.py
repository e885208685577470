"""What ``mysay rekey`` says of what it did."""

import pytest

from mysay.commands.rekeying import told
from surveys.service.rekeying import Rekeyed


@pytest.mark.parametrize(("values", "said"), [(0, "0 values were"), (1, "1 value was"), (2, "2 values were")])
def test_one_value_is_one(values: int, said: str) -> None:
    done = Rekeyed(values=values, first="k2", still_used={}, removable=())
    assert told(done) == f"{said} sealed anew with key 'k2', which has sealed everything that is stored now."
