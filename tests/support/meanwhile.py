"""What another process does to the same database while something here is between two steps.

Run as ``python -m tests.support.meanwhile DATABASE_URL invite|begin``: invites everybody who is due, or begins what each
invitation asks.
"""

import asyncio
import subprocess
import sys

from surveys.service import answering
from surveys.service.inviting import invite
from surveys.service.selecting import Selection
from surveys.storage.database import connected
from surveys.storage.models import Invitation
from tests.support.racing import service_of_its_own
from tests.support.source import ROOT


def another_process(url: str, does: str) -> None:
    """Let another process do this, to its end."""
    command = (sys.executable, "-m", "tests.support.meanwhile", url, does)
    subprocess.run(command, cwd=ROOT, check=True)


async def _do(url: str, does: str) -> None:
    async with connected(url):
        service = await service_of_its_own()
        if does == "invite":
            await invite(service, Selection(), bot_name=_no_bot)
        else:
            for invitation in await Invitation.all():
                await answering.agree(service, invitation.id, "web")


async def _no_bot() -> None:
    return None


if __name__ == "__main__":
    asyncio.run(_do(*sys.argv[1:]))
