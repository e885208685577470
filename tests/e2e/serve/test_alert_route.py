"""Staff come and go while it serves: every server knows soon, leading or not, and whoever asks for help is told what is true."""

import json
from contextlib import AsyncExitStack

from aiohttp import ClientSession, CookieJar

from tests.support.databases import wanted_kind
from tests.support.house import House
from tests.support.patience import until
from tests.support.programs import serving

NOBODY_IS_THERE = "smtp://127.0.0.1:1"
PROMISE = "A member of staff will read that you asked"
#: One process serves an SQLite file; on PostgreSQL the second of two does not lead.
SERVERS = 2 if wanted_kind() == "postgresql" else 1


async def test_servers_notice_staff_who_come_and_go(house: House) -> None:
    (row,) = json.loads((await house.run("invite", "--json")).out)
    environ = house.environ | {"MYSAY_SMTP_URL": NOBODY_IS_THERE}
    async with AsyncExitStack() as stack:
        addresses = [
            await stack.enter_async_context(serving(environ=environ, folder=house.folder)) for _ in range(SERVERS)
        ]
        client = await stack.enter_async_context(ClientSession(cookie_jar=CookieJar(unsafe=True)))
        async with client.post(f"{addresses[0]}/s/{row['link'].rpartition('/')[2]}") as agreed:
            assert agreed.status == 200
        assert await says_all(client, addresses, promise=False)
        assert (await house.run("staff", "add", "duty@council.example", "--role", "duty")).code == 0
        await until(lambda: says_all(client, addresses, promise=True))
        assert (await house.run("staff", "disable", "duty@council.example")).code == 0
        await until(lambda: says_all(client, addresses, promise=False))


async def says_all(client: ClientSession, addresses: list[str], *, promise: bool) -> bool:
    """Whether each server's page of help promises an adult, or none does."""
    return {await promised(client, each) for each in addresses} == {promise}


async def promised(client: ClientSession, address: str) -> bool:
    async with client.get(f"{address}/help") as page:
        text = await page.text()
    assert "Ask an adult" in text
    return PROMISE in text
