"""The table of a peer, as somebody who knows Tortoise would write it."""

from typing import Any

from tortoise import Tortoise, fields
from tortoise.models import Model


class Given(Model):
    id = fields.BigIntField(primary_key=True)
    chat = fields.BigIntField(db_index=True)
    question = fields.IntField()
    choice = fields.IntField()
    at = fields.DatetimeField(auto_now_add=True)


async def opened(url: str) -> None:
    """The database, made when it is not there; SQLite waits for the disk as ours does."""
    if url.startswith("sqlite"):
        url += "?synchronous=FULL&busy_timeout=15000"
    await Tortoise.init(db_url=url, modules={"models": [__name__]}, _enable_global_fallback=True)
    await Tortoise.generate_schemas(safe=True)


async def keep(chat: int, question: int, choice: int) -> Any:
    return await Given.create(chat=chat, question=question, choice=choice)


async def kept() -> int:
    return await Given.all().count()
