"""What has become of an invitation, moved in one statement.

The row as it is when its turn comes decides, never a look beforehand: nobody has to hold it in between.
"""

from functools import cache
from uuid import UUID

from surveys.invitation.outcomes import Event, Outcome, move
from surveys.storage.statements import one, write
from surveys.storage.work import Statement


async def keep(invitation: UUID, event: Event) -> None:
    """Move an invitation's outcome by an event that comes by itself."""
    sql, values = moved(invitation, event)
    await write(one(sql, *values))


def moved(invitation: UUID, event: Event) -> Statement:
    """The statement by which an event moves an invitation's outcome as :func:`surveys.invitation.outcomes.move` says."""
    return _moves(event), (invitation,)


@cache
def _moves(event: Event) -> str:
    changes = {each: move(each, event) for each in Outcome if move(each, event) != each}
    cases = " ".join(f"WHEN '{before}' THEN '{after}'" for before, after in changes.items())
    known = ", ".join(f"'{each}'" for each in changes)
    return f"UPDATE invitation SET outcome = CASE outcome {cases} END WHERE id = $1 AND outcome IN ({known})"  # noqa: S608  # our own words
