"""Erasing a child: everything about them is deleted, and an older backup, restored, is erased again."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

from surveys.errors import Refused
from surveys.period import Period
from surveys.service.auditing import Deed, about, remember
from surveys.service.context import Service
from surveys.storage import belongings, bygones
from surveys.storage.belongings import Belongings
from surveys.storage.called import hashes, require_own
from surveys.storage.database import transaction
from surveys.storage.forgetting import forget
from surveys.storage.models import Erasure
from surveys.storage.vault import SealBroken


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What an erasure took out. ``periods`` are those whose figures have changed by it, oldest first.

    ``traces``: another program kept the database's files from being overwritten; what was deleted is still in them.
    """

    reviews: int
    invitations: int
    responses: int
    answers: int
    telegram: bool
    periods: tuple[Period, ...]
    traces: bool = False


async def erase(service: Service, child_id: str, *, reason: str, actor: str) -> Erased:
    """Delete everything about a child, their answers too; figures are counted anew without them.

    The audit keeps that somebody was erased, by whom, when and why, and not who. A keyed hash of the id
    stays on the list of erasures, so that a restored backup is erased again.

    Raises:
        Refused: there is no such child, no reason is given, or a call for help of theirs still waits.
    """
    if not reason.strip():
        raise Refused("Say why with --reason: the audit keeps it. Name nobody in it.")
    async with transaction():
        child = await belongings.child_called(*hashes(service.vault, "child", child_id))
        if child is None:
            raise Refused(f"There is no child '{child_id}'; check the id.")
        require_own(service.vault, child)
        theirs = await belongings.of(child)
        if waiting := _waiting(theirs):
            raise Refused(
                f"This child has called for help and nobody has acknowledged it: see to call {', '.join(waiting)} with "
                "'mysay alerts' first."
            )
        await _take_out(service, theirs)
        at = service.clock.now()
        await belongings.list_as_erased(
            Erasure(ref_hash=child.ref_hash, erased_on=service.clock.day_of(at), erased_at=at)
        )
        await remember(service, Deed(actor, "erase", about("erasure", uuid4()), reason.strip()))
    return _erased(theirs, traces=not await forget())


@dataclass(frozen=True, slots=True)
class ErasedAgain:
    """How many children were, and how many calls for help went with them that were waiting when the backup was made."""

    children: int = 0
    calls: int = 0


async def erase_again(service: Service, since: Iterable[Erasure]) -> ErasedAgain:
    """Erase whoever was erased since a restored backup was made, and is there again.

    A call for help of theirs that waits in the backup was acknowledged later: nobody is erased before.
    """
    calls = []
    for erasure in since:
        async with transaction():
            await belongings.list_as_erased(erasure)
            child = await belongings.child_called(erasure.ref_hash)
            if child is not None:
                with suppress(SealBroken):  # whoever is on the list goes, though nobody can read who it was
                    require_own(service.vault, child)
                theirs = await belongings.of(child)
                await _take_out(service, theirs)
                await remember(service, Deed("restore", "erase again", about("erasure", uuid4())))
                calls.append(len(_waiting(theirs)))
    if calls:
        await forget()
    return ErasedAgain(len(calls), sum(calls))


def _waiting(theirs: Belongings) -> list[str]:
    """The calls for help that nobody has acknowledged."""
    return [str(alert.id) for alert in theirs.alerts if alert.acknowledged_at is None]


async def _take_out(service: Service, theirs: Belongings) -> None:
    await bygones.forget(theirs)
    await belongings.take_out(theirs, now=service.clock.now())


def _erased(theirs: Belongings, *, traces: bool) -> Erased:
    numbers = {response.period for response in theirs.responses if response.period is not None}
    numbers |= {Period.of(review.date).number for review in theirs.reviews}
    if theirs.child.care_ended:
        numbers.add(Period.of(theirs.child.care_ended).number)
    return Erased(
        reviews=len(theirs.reviews),
        invitations=len(theirs.invitations),
        responses=len(theirs.responses),
        answers=len(theirs.answers),
        telegram=theirs.account is not None,
        periods=tuple(Period.from_number(number) for number in sorted(numbers)),
        traces=traces,
    )
