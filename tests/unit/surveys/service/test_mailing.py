"""Whoever asks a mail server ends when told to, at any moment."""

import asyncio

import pytest

from surveys.service.mailing import answers
from tests.support.mail import Laconic
from tests.support.patience import turns


@pytest.mark.parametrize("moments", range(10))
async def test_to_be_told_to_end_is_not_lost_with_an_answer_that_comes_at_that_moment(moments: int) -> None:
    server = Laconic()
    async with server.listening() as url:
        asking = asyncio.create_task(answers(url))
        await server.until("QUIT")
        await turns(moments)
        told = asking.cancel()
        await asyncio.wait([asking])
        assert asking.cancelled() == told
