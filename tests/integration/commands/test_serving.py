"""``mysay serve`` where it cannot listen."""

import socket

from tests.support.house import House
from tests.support.programs import free_port


async def test_where_it_cannot_listen_it_says_why(house: House) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        taken = str(held.getsockname()[1])
        ran = [
            await house.run("serve", PORT=taken),
            await house.run("serve", PORT=str(free_port()), HOST="192.0.2.1"),
            await house.run("serve", PORT="80000", HOST="999.9.9.9"),
        ]
    assert [each.code for each in ran] == [1, 1, 1]
    assert [each.err.splitlines()[-1] for each in ran[:2]] == [
        f"Port {taken} on 127.0.0.1 is taken; choose another with MYSAY_PORT.",
        "192.0.2.1 is no address of this machine; set MYSAY_HOST to one, such as 127.0.0.1.",
    ]
    assert [line.partition(":")[0] for line in ran[2].err.splitlines()] == ["MYSAY_HOST", "MYSAY_PORT"]
