"""Row ids that rise: what is written together lies together, in a table and in its indexes."""

from collections.abc import Callable
from datetime import datetime
from secrets import randbits
from uuid import UUID

_RANDOM_BITS, _STEP_BITS = 74, 32
_LOW = (1 << 62) - 1


def rising(now: datetime) -> Callable[[], UUID]:
    """Makes ids that are each greater than the one before, beginning with the moment (RFC 9562, version 7).

    A hundred thousand random ids would go to as many places of an index; these go to its end.
    """
    last = int(now.timestamp() * 1000) << _RANDOM_BITS | randbits(_RANDOM_BITS)

    def next_id() -> UUID:
        nonlocal last
        last += 1 + randbits(_STEP_BITS)
        moment, middle, low = last >> _RANDOM_BITS, last >> 62 & 0xFFF, last & _LOW
        return UUID(int=moment << 80 | 0x7 << 76 | middle << 64 | 0b10 << 62 | low)

    return next_id
