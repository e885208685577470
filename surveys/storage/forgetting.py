"""What deleted rows leave behind: words that nothing goes by any more, and bytes in the database's files."""

import asyncpg
from tortoise.exceptions import OperationalError

from surveys.storage.database import on_one_file, scrub, transaction
from surveys.storage.outages import is_locked

#: The words that files say of children. Those of questions and options are the questionnaires'.
_UNUSED = (
    "DELETE FROM code WHERE kind = 'area' AND id NOT IN (SELECT area FROM tally)",
    "DELETE FROM code WHERE kind = 'age_band' AND id NOT IN (SELECT age_band FROM tally)",
)
#: For as long whoever finishes may have to wait behind us, while an import holds what we wait for.
_ALONE = ("SET LOCAL lock_timeout = '1s'", "LOCK TABLE code IN ACCESS EXCLUSIVE MODE")


async def forget() -> bool:
    """Delete the words, and overwrite what was deleted; whether all of it was done. What was not, the next purge does.

    Call it after the commit, outside any transaction.
    """
    forgotten = await _words()
    return await scrub() and forgotten


async def _words() -> bool:
    """In a transaction of its own: whoever is going to use a word has read it in theirs, and may wait for rows of ours.

    So on PostgreSQL the table is held alone, which is to wait until none of them is left; SQLite has one writer.
    """
    try:
        async with transaction() as db:
            for statement in (*(() if on_one_file() else _ALONE), *_UNUSED):
                await db.execute_query(statement, [])
    except asyncpg.LockNotAvailableError:
        return False
    except OperationalError as error:
        if not is_locked(error):
            raise
        return False
    return True
