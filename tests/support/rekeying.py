"""A change of key that dies after its first batches, as a machine that loses power does.

Run as ``python -m tests.support.rekeying DATABASE_URL BATCHES``: kills itself after so many batches.
"""

import asyncio
import os
import signal
import sys
from itertools import count

from surveys.storage.database import connected
from surveys.storage.resealing import reseal
from surveys.storage.vault import Vault
from tests.support import keys

NEW_KEY = bytes(range(100, 132))


def rotated() -> Vault:
    """The tests' keys after a new one was put in front."""
    return Vault((("new", NEW_KEY), ("test", keys.DATA_KEY)), keys.SECRET_KEY)


async def reseal_until_killed(url: str, batches: int) -> None:
    """Seal anew, and die by SIGKILL when so many batches are done."""
    batch = count(1)

    def tell(_: int) -> None:
        if next(batch) == batches:
            os.kill(os.getpid(), signal.SIGKILL)

    async with connected(url):
        await reseal(rotated(), progress=tell)


if __name__ == "__main__":
    asyncio.run(reseal_until_killed(sys.argv[1], int(sys.argv[2])))
