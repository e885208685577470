"""What can happen to an archive on its way: some of its bytes changed, or lost."""

import re
from collections.abc import Sequence
from functools import partial

from hypothesis import strategies as st

#: Where a part begins, where it is listed, and where the list ends; and as many bytes as describe it there.
_DESCRIBED, _LONG = re.compile(rb"PK(?:\x03\x04|\x01\x02|\x05\x06)"), 46


def damaged(content: bytes) -> st.SearchStrategy[bytes]:
    """The archive with other bytes in a few places, or without some; half of that is where a part is described."""
    described = [at for found in _DESCRIBED.finditer(content) for at in range(found.start(), found.start() + _LONG)]
    place = st.sampled_from(described) | st.integers(0, len(content) - 1)
    other = st.tuples(place, st.binary(min_size=1, max_size=2))
    gone = st.tuples(place, st.integers(1, len(content)))
    return st.lists(other | other | gone, min_size=1, max_size=3).map(partial(_changed, content))


def _changed(content: bytes, changes: Sequence[tuple[int, bytes | int]]) -> bytes:
    for at, change in changes:
        instead, lost = (b"", change) if isinstance(change, int) else (change, len(change))
        content = content[:at] + instead + content[at + lost :]
    return content


def without_its_middle(content: bytes) -> bytes:
    """Every part that is left is listed too far behind, the first before the beginning."""
    middle = len(content) // 3
    return content[:middle] + content[middle + 100 :]


def listed_with(content: bytes, part: int, at: int, number: int) -> bytes:
    """The archive with a number of two bytes changed where one of its parts is listed."""
    place = [found.start() for found in re.finditer(rb"PK\x01\x02", content)][part] + at
    return content[:place] + number.to_bytes(2, "little") + content[place + 2 :]
